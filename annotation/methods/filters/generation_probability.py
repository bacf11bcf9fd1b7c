"""The texts that the generator found likeliest given the label: SuperGen's top share."""

import numpy as np

from annotation.methods.filters.decision import Decision, decided, unscored
from annotation.methods.signals.generation_probability import BINS, unlikeliness
from generation.methods.translatable import gettext_noop as _

KEEP = 0.5

UNLIKELY = _("Its mean log-probability %(score)s is not among the highest %(threshold)s of its label and length.")


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
    ranks = unlikeliness(log_probabilities, labels, lengths, bins=bins)
    unknown = unscored(log_probabilities, labels)
    return decided(ranks > share, UNLIKELY, unknown=unknown, scores=log_probabilities, thresholds=share)
