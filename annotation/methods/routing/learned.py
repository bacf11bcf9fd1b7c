"""What answers have shown about those who could be asked in place of a person: the student, and another model call.

Both are learned where people found the label in use wrong. What has not been seen often enough is not offered: another
model's opinion differs from a wrong label in 10 to 98 % of the cases and from a right one in 8 to 96 % (66 pairs of
models on four tasks of css_llm_labels), so no assumption would do. And of what was seen seldom only that is counted on
which is left one standard error below: routes pick out the rows where a chance looks best, and so where it errs most.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import logit
from sklearn.linear_model import LogisticRegression

from annotation.methods.routing.routes import Opinion
from generation.methods.estimates import wilson

#: Wrong labels, and right ones, that must have been seen before anything is said.
ENOUGH = 10
_EDGE = 1e-6
_ONE_ERROR = 0.6827  # the level of an interval of one standard error to each side


@dataclass(frozen=True)
class OpinionSeen:
    """`opinion`: None before enough was seen. `wrong`, `right`: on how many labels of either kind it rests. `drawn`:
    chance had drawn all of them; chosen rows are too often those where opinions differ. `shares`: the very counts that
    `opinion` was taken from, as {differs_from_wrong, differs_from_right, right}, each with n and its interval."""

    opinion: Opinion | None
    wrong: int
    right: int
    drawn: bool
    shares: dict[str, dict] = field(default_factory=dict)


def opinion_seen(
    given: np.ndarray, other: np.ndarray, truth: np.ndarray, drawn: np.ndarray, *, enough: int = ENOUGH
) -> OpinionSeen:
    """What another opinion was worth on rows that people answered.

    Parameters
    ----------
    given, other, truth : (N,) numbers of labels, -1 where there is none. drawn : (N,) True where chance chose the row.
    enough : wrong labels, and right ones, from which on something is said.

    Returns
    -------
    OpinionSeen; shares with one success and one failure added (Laplace), but how often it is right one standard error
    below (Wilson). Drawn rows alone count where they are enough.
    """
    known = (given >= 0) & (other >= 0) & (truth >= 0)
    of_chance = known & drawn
    rows = of_chance if _is_enough(given[of_chance] != truth[of_chance], enough) else known
    wrong, differs, right = given[rows] != truth[rows], other[rows] != given[rows], other[rows] == truth[rows]
    if not _is_enough(wrong, enough):
        return OpinionSeen(None, int(wrong.sum()), int((~wrong).sum()), drawn=False)
    opinion = Opinion(_share(differs[wrong]), _share(differs[~wrong]), _at_least(right[wrong & differs]))
    of_kind = {"differs_from_wrong": differs[wrong], "differs_from_right": differs[~wrong]}
    counted = of_kind | {"right": right[wrong & differs]}
    shares = {name: wilson(int(found.sum()), len(found)).as_json() for name, found in counted.items()}
    return OpinionSeen(opinion, int(wrong.sum()), int((~wrong).sum()), rows is of_chance, shares)


def student_seen(
    probability: np.ndarray, preferred: np.ndarray, given: np.ndarray, truth: np.ndarray, *, enough: int = ENOUGH
) -> tuple[np.ndarray, int]:
    """How likely the student's label is right where the label in use is wrong, by the student's own probability.

    Parameters
    ----------
    probability : (N,) of its likeliest label, out of fold.
    preferred, given, truth : (N,) numbers of labels, -1 where there is none.

    Returns
    -------
    (N,) chances, NaN where the student says the same or nothing; and on how many wrong labels they rest. All are lower
    by as much as their mean is one standard error below (Wilson); NaN where these are fewer than `enough`.
    """
    differs = (preferred >= 0) & (given >= 0) & (preferred != given)
    seen = differs & (truth >= 0) & (given != truth)
    chances = np.full(len(given), np.nan)
    count = int(seen.sum())
    if count < enough:
        return chances, count
    right, sure = preferred[seen] == truth[seen], _odds(probability)
    if right.all() or not right.any():
        chances[differs] = _at_least(right)
    else:
        learned = LogisticRegression().fit(sure[seen], right)
        chances[differs] = learned.predict_proba(sure[differs])[:, 1] * (_at_least(right) / right.mean())
    return chances, count


def _is_enough(wrong: np.ndarray, enough: int) -> bool:
    return wrong.sum() >= enough and (~wrong).sum() >= enough


def _share(found: np.ndarray) -> float:
    return (int(found.sum()) + 1) / (len(found) + 2)


def _at_least(found: np.ndarray) -> float:
    return wilson(int(found.sum()), len(found), level=_ONE_ERROR).low if len(found) else 0.0


def _odds(probability: np.ndarray) -> np.ndarray:
    clipped = np.clip(np.nan_to_num(probability, nan=0.5), _EDGE, 1 - _EDGE)
    return logit(clipped).reshape(-1, 1)
