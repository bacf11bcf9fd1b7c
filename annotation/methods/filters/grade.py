"""Rows that a judge graded high enough: AlpaGasus."""

import numpy as np
from scipy.stats import spearmanr

from annotation.methods.filters.decision import NO_SCORE, Decision, decided
from generation.methods.draws import derive
from generation.methods.estimates import Share, wilson
from generation.methods.translatable import gettext_noop as _

AT_LEAST = 4.5
ENOUGH, WANTED = 100, 0.9  # answered rows, and the share of right labels among those that stay

GRADED_LOW = _("Graded %(score)s, below %(threshold)s.")


def graded(
    grades: np.ndarray, labels: np.ndarray | None = None, *, at_least: float | dict[int, float] = AT_LEAST
) -> Decision:
    """Keep rows with a grade of at least 4.5 of 5, the threshold included; one number, or one a label.

    grades : (rows,), NaN where the judge's answer could not be read: such a row is undecided, never graded low.
    labels : class numbers, for thresholds by label; a label without one takes 4.5.

    Reference: Chen et al., "AlpaGasus" (ICLR 2024).
    """
    by_label = at_least if isinstance(at_least, dict) else {int(label): at_least for label in np.unique(labels)}
    thresholds = np.array([by_label.get(int(label), AT_LEAST) for label in labels], dtype=float)
    unknown = [(np.isnan(grades), NO_SCORE)]
    return decided(grades < thresholds, GRADED_LOW, unknown=unknown, scores=grades, thresholds=thresholds)


def at_the_threshold(grades: np.ndarray, at_least: float = AT_LEAST) -> int:
    """How many rows sit exactly at the threshold: grades are lumpy, and so many would go with the next half step."""
    return int((grades == at_least).sum())


def worth(
    grades: np.ndarray, right: np.ndarray, drawn: np.ndarray | None = None, *, random_state: int = 0
) -> dict | None:
    """What grades say of labels, held against people's answers; None where nothing is graded.

    People answer suspicious rows first, and shares of right labels among these are no shares of the dataset: from 100
    answers on that chance drew, these alone count; below, all do, and `basis` says so.

    grades : (rows,), NaN for none. right : (rows,) 1 where people gave the label that was graded, 0 where another one,
        NaN where nobody answered. drawn : (rows,) answered because chance had drawn them; None: no row.

    Returns {rows, exactly (at 4.5), basis (drawn, chosen), drawn (such answers), answered, needed, kept and dropped:
    shares of right labels with Wilson's interval, correlation (Spearman; None where all are alike), threshold}. From
    100 answers on `threshold` is the least grade from which on nine of ten labels are right in one half of them, with
    that share in the other half; else None.
    """
    if np.isnan(grades).all():
        return None
    both = ~np.isnan(grades) & ~np.isnan(right)
    by_chance = both & drawn if drawn is not None else np.zeros(len(grades), dtype=bool)
    is_drawn = by_chance.sum() >= ENOUGH
    counted = by_chance if is_drawn else both
    known, truth = grades[counted], right[counted]
    varied = len(np.unique(known)) > 1 and len(np.unique(truth)) > 1
    return {
        "rows": int((~np.isnan(grades)).sum()),
        "exactly": at_the_threshold(grades),
        "basis": "drawn" if is_drawn else "chosen",
        "drawn": int(by_chance.sum()),
        "answered": len(known),
        "needed": ENOUGH,
        "kept": _right(truth[known >= AT_LEAST]).as_json(),
        "dropped": _right(truth[known < AT_LEAST]).as_json(),
        "correlation": round(float(spearmanr(known, truth).statistic), 4) if varied else None,
        "threshold": _threshold(known, truth, random_state) if len(known) >= ENOUGH else None,
    }


def _threshold(grades: np.ndarray, right: np.ndarray, random_state: int) -> dict | None:
    first = np.random.default_rng(derive(random_state, "grades")).permutation(len(grades)) < len(grades) // 2
    for at in np.unique(grades):
        if _reaches(right[first & (grades >= at)]):
            return {"at": float(at), "share": _right(right[~first & (grades >= at)]).as_json()}
    return None


def _reaches(right: np.ndarray) -> bool:
    return len(right) > 0 and right.mean() >= WANTED


def _right(right: np.ndarray) -> Share:
    return wilson(int(right.sum()), len(right))
