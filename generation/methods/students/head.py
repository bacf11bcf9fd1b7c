"""A linear head on fixed features: its fit, and what each row's loss has to do with a loss that is taken elsewhere.

Influence (ProGen), bi-level weights (SunGen) and weights learned from clean labels (LLMaAA, FewGen) are all made of
these few products. `p` and `targets` are (rows, heads): one column for a logistic head, one a class for a softmax.
"""

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack, issparse
from scipy.special import logsumexp

FLOOR = 1e-12


def with_constant(rows):
    """Append a column of ones: the intercept, as a feature. Dense rows stay dense, sparse ones sparse."""
    ones = np.ones((rows.shape[0], 1), dtype=rows.dtype)
    return hstack([rows, csr_matrix(ones)], format="csr") if issparse(rows) else np.hstack([rows, ones])


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Class numbers as (rows, classes) of zeros and ones."""
    targets = np.zeros((len(labels), classes))
    targets[np.arange(len(labels)), labels] = 1
    return targets


def mean_square(rows) -> float:
    """Mean squared length of the rows, by which penalties and steps are scaled; 1 without any."""
    squares = rows.multiply(rows) if issparse(rows) else np.square(rows)
    total = float(squares.sum(dtype=float))
    return total / rows.shape[0] if total else 1.0


def chances(rows, head: np.ndarray) -> np.ndarray:
    """Probabilities (rows, classes) of a softmax head (classes, dimensions)."""
    logits = np.asarray(rows @ _as_rows(head.T, rows), dtype=float)
    return np.exp(logits - logsumexp(logits, axis=1, keepdims=True))


def of_own_label(p: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Probability of each row's own label, (rows,)."""
    return np.where(targets[:, 0] > 0, p[:, 0], 1 - p[:, 0]) if p.shape[1] == 1 else (p * targets).sum(axis=1)


def cross_entropy(p: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Gradient of `-sum_c y_c ln p_c` by the logits: `p - y`."""
    return p - targets


def reverse_cross_entropy(p: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Gradient of `-sum_c p_c ln y_c` by the logits, with `ln 0 := -1`: `p_own (p - y)`.

    A row whose own label is unlikely weighs little, so wrong labels hardly count. Another constant A for ln 0
    (published: -4) multiplies it by -A.

    Reference: Wang et al., "Symmetric cross entropy" (ICCV 2019); Gao et al., "SunGen" (ICLR 2023).
    """
    return of_own_label(p, targets)[:, None] * (p - targets)


def mean_gradient(rows, logits: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    """Mean over rows of `logit gradient x row`, (heads, dimensions); with weights `sum w g x / rows`."""
    logits = logits if weights is None else logits * weights[:, None]
    return np.asarray((rows.T @ _as_rows(logits, rows)).T, dtype=float) / max(1, rows.shape[0])


def aligned(rows, logits: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """Inner product of each row's gradient with a direction (heads, dimensions): one matrix product for all, (rows,).

    With the gradient of a held-out loss as direction: above 0, a step on the row lowers that loss.
    """
    return (logits * np.asarray(rows @ _as_rows(direction.T, rows))).sum(axis=1)


def fit_head(
    rows,
    targets: np.ndarray,
    weights: np.ndarray | None = None,
    *,
    penalty: float,
    start: np.ndarray | None = None,
    steps: int = 100,
    robust: bool = False,
    free_constant: bool = False,
) -> np.ndarray:
    """Fit a softmax head by L-BFGS: `mean_i w_i loss_i + penalty / 2 |head|^2`.

    Parameters
    ----------
    rows : (rows, dimensions), dense or sparse, with the constant among them if one is wanted. targets : (rows,
        classes), each row a distribution. weights : (rows,) or None. start : a head to go on from. steps : at most so
        many. robust : the reverse cross-entropy in place of the cross-entropy. free_constant : the last column is the
        constant, and its part of the head is not penalised.

    Returns
    -------
    (classes, dimensions). No rows: the start, or zeros.
    """
    shape = (targets.shape[1], rows.shape[1])
    start = np.zeros(shape) if start is None else start
    if not rows.shape[0]:
        return start
    weights = np.ones(rows.shape[0]) if weights is None else weights
    penalties = np.full(rows.shape[1], penalty)
    penalties[-1] *= not free_constant
    gradient = reverse_cross_entropy if robust else cross_entropy

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        head = flat.reshape(shape)
        p = chances(rows, head)
        losses = 1 - of_own_label(p, targets) if robust else -(targets * np.log(np.maximum(p, FLOOR))).sum(axis=1)
        slope = mean_gradient(rows, gradient(p, targets), weights) + penalties * head
        return float((weights * losses).mean() + (penalties * head**2).sum() / 2), slope.ravel()

    found = minimize(objective, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": steps})
    return found.x.reshape(shape)


def _as_rows(factor: np.ndarray, rows) -> np.ndarray:
    """In the precision of the rows: rows of half the precision would be copied at every product otherwise."""
    return factor.astype(np.result_type(rows.dtype, np.float32), copy=False)
