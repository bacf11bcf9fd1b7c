"""Go or no-go: what a candidate reached on the held-out half, against thresholds that were set beforehand.

Question by question, and of all of them together.
"""

from collections.abc import Collection
from dataclasses import dataclass
from statistics import fmean

from annotation.methods.agreement.figures import Figure
from annotation.methods.trials.measures import Measures, OfLabel
from annotation.methods.trials.thresholds import FEWEST_OF_A_KIND, FEWEST_OF_A_LABEL, Thresholds

GO, NO_GO, TOO_FEW, UNJUDGED = "go", "no_go", "too_few", ""


@dataclass(frozen=True)
class Check:
    """One threshold: macro_f1, recall (of a label) or accuracy, or the first measure of another kind (kinds.py), whose
    `value` is its lower limit. `passed` is None where nothing can be said of it.

    `n` counts what it stands on: of a recall the items with the label, of macro-F1 the labels that are in it, of all
    else the items.
    """

    what: str
    value: float | None
    wanted: float
    passed: bool | None
    label: str = ""
    n: int = 0


def checks(found: Measures, wanted: Thresholds) -> list[Check]:
    """Each threshold and whether it is reached.

    A label that fewer than FEWEST_OF_A_LABEL held-out items have by the reference is neither passed nor failed, and
    stays out of macro-F1: one item more or less would decide. Without any item nothing is passed.
    """
    told = [one for one in found.labels if one.support >= FEWEST_OF_A_LABEL]
    macro = fmean(one.f1 for one in told) if told else None
    return [
        _check("macro_f1", macro, wanted.macro_f1, n=len(told)),
        _check("accuracy", found.accuracy.low, wanted.least, n=found.accuracy.n),
        *(_recall(one, wanted.recall) for one in found.labels),
    ]


def checks_of_kind(kind: str, found: Figure, wanted: Thresholds) -> list[Check]:
    """The one threshold of a question that takes no single label; none where nothing is asked for.

    Below FEWEST_OF_A_KIND items it is neither passed nor failed.
    """
    least = wanted.least_of(kind)
    if least is None:
        return []
    if found.n < FEWEST_OF_A_KIND:
        return [Check(found.id, found.low, least, None, n=found.n)]
    return [_check(found.id, found.low, least, n=found.n)]


def verdict_of(found: list[Check]) -> str:
    """Of one question: NO_GO where something failed, TOO_FEW where nothing did and what is not of a label alone cannot
    be told, else GO; UNJUDGED where nothing was asked for."""
    if any(check.passed is False for check in found):
        return NO_GO
    if any(check.passed is None for check in found if not check.label):
        return TOO_FEW
    return GO if found else UNJUDGED


def whole(verdicts: Collection[str]) -> str:
    """Of all questions: NO_GO where one is, TOO_FEW where something was asked for and cannot be told of one, or where
    nothing was judged at all, else GO."""
    if NO_GO in verdicts:
        return NO_GO
    return GO if GO in verdicts and TOO_FEW not in verdicts else TOO_FEW


def _recall(one: OfLabel, wanted: float) -> Check:
    if one.support < FEWEST_OF_A_LABEL:
        return Check("recall", one.recall, wanted, None, one.label, one.support)
    return _check("recall", one.recall, wanted, one.label, n=one.support)


def _check(what: str, value: float | None, wanted: float, label: str = "", *, n: int) -> Check:
    return Check(what, value, wanted, None if value is None else value >= wanted, label, n)
