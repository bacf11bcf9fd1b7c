"""What a filter says of each row: keep, drop, or that a person must look."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generation.methods.translatable import gettext_noop as _

KEEP, DROP, UNDECIDED = 1, 0, -1

NO_SCORE = _("There is no score for this row.")
NO_LABEL = _("This row has no label.")


@dataclass(frozen=True)
class Decision:
    """`verdicts` (rows,): KEEP, DROP or UNDECIDED: a row that cannot be judged neither passes nor fails, people look.

    `reasons` are English sentences with %(score)s and %(threshold)s places; `why` (rows,) says which one is a row's, -1
    for none. `scores` and `thresholds` (rows,) are what stands there, NaN where the sentence has no place for it.
    """

    verdicts: np.ndarray
    reasons: tuple[str, ...]
    why: np.ndarray
    scores: np.ndarray
    thresholds: np.ndarray

    @property
    def kept(self) -> np.ndarray:
        return self.verdicts == KEEP

    @property
    def dropped(self) -> np.ndarray:
        return self.verdicts == DROP

    @property
    def undecided(self) -> np.ndarray:
        return self.verdicts == UNDECIDED

    def reason(self, row: int) -> dict | None:
        """The reason of one row as {text, values}; None for a row that is kept without one."""
        if self.why[row] < 0:
            return None
        numbers = {"score": self.scores[row], "threshold": self.thresholds[row]}
        values = {name: round(float(number), 4) for name, number in numbers.items() if not np.isnan(number)}
        return {"text": self.reasons[self.why[row]], "values": values}


def decided(
    fails: np.ndarray,
    text: str,
    *,
    unknown: np.ndarray | Sequence[tuple[np.ndarray, str]] = (),
    scores: np.ndarray | None = None,
    thresholds: np.ndarray | float | None = None,
) -> Decision:
    """Make a Decision of one rule: rows that fail are dropped for `text`, unless they cannot be judged.

    Parameters
    ----------
    fails : (rows,) bool. unknown : (mask, sentence) pairs, the first that holds counts. scores, thresholds : what the
        sentence tells.
    """
    size, nothing = len(fails), np.full(len(fails), np.nan)
    verdicts, why = np.where(fails, DROP, KEEP), np.where(fails, 0, -1)
    for place, (mask, _sentence) in reversed(list(enumerate(unknown, start=1))):
        verdicts[mask], why[mask] = UNDECIDED, place
    return Decision(
        verdicts.astype(np.int8),
        (text, *(sentence for _mask, sentence in unknown)),
        why.astype(np.int8),
        nothing if scores is None else np.asarray(scores, dtype=float),
        nothing if thresholds is None else np.broadcast_to(np.asarray(thresholds, dtype=float), size).copy(),
    )


def unscored(scores: np.ndarray, labels: np.ndarray) -> list[tuple[np.ndarray, str]]:
    """The rows that no rule on a score of the label can judge: those without a label, and those without a score."""
    return [(labels < 0, NO_LABEL), (np.isnan(scores), NO_SCORE)]
