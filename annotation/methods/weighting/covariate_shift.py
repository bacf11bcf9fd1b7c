"""Weights towards texts like those that the student will meet, by a classifier that tells the two kinds apart."""

import numpy as np
from scipy.sparse import issparse, vstack
from sklearn.metrics import roc_auc_score

from annotation.methods.weighting.lesson import Lesson, Raw
from generation.methods.students.student import out_of_fold
from generation.methods.translatable import gettext_noop as _

CLIP = 10.0
FAR = 0.95

TOLD_APART = _("Rows and target texts are told apart with an AUROC of %(auroc)s (0.5: alike).")
LITTLE_IN_COMMON = _("They have so little in common that weights can hardly make up for it.")


def covariate_shift(lesson: Lesson) -> Raw:
    """`w(x) = P(target | x) / P(rows | x) x rows / target texts`, held to [1/10, 10].

    The probabilities are out of fold, from the same student that learns labels elsewhere, here told which texts are of
    the target. The clip bounds the variance: without it single rows take all the weight where the two hardly overlap.
    A note says how well the two are told apart.

    Needs texts of the target without labels; five at least.

    Reference: Shimodaira (J. Stat. Plan. Inference 2000); Bickel, Brückner and Scheffer, "Discriminative learning under
    covariate shift" (JMLR 2009).
    """
    size = lesson.rows.shape[0]
    parts = [lesson.rows, lesson.target_rows]
    joined = vstack(parts, format="csr") if issparse(lesson.rows) else np.concatenate(parts)
    domains = np.repeat([0, 1], [size, joined.shape[0] - size])
    p = out_of_fold(joined, domains, 2, random_state=lesson.random_state)[:, 1]
    odds = p[:size] / (1 - p[:size]) * size / (len(p) - size)
    auroc = float(roc_auc_score(domains, p))
    notes = [{"text": TOLD_APART, "values": {"auroc": f"{auroc:.2f}"}}]
    if auroc > FAR:
        notes.append({"text": LITTLE_IN_COMMON, "values": {}})
    return Raw(np.clip(odds, 1 / CLIP, CLIP), notes)
