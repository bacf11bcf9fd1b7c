"""Rules on the text alone: length, language, and texts that give their label away or stand elsewhere already."""

from collections.abc import Sequence

import numpy as np

from annotation.methods.filters.decision import NO_SCORE, Decision, decided
from generation.methods.translatable import gettext_noop as _

SURE = 0.5

TOO_SHORT = _("It has %(score)s words, fewer than %(threshold)s.")
TOO_LONG = _("It has %(score)s words, more than %(threshold)s.")
OTHER_LANGUAGE = _("It is in another language than asked for.")
NO_LANGUAGE = _("The language cannot be told.")
LEAKS = _("The text gives its label away.")
CONTAMINATED = _("The text, or most of it, stands in a benchmark.")


def length(words: np.ndarray, *, least: float = 1, most: float | None = None) -> Decision:
    """Keep texts of `least` to `most` words, both included; (rows,) counts, NaN where there is no text."""
    words = np.asarray(words, dtype=float)
    short, long = words < least, np.zeros(len(words), dtype=bool) if most is None else words > most
    limits = np.where(long, np.nan if most is None else most, least)
    decision = decided(short | long, TOO_SHORT, unknown=[(np.isnan(words), NO_SCORE)], scores=words, thresholds=limits)
    why = np.where(long, len(decision.reasons), decision.why).astype(np.int8)
    return Decision(decision.verdicts, (*decision.reasons, TOO_LONG), why, decision.scores, decision.thresholds)


def language(languages: Sequence[str | None], wanted: Sequence[str]) -> Decision:
    """Keep texts in one of the `wanted` languages; None or '' where a detector could not tell, which people decide."""
    found = np.array([name or "" for name in languages], dtype=str)
    return decided(~np.isin(found, list(wanted)), OTHER_LANGUAGE, unknown=[(found == "", NO_LANGUAGE)])


def label_leak(leak: np.ndarray, *, at_most: float = SURE) -> Decision:
    """Keep texts that give their label away with a certainty of at most 0.5; (rows,), NaN where nobody looked."""
    return _at_most(leak, at_most, LEAKS)


def contamination(contamination: np.ndarray, *, at_most: float = SURE) -> Decision:
    """Keep texts that a benchmark has to at most one half; (rows,) shared share, NaN where nobody looked."""
    return _at_most(contamination, at_most, CONTAMINATED)


def _at_most(scores: np.ndarray, most: float, text: str) -> Decision:
    scores = np.asarray(scores, dtype=float)
    return decided(scores > most, text, unknown=[(np.isnan(scores), NO_SCORE)], scores=scores, thresholds=most)
