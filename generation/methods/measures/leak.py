"""LEAK: the share of texts that copy a demonstration, a given sample or a test text."""

from collections.abc import Sequence

import numpy as np
from sklearn.preprocessing import normalize

from generation.methods.measures.subsample import SIZE, subsample
from generation.methods.verifiers.rouge import runs_of

RUN, COSINE = 8, 0.9


def leak(
    texts: Sequence[str],
    references: Sequence[str],
    vectors=None,
    reference_vectors=None,
    *,
    run: int = RUN,
    cosine: float = COSINE,
    size: int = SIZE,
    random_state: int = 0,
) -> float | None:
    """Share of the texts of a random subsample with `run` words in a row, or a cosine of at least `cosine`, in common
    with a reference.

    Parameters
    ----------
    texts, references : all references are compared, texts are subsampled.
    vectors, reference_vectors : of the same space, dense or sparse; without them only runs of words count.

    No texts: None. A reference with fewer words than `run` can only be found by its vector.
    """
    chosen = subsample(range(len(texts)), size=size, random_state=random_state)
    if not chosen:
        return None
    known = {gram for text in references for gram in runs_of(text, run)}
    found = np.array([not known.isdisjoint(runs_of(texts[i], run)) for i in chosen])
    if vectors is not None and len(references):
        products = normalize(vectors[chosen]) @ normalize(reference_vectors).T
        products = products.toarray() if hasattr(products, "toarray") else products
        found |= (products >= cosine).any(axis=1)
    return float(found.mean())
