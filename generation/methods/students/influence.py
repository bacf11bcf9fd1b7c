"""Which rows a softmax head would be better without: influence on the loss of rows that were held out."""

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse.linalg import LinearOperator, cg
from threadpoolctl import threadpool_limits

from generation.methods.students.head import (
    aligned,
    chances,
    cross_entropy,
    fit_head,
    mean_gradient,
    one_hot,
    reverse_cross_entropy,
    with_constant,
)
from generation.methods.students.student import fold_numbers

PENALTY = 1e-2
EXACT_UP_TO = 1500  # classes x dimensions; above, conjugate gradients
STEPS, TOLERANCE = 50, 1e-4
MOST_ROWS = 10_000  # that a head is fitted on, and that are held out: as ProGen takes
STATIONARY = 1e-3
FEWEST_CHECKED = 5  # rows of each label with a label of people, for these alone to be held out


def harm(
    rows: np.ndarray,
    labels: np.ndarray,
    held_out: np.ndarray,
    held_out_labels: np.ndarray,
    *,
    asked: tuple[np.ndarray, np.ndarray] | None = None,
    penalty: float = PENALTY,
    robust: bool = True,
) -> np.ndarray | None:
    """By how much each row raises the held-out loss: `-grad L_held_out^T (H + penalty)^-1 grad loss_i`, times -1.

    Below 0 the row helps. To leave row i out changes the held-out loss by about `-harm_i / rows`.

    Parameters
    ----------
    rows, held_out : (rows, dimensions), dense; a constant is appended. labels, held_out_labels : class numbers.
    asked : (rows, labels) to be judged in place of those that the head is fitted on. penalty : of the head, L2.
    robust : the held-out loss is the reverse cross-entropy, so that wrong labels there weigh little.

    Returns
    -------
    (rows asked,). None where the fit did not settle (mean gradient above 1e-3): influence would mean nothing.

    Reference: Ye et al., "ProGen" (Findings of EMNLP 2022, arXiv 2210.12329); Koh and Liang, "Understanding black-box
    predictions via influence functions" (ICML 2017).
    """
    asked_rows, asked_labels = (rows, labels) if asked is None else asked
    rows, held_out, asked_rows = (with_constant(part.astype(float)) for part in (rows, held_out, asked_rows))
    classes = int(max(part.max(initial=0) for part in (labels, held_out_labels, asked_labels))) + 1
    with threadpool_limits(1):
        targets = one_hot(labels, classes)
        head = fit_head(rows, targets, penalty=penalty, steps=500)
        p = chances(rows, head)
        if np.linalg.norm(mean_gradient(rows, p - targets) + penalty * head) > STATIONARY:
            return None
        loss = reverse_cross_entropy if robust else cross_entropy
        wanted = mean_gradient(held_out, loss(chances(held_out, head), one_hot(held_out_labels, classes)))
        direction = _solved(rows, p, penalty, wanted)
        gradients = chances(asked_rows, head) - one_hot(asked_labels, classes)
        return -aligned(asked_rows, gradients, direction)


def cross_harm(
    rows: np.ndarray,
    labels: np.ndarray,
    checked: np.ndarray,
    *,
    asked: np.ndarray | None = None,
    random_state: int = 0,
) -> np.ndarray | None:
    """The harm of each labelled row, judged by rows of the other half.

    The labelled rows are dealt into two halves. A head is fitted on one (10,000 rows at most) and the other is held
    out: of it the rows whose label people have checked, where there are five of each label, else all.

    Parameters
    ----------
    labels : class numbers, -1 where there is none. checked : whether people, or a reference, gave the label. asked :
    the labels that are judged, where they are others than those that are learned.

    Returns
    -------
    (rows,), NaN without a label; None with fewer than two labels of two rows each, or where no fit settled.
    """
    known = np.flatnonzero(labels >= 0)
    given = labels if asked is None else asked
    counts = np.bincount(labels[known]) if len(known) else np.zeros(0, dtype=int)
    if (counts >= 2).sum() < 2:
        return None
    halves = fold_numbers(labels[known], None, folds=2, random_state=random_state)
    found, rng = np.full(len(labels), np.nan), np.random.default_rng(random_state)
    for half in (0, 1):
        own, others = known[halves == half], known[halves != half]
        trusted = others[checked[others]]
        enough = np.bincount(labels[trusted], minlength=len(counts))[counts > 0].min() >= FEWEST_CHECKED
        judges = _some(trusted if enough else others, rng)
        fitted = _some(own, rng)
        own = own[given[own] >= 0]
        said = harm(rows[fitted], labels[fitted], rows[judges], labels[judges], asked=(rows[own], given[own]))
        if said is None:
            return None
        found[own] = said
    return found


def _some(rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.sort(rng.choice(rows, MOST_ROWS, replace=False)) if len(rows) > MOST_ROWS else rows


def _solved(rows: np.ndarray, p: np.ndarray, penalty: float, wanted: np.ndarray) -> np.ndarray:
    """`(H + penalty)^-1 wanted`, H the mean Hessian of the cross-entropy of a softmax head."""
    classes, dimensions = wanted.shape
    if classes * dimensions <= EXACT_UP_TO:
        return cho_solve(cho_factor(_hessian(rows, p, penalty)), wanted.ravel()).reshape(wanted.shape)

    def product(flat: np.ndarray) -> np.ndarray:
        direction = flat.reshape(classes, dimensions)
        moved = rows @ direction.T
        logits = p * (moved - (p * moved).sum(axis=1, keepdims=True))
        return (mean_gradient(rows, logits) + penalty * direction).ravel()

    operator = LinearOperator((wanted.size, wanted.size), matvec=product)
    solution, _info = cg(operator, wanted.ravel(), rtol=TOLERANCE, maxiter=STEPS)
    return solution.reshape(wanted.shape)


def _hessian(rows: np.ndarray, p: np.ndarray, penalty: float) -> np.ndarray:
    classes, dimensions = p.shape[1], rows.shape[1]
    whole = np.zeros((classes, dimensions, classes, dimensions))
    for a in range(classes):
        for b in range(a, classes):
            curvature = p[:, a] * ((a == b) - p[:, b])
            whole[a, :, b, :] = (rows * curvature[:, None]).T @ rows / len(rows)
            whole[b, :, a, :] = whole[a, :, b, :].T
    flat = whole.reshape(classes * dimensions, -1)
    flat[np.diag_indices_from(flat)] += penalty
    return flat
