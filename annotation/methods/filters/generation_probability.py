"""The texts that the generator found likeliest given the label: SuperGen's top share."""

import numpy as np

from annotation.methods.filters.decision import Decision, decided, unscored
from annotation.methods.filters.thresholds import per_class
from generation.methods.translatable import gettext_noop as _

KEEP, BINS = 0.5, 5

UNLIKELY = _("Its mean log-probability %(score)s is not among the highest of its label and length (%(threshold)s).")


def likeliest(
    log_probabilities: np.ndarray,
    labels: np.ndarray,
    lengths: np.ndarray | None = None,
    *,
    share: float = KEEP,
    bins: int = BINS,
) -> Decision:
    """Keep the highest `share` of each label by mean log-probability of a token, within fifths of the length.

    The mean drifts with the length of a text, so that without the bins short ones would win. Models that tell no
    log-probabilities leave NaN everywhere: nobody is judged then.

    Parameters
    ----------
    log_probabilities : (rows,), NaN where the model told none. labels : class numbers, -1 for none. lengths : (rows,)
        in tokens or words; None for one bin.

    Reference: Meng et al., "SuperGen" (NeurIPS 2022): the top 6,000 / C of 25,000 a label.
    """
    if lengths is None:
        lengths = np.ones(len(labels))
    known = ~np.isnan(log_probabilities) & (labels >= 0)
    cells = np.full(len(labels), -1)
    for label in np.unique(labels[known]):
        rows = known & (labels == label)
        edges = np.quantile(lengths[rows], np.arange(1, bins) / bins)
        cells[rows] = label * bins + np.searchsorted(edges, lengths[rows], side="left")
    thresholds = per_class(log_probabilities, cells, lambda scores: _at_share(scores, share))
    unknown = unscored(log_probabilities, labels)
    fails = log_probabilities < thresholds
    return decided(fails, UNLIKELY, unknown=unknown, scores=log_probabilities, thresholds=thresholds)


def _at_share(scores: np.ndarray, share: float) -> float:
    """The score from which on the highest `share` is kept, at least one row and all that equal it."""
    kept = max(1, round(share * len(scores)))
    return float(np.sort(scores)[-kept])
