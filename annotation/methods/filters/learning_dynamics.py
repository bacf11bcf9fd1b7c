"""Rows that the student gets wrong all along without wavering: CLLM's hard group."""

import numpy as np

from annotation.methods.filters.decision import Decision, decided, unscored
from generation.methods.students.dynamics import HARD, Dynamics
from generation.methods.translatable import gettext_noop as _

CONFIDENCE = 0.2

CONTRADICTED = _("Over its training the student gave the label %(score)s on average, without wavering.")


def hard(
    confidence: np.ndarray,
    aleatoric: np.ndarray,
    labels: np.ndarray,
    *,
    at_most: float = CONFIDENCE,
    certain: float | None = None,
) -> Decision:
    """Drop what is hard: low mean probability of the label over checkpoints, and little uncertainty of that.

    Ambiguous rows stay; students learn from them.

    Parameters
    ----------
    confidence, aleatoric : (rows,) `mean_t p_t` and `mean_t p_t (1 - p_t)` of the label over checkpoints
        (`generation.methods.students.dynamics.learning_dynamics`), NaN where nothing can be said.
    labels : class numbers, -1 for none. at_most : of the confidence. certain : of the aleatoric uncertainty; None for
        0.75 of its range over all rows, as published; a constant of 0.2 hardly leaves anything out, for it ends at 1/4.

    Reference: Seedat et al., "Curated LLM" (ICML 2024); Data-IQ (NeurIPS 2022).
    """
    nothing = np.full(len(labels), np.nan)
    groups = Dynamics(confidence, aleatoric, nothing, nothing).groups(low=at_most, most_aleatoric=certain)
    unknown = unscored(confidence + aleatoric, labels)
    return decided(groups == HARD, CONTRADICTED, unknown=unknown, scores=confidence, thresholds=at_most)
