"""Rows of which the student changes its mind while it learns: the ambiguous ones."""

from random import Random

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier

from generation.methods.demonstrations.pool import Chosen, Pool, Want, chosen

EPOCHS = 10
SHARE = 0.25


def deviations(
    vectors: np.ndarray | csr_matrix,
    labels: np.ndarray,
    rows: np.ndarray | csr_matrix,
    *,
    epochs: int = EPOCHS,
    random_state: int = 0,
) -> np.ndarray:
    """Standard deviation over the epochs of each row's probability of each label, (rows, labels present).

    Logistic regression by stochastic gradients, one pass an epoch. `labels` : class numbers, two at least.

    Reference: training dynamics of Swayamdipta et al., "Dataset cartography" (EMNLP 2020).
    """
    classes = np.unique(labels)
    student = SGDClassifier(loss="log_loss", random_state=random_state)
    epoch = [student.partial_fit(vectors, labels, classes).predict_proba(rows) for _ in range(epochs)]
    return np.std(epoch, axis=0)


def select(pool: Pool, want: Want, k: int, rng: Random, *, share: float = SHARE) -> list[Chosen]:
    """Return of `want.label`, or of each label, the `share` of rows whose own label's probability varies most.

    At most k of each label, the most variable first; ties by id. Fewer than two labels give [].

    Reference: Liu, Swayamdipta, Smith and Choi, "WANLI" (Findings of EMNLP 2022): the top 25 % are the seeds.
    """
    pool = pool.labelled()
    names, numbers = np.unique(pool.labels, return_inverse=True)
    if len(names) < 2:
        return []
    varies = deviations(pool.vectors, numbers, pool.vectors, random_state=rng.getrandbits(31))
    own = varies[np.arange(len(pool)), numbers]
    found = []
    for label in [want.label] if want.label else names:
        rows = np.array(pool.of_label(label), dtype=int)
        top = rows[np.argsort(-own[rows], kind="stable")][: min(k, int(np.ceil(share * len(rows))))]
        found += chosen(pool, top, "variability", own)
    return found
