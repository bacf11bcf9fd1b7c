"""The text says nothing that belongs to its label: none of its words is likelier there than elsewhere."""

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said

SMOOTHING = 0.5
TOP_SHARE = 0.1  # of a text's words: the most telling ones
FEWEST_WORDS = 3
SHOWN_FROM = 0.5


def generic(evidence: Evidence) -> Said:
    """`exp(-d)`, d the lowest of the tenth of the text's words that tell most of its label; 0 below one half.

    A word tells `d_j = ln p(w_j | label) - ln mean_c p(w_j | c)`, by the share of the other texts of each label that
    have it; so 1: not even the most telling words are likelier in this label than in the mean one. NaN for texts of
    fewer than three words and where fewer than two labels are in use.

    Reference: the token discriminativeness of Meng et al., "FewGen" (ICML 2023), here by counts and for display.
    """
    known = np.flatnonzero((evidence.given >= 0) & (evidence.vocabulary.lengths >= FEWEST_WORDS))
    values = evidence.nothing
    if len(np.unique(evidence.given[known])) < 2:
        return evidence.said(values)
    presence = evidence.vocabulary.presence()[known]
    deltas = discriminativeness(presence, evidence.given[known], len(evidence.classes))
    for place, row in enumerate(known):
        own = np.sort(deltas[presence.indptr[place] : presence.indptr[place + 1]])[::-1]
        values[row] = np.exp(-max(0.0, own[int(np.ceil(TOP_SHARE * len(own))) - 1]))
    values[known] = np.where(values[known] >= SHOWN_FROM, values[known], 0)
    return evidence.said(values)


def discriminativeness(presence, given: np.ndarray, classes: int) -> np.ndarray:
    """d_j of each entry of `presence` (texts, words; CSR): the text itself is left out of its own label's count.

    `-ln` of `p(w | own) / sum_c p(w | c)` is `ln classes - d_j`: .2231 for .4 against .1, ln 2 for equals.
    """
    members = np.bincount(given, minlength=classes).astype(float)
    present = np.flatnonzero(members)
    counts = np.stack([np.asarray(presence[given == label].sum(axis=0)).ravel() for label in range(classes)])
    rows = np.repeat(np.arange(len(given)), np.diff(presence.indptr))
    words, own = presence.indices, given[rows]
    shares = (counts + SMOOTHING) / (members + 2 * SMOOTHING)[:, None]
    mine = (counts[own, words] - 1 + SMOOTHING) / (members[own] - 1 + 2 * SMOOTHING)
    total = shares[present].sum(axis=0)[words] - shares[own, words] + mine
    return np.log(mine) - np.log(total / len(present))
