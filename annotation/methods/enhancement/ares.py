"""ARES: a generated question is worth keeping if it leads back to the passage that it was written from."""

from collections.abc import Sequence

import numpy as np
from sklearn.preprocessing import normalize

from generation.methods.students.features import TextFeatures

FAR = 20
POSITIVE, NEGATIVE, UNCLEAR = "positive", "negative", "unclear"


def round_trip(ranks: Sequence[float], *, far: int = FAR) -> list[str]:
    """Say of each question what it is by the rank (from 1) at which its own passage is found.

    "positive": first; "negative": not among the first `far`, NaN (not found at all) included; else "unclear": discard.

    Reference: Saad-Falcon, Khattab, Potts and Zaharia, "ARES" (NAACL 2024, arXiv 2311.09476).
    """
    ranks = np.asarray(ranks, dtype=float)
    found = np.where(ranks == 1, POSITIVE, np.where((ranks <= far), UNCLEAR, NEGATIVE))
    return found.tolist()


def source_ranks(questions: Sequence[str], passages: Sequence[str], sources: Sequence[int]) -> np.ndarray:
    """(questions,): the rank, from 1, of each question's own passage by the cosine of TF-IDF.

    Parameters
    ----------
    questions, passages : texts. sources : for each question the position of its passage.

    Returns ranks; NaN where a question shares nothing with its passage. Of equal similarities the own one counts last.
    """
    if not len(questions) or not len(passages):
        return np.full(len(questions), np.nan)
    features = TextFeatures(passages, alone=True)
    likeness = (normalize(features.of(questions)) @ normalize(features.matrix).T).toarray()
    own = likeness[np.arange(len(questions)), np.asarray(sources, dtype=int)]
    ranks = (likeness >= own[:, None]).sum(axis=1).astype(float)
    return np.where(own > 0, ranks, np.nan)
