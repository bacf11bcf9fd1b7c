"""Sending the rows of a version through a filter set. Needs numpy and pandas: worker only."""

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from annotation.curation.selection import Filtered, Kept, Out
from annotation.filters.frames import sets_of
from annotation.filters.given import given_labels
from annotation.filters.picked import marks_of, named_in, names_of
from annotation.filters.steps import steps_from
from annotation.filters.table import labels_in, table_of
from annotation.methods.filters import live
from annotation.methods.filters.live import Passed, Rows, Step
from annotation.methods.filters.packing import Column, columns
from annotation.models import FilterSet
from generation.models import Codebook, Project

DIGITS = 4


class CannotFilter(Exception):
    """A filter of the set cannot say anything now; the message says which, and what it needs."""


def filtered(project: Project, number: int, rows: Sequence[Kept], codebook: Codebook) -> Filtered:
    """Judge rows by a set of the project, by what is known of them now. The same data gives the same outcome."""
    chosen = sets_of(project).get(number=number)
    steps = [step for step in steps_from(chosen.steps) if step.on]
    judged = codebook.judged_question
    labels = labels_in(rows, [label.name for label in judged.labels.all()] if judged else [])[: live.MOST_LABELS]
    table = table_of(project, rows, labels, given_labels(rows, codebook.judged_name))
    found = columns(table) | _picked(project, steps, rows)
    numbers = np.where(table.labels < 0, live.OTHER, table.labels + 1).astype(np.uint8).tobytes()
    checked = np.where(table.checked, 255, 0).astype(np.uint8).tobytes()
    held = Rows(numbers, checked, {name: column.steps.tobytes() for name, column in found.items()})
    done = live.run(held, steps, among=live.everything(len(rows)))
    _check(done.passed)
    kept = np.frombuffer(done.kept.to_bytes(len(rows), "little"), np.uint8) > 0
    out = [one for at, passed in enumerate(done.passed, start=1) for one in _out(rows, at, passed, found)]
    stay = [row for row, stays in zip(rows, kept, strict=True) if stays]
    return Filtered(
        stay,
        sorted(out, key=lambda one: one.sample),
        _facts(chosen, done, numbers, labels, names_of(project, named_in(steps))),
    )


def _picked(project: Project, steps: Sequence[Step], rows: Sequence[Kept]) -> dict[str, Column]:
    """A column of each selection that a step names; it has no scores, a row is in it or not."""
    marks = marks_of(project.pk, named_in(steps), [row.sample for row in rows])
    nothing = np.full(len(rows), np.nan)
    return {name: Column(np.frombuffer(data, np.uint8), nothing) for name, data in marks.items()}


def _check(passed: Sequence[Passed]) -> None:
    for one in passed:
        if one.is_missing:
            told = {"name": _(one.step.rule.title), "needs": _(one.step.rule.needs or "")}
            raise CannotFilter(_("The filter “%(name)s” knows nothing of these rows. %(needs)s") % told)


def _out(rows: Sequence[Kept], at: int, passed: Passed, found: dict[str, Column]) -> list[Out]:
    rule, scores = passed.step.rule, found[passed.step.column].scores
    gone = np.flatnonzero(np.frombuffer(passed.dropped.to_bytes(len(rows), "little"), np.uint8))
    return [Out(rows[place].sample, at, rule.id, _number(scores[place]), passed.step.at) for place in gone]


def _number(value: float) -> float | None:
    return round(float(value), DIGITS) if np.isfinite(value) else None


def _facts(
    chosen: FilterSet, done: live.Run, numbers: bytes, labels: Sequence[str], selections: dict[int, str]
) -> dict:
    names = [*labels, ""]
    return {
        "number": chosen.number,
        "name": chosen.name,
        "steps": [
            {
                "filter": one.step.rule.id,
                "title": one.step.rule.title,
                "at": one.step.at,
                **({"selection": selections[one.step.at]} if one.step.rule.names_selection else {}),
                "reach": live.count(one.reach),
                "dropped": live.count(one.dropped),
                "unknown": live.count(one.unknown),
                "labels": [
                    [name, count]
                    for name, count in zip(names, live.by_label(numbers, one.dropped, len(labels)), strict=True)
                    if count
                ],
            }
            for one in done.passed
        ],
    }
