"""The rounds of a run as its page and the API show them: how each went, and what was found out before it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from generation.methods.schedules.words import BY_NAME, IDS, MEAN, REPORTED, SHARE, Word
from generation.models import Round, Run
from synthlab.drawing import words

ROUNDS_SHOWN = 8  # on a run's own page: the newest
MOST_NAMES = 12


@dataclass(frozen=True)
class Finding:
    """One thing that a round found out; `name` is the key that the schedule gave it."""

    name: str
    title: str
    value: str


def rounds_of(run: Run) -> QuerySet[Round]:
    """Without their notes: these are what the rows are drawn with, and may be megabytes."""
    return run.rounds.defer("notes")


def newest_rounds(run: Run) -> dict:
    """The newest rounds with what they found, and whether there are older ones. Nothing where there is one that found
    out nothing: all of it stands under the run's progress."""
    rounds = list(rounds_of(run).order_by("-number")[: ROUNDS_SHOWN + 1])
    telling = len(rounds) > 1 or any(round.report for round in rounds)
    return {
        "rounds": with_findings(rounds[:ROUNDS_SHOWN]) if telling else [],
        "more_rounds": len(rounds) > ROUNDS_SHOWN,
    }


def with_findings(rounds: list[Round]) -> list[Round]:
    for round in rounds:
        round.findings = findings_of(round.report)
    return rounds


def findings_of(report: Mapping[str, Any]) -> list[Finding]:
    """What the report says, in the order of the words; what has no value is left out."""
    found = ((name, word, _told(word, report[name], report)) for name, word in REPORTED.items() if name in report)
    return [Finding(name, _(word.title), value) for name, word, value in found if value]


def _told(word: Word, value: Any, report: Mapping[str, Any]) -> str:
    if value is None:
        return ""
    if word.kind == BY_NAME:
        return _by_name(value)
    if word.kind == MEAN:
        return words(fmean(value.values()), SHARE) if value else ""
    if word.kind == SHARE:
        return words(value, SHARE)
    count = len(value) if word.kind == IDS else value
    whole = report.get(word.of)
    return f"{words(count, 'count')} ({words(count / whole, SHARE)})" if whole else words(count, "count")


def _by_name(counts: Mapping[str, int]) -> str:
    if not counts:
        return _("none")
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    told = [f"{name} {words(count, 'count')}" for name, count in ordered[:MOST_NAMES]]
    rest = sum(count for _name, count in ordered[MOST_NAMES:])
    return ", ".join([*told, _("others %(n)s") % {"n": words(rest, "count")}] if rest else told)
