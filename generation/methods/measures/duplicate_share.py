"""DUP: the share of texts that nearly repeat an earlier one."""

from collections.abc import Sequence

import numpy as np
from sklearn.preprocessing import normalize

from generation.methods.measures.subsample import SIZE, subsample
from generation.methods.verifiers.text_index import TextIndex

ROUGE_L, COSINE = 0.7, 0.95


def duplicate_share(
    texts: Sequence[str],
    vectors=None,
    *,
    rouge_l: float = ROUGE_L,
    cosine: float = COSINE,
    size: int = SIZE,
    random_state: int = 0,
) -> float | None:
    """Share of the texts of a random subsample with ROUGE-L F over `rouge_l` or cosine over `cosine` to an earlier one.

    Parameters
    ----------
    texts : in the order of acceptance. vectors : (texts, dimensions), dense or sparse; without, ROUGE-L alone counts.

    Texts equal but for case and white space are duplicates, also where they have no words. No texts: None. 1,000 texts
    of 100 words take about a second.
    """
    chosen = subsample(range(len(texts)), size=size, random_state=random_state)
    if not chosen:
        return None
    found = _repeats([texts[i] for i in chosen], rouge_l)
    if vectors is not None:
        found |= _close(vectors[chosen], cosine)
    return float(found.mean())


def _repeats(texts: list[str], rouge_l: float) -> np.ndarray:
    index, found = TextIndex(), []
    for text in texts:
        found.append(index.holds(text) or index.nearest(text, rouge_l) is not None)
        index.add(text)
    return np.array(found)


def _close(vectors, cosine: float) -> np.ndarray:
    unit = normalize(vectors)
    products = unit @ unit.T
    products = products.toarray() if hasattr(products, "toarray") else products
    return (np.tril(products, k=-1) > cosine).any(axis=1)
