"""The student does not know which label to give."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said


def student_entropy(evidence: Evidence) -> Said:
    """`H / ln C` of the student's distribution, out of fold: 0 where it is sure of one label, 1 where all are alike.

    It needs no label, and says of a wrong one little more than chance would (measured.md): for rows without a label.
    """
    if len(evidence.classes) < 2:
        return evidence.said(evidence.nothing)
    return evidence.said(entropy(evidence.student) / np.log(len(evidence.classes)))


def entropy(chances: np.ndarray) -> np.ndarray:
    """Shannon's entropy of each row in nats; `0 ln 0` is 0, a row with NaN is NaN."""
    logs = np.log(chances, out=np.zeros_like(chances, dtype=float), where=chances > 0)
    return -(chances * logs).sum(axis=1) if chances.shape[1] else np.zeros(len(chances))
