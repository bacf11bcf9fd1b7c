"""What a suggestion does to answers: those who had it in sight against those who, by chance, had not."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import chi2_contingency

from annotation.methods.columns import checked
from annotation.methods.effects.difference import newcombe
from annotation.methods.effects.estimate import NO_BLIND, NO_SHOWN, Estimate, combined
from annotation.methods.effects.jackknife import jackknife
from generation.methods.estimates import Share, wilson
from generation.methods.translatable import gettext_noop as _

#: One row an answer: who gave it, whether the suggestion was in sight, the chance that it would not be, and what is so.
ARMS = ("person", "shown", "chance", "so")
LEAST_PEOPLE = 10
LEAST_EXPECTED = 5

FEW_PEOPLE = _("fewer than ten people answered in both ways")
NO_BOTH = _("no part of the answers, drawn with one and the same chance, has both ways")
FEW_OF_A_LABEL = _("some label is too rare for the test")
ONE_LABEL = _("all answers have one label")
MANY_CHANCES = _("the chance of being asked blind has changed in between")


@dataclass(frozen=True)
class Contrast:
    """The share of answers of which something is so: shown, blind, and shown minus blind."""

    shown: Share
    blind: Share
    difference: Estimate


def contrast(answers: pd.DataFrame) -> Contrast:
    """Compare the two arms of a randomised comparison.

    Answers that were drawn with the same chance of being blind make a stratum; its difference has Newcombe's interval.
    Strata are combined by Mantel-Haenszel weights `n m / (n + m)`: arms of different times or settings are never held
    against each other, for what changed between them would be taken for the suggestion's doing. A chance decided item
    by item for each person alike, so people are balanced, and the interval is about the people who answered.

    Parameters
    ----------
    answers : (person, shown, chance, so); `shown`, `so` bool, `chance` in (0, 1). Order and names do not matter.

    Returns
    -------
    Contrast; its difference has no value, and a reason, where an arm is empty or no stratum has both.
    """
    answers = checked(answers, ARMS)
    is_shown, so = answers["shown"].astype(bool), answers["so"].astype(bool)
    shown = wilson(int(so[is_shown].sum()), int(is_shown.sum()))
    blind = wilson(int(so[~is_shown].sum()), int((~is_shown).sum()))
    if not shown.n or not blind.n:
        return Contrast(shown, blind, Estimate(None, n=len(answers), reason=NO_BLIND if shown.n else NO_SHOWN))
    strata = [one for _chance, one in _strata(answers) if one.n and one.m]
    if not strata:
        return Contrast(shown, blind, Estimate(None, n=len(answers), reason=NO_BOTH))
    found = [newcombe(one.count, one.n, one.other, one.m) for one in strata]
    return Contrast(shown, blind, combined(found, [one.weight for one in strata]))


def over_people(answers: pd.DataFrame) -> Estimate:
    """The same difference with an interval about people like these, who are drawn with all their answers.

    Leaves out one person after the other (`jackknife`); wider than that of `contrast` where a suggestion moves some
    people more than others. Who answered in one way only stays in.

    Parameters: as `contrast`. Returns an Estimate; without interval, and with a reason, below ten people who answered
    in both ways.
    """
    answers = checked(answers, ARMS)
    value = contrast(answers).difference
    both = answers.groupby("person")["shown"].nunique() == 2 if len(answers) else pd.Series(dtype=bool)
    if value.value is None or both.sum() < LEAST_PEOPLE:
        return Estimate(value.value, n=len(answers), reason=value.reason or FEW_PEOPLE)
    people = sorted(answers["person"].unique(), key=str)
    cells = [_cells(part, people) for _chance, part in answers.groupby("chance")]
    without = _differences([table.sum(axis=0) - table for table in cells])
    weights = sum(_weights(table) for table in cells)
    if not np.isfinite(without).all():
        return Estimate(value.value, n=len(answers), reason=FEW_PEOPLE)
    return Estimate(value.value, *jackknife(value.value, without, weights), len(answers))


def _differences(strata: list[np.ndarray]) -> np.ndarray:
    """The combined difference of each row of counts (rows, 4): so and all with the suggestion, so and all without."""
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = [_weights(one) for one in strata]
        found = [np.nan_to_num(one[:, 0] / one[:, 1] - one[:, 2] / one[:, 3]) for one in strata]
        return sum(weight * one for weight, one in zip(weights, found, strict=True)) / sum(weights)


def _weights(counts: np.ndarray) -> np.ndarray:
    """Mantel and Haenszel's: as many as the smaller arm can carry."""
    n, m = counts[:, 1], counts[:, 3]
    return n * m / np.maximum(n + m, 1)


def by_person(answers: pd.DataFrame) -> dict[str, Contrast]:
    """Each person's own contrast, in the order of their names: nobody comes first for a number."""
    answers = checked(answers, ARMS)
    return {str(person): contrast(part) for person, part in answers.groupby("person")}


@dataclass(frozen=True)
class LabelShift:
    """How often each label was given in the two arms, and whether the two differ more than by chance."""

    labels: dict[str, Contrast]
    chi2: float | None
    p: float | None
    n: int
    reason: str = ""


def label_shift(answers: pd.DataFrame) -> LabelShift:
    """Whether suggestions shift which labels people give.

    Pearson's chi-squared test of label by arm, without correction, and each label's contrast.

    Parameters
    ----------
    answers : (person, shown, chance, label).

    Returns
    -------
    LabelShift; no test, with a reason, where an arm is empty, all have one label, an expected count is below five, or
    the chance changed in between: arms of different times are not held against each other.
    """
    answers = checked(answers, ("person", "shown", "chance", "label"))
    names = sorted(answers["label"].unique())
    labels = {name: contrast(answers.assign(so=answers["label"] == name)) for name in names}
    table = pd.crosstab(answers["label"], answers["shown"]).to_numpy()
    reason = _no_test(answers)
    if reason:
        return LabelShift(labels, None, None, len(answers), reason)
    test = chi2_contingency(table, correction=False)
    if test.expected_freq.min() < LEAST_EXPECTED:
        return LabelShift(labels, None, None, len(answers), FEW_OF_A_LABEL)
    return LabelShift(labels, float(test.statistic), float(test.pvalue), len(answers))


def _no_test(answers: pd.DataFrame) -> str:
    if not answers["shown"].any():
        return NO_SHOWN
    if answers["shown"].all():
        return NO_BLIND
    if answers["chance"].nunique() > 1:
        return MANY_CHANCES
    return ONE_LABEL if answers["label"].nunique() < 2 else ""


@dataclass(frozen=True)
class _Stratum:
    count: int
    n: int
    other: int
    m: int

    @property
    def weight(self) -> float:
        return self.n * self.m / (self.n + self.m)


def _strata(answers: pd.DataFrame) -> list[tuple[float, _Stratum]]:
    found = []
    for chance, part in answers.groupby("chance"):
        is_shown, so = part["shown"].astype(bool), part["so"].astype(bool)
        counts = (so[is_shown].sum(), is_shown.sum(), so[~is_shown].sum(), (~is_shown).sum())
        found.append((float(chance), _Stratum(*map(int, counts))))
    return found


def _cells(part: pd.DataFrame, people: list) -> np.ndarray:
    """(people, 4): so and all with the suggestion, so and all without."""
    shown, so = part["shown"].astype(bool), part["so"].astype(bool)
    columns = {"a": shown & so, "b": shown, "c": ~shown & so, "d": ~shown}
    sums = pd.DataFrame(columns).groupby(part["person"]).sum()
    return sums.reindex(people, fill_value=0).to_numpy(dtype=float)
