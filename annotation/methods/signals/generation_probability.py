"""The model did not find its own text likely for the label that it was asked to write for."""

import numpy as np
import pandas as pd

from annotation.methods.signals.evidence import Evidence, Said

BINS = 5  # of length: the mean log-probability drifts with it


def generation_probability(evidence: Evidence) -> Said:
    """The rank in (0, 1] of how unlikely a text is, among texts of its label that are about as long.

    From the contrast with the other labels' prompts where that is known, which no bland or short text is preferred by,
    else from the mean log-probability of its tokens. NaN where the model told neither.
    Reference: Meng et al., "SuperGen" (NeurIPS 2022, arXiv 2202.04538).
    """
    if evidence.facts is None:
        return evidence.said(evidence.nothing)
    score = np.where(np.isnan(evidence.facts.contrast), evidence.facts.likelihood, evidence.facts.contrast)
    ranks = unlikeliness(score, evidence.given, evidence.vocabulary.lengths)
    return evidence.said(ranks, likelihood=np.round(np.exp(evidence.facts.likelihood), 4))


def unlikeliness(scores: np.ndarray, labels: np.ndarray, lengths: np.ndarray, *, bins: int = BINS) -> np.ndarray:
    """The rank in (0, 1] of how low each score is among those of its label and of one of `bins` parts by length.

    The signal and SuperGen's filter are both these ranks. Equal scores share their mean rank, equal lengths are of one
    part. (rows,); NaN where the score is no number.
    """
    table = pd.DataFrame({"score": scores, "label": labels, "words": lengths})
    known = table[np.isfinite(scores)]
    shortest_first = known.groupby("label")["words"].rank(pct=True, method="average")
    part = np.minimum(np.ceil(shortest_first * bins), bins)
    return (-known["score"]).groupby([known["label"], part]).rank(pct=True).reindex(table.index).to_numpy()


def contrast(own: float, totals: np.ndarray) -> float:
    """`ln p(x | own prompt) - ln (sum_c p(x | prompt c) / C)` of a text's log-probabilities: PMI with its label."""
    highest = totals.max()
    return float(own - highest - np.log(np.exp(totals - highest).mean()))
