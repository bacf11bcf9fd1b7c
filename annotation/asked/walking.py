"""The first rows of an order that meet some conditions, found without looking through a whole project.

A request prices what it would ask, so it may look at a bounded number of rows: an order is a list of rows read from an
index, and the conditions are put to a part of it at a time, by the rows' own keys, until enough meet them.
"""

from collections.abc import Sequence
from hashlib import blake2b
from random import Random

from django.db.models import QuerySet

from annotation.methods.signals.words import SUSPICION
from annotation.models import Annotation, Signal
from generation.models import PlannedRow, Project, Run, RunPurpose, Sample

LOOKED_AT = 20_000  # rows, or
TIMES = 4  # as many times what is asked for: 40,000 at the most
AT_ONCE = 500
READ = 2000  # signals in one query


def farthest(count: int) -> int:
    return max(LOOKED_AT, TIMES * count)


def first_of(order: Sequence[int], rows: QuerySet[Sample], count: int) -> list[int]:
    """The first `count` samples of an order that are among `rows`."""
    found: list[int] = []
    for start in range(0, len(order), AT_ONCE):
        some = order[start : start + AT_ONCE]
        those = set(rows.filter(pk__in=some).order_by().values_list("pk", flat=True))
        found += [pk for pk in some if pk in those]
        if len(found) >= count:
            break
    return found[:count]


def by_chance(project: Project, most: int, *, turn: str) -> list[int]:
    """Samples by their content hash, which knows nothing of their text, from a place on that `turn` decides.

    The next asking begins elsewhere, so what was asked before does not stand in its way.
    """
    begin = blake2b(turn.encode(), digest_size=16).digest()
    rows = Sample.objects.filter(project=project).order_by("content_hash").values_list("pk", flat=True)
    found = list(rows.filter(content_hash__gte=begin)[:most])
    return found + list(rows.filter(content_hash__lt=begin)[: most - len(found)]) if len(found) < most else found


def by_suspicion(project: Project, most: int) -> list[int]:
    found = Signal.objects.filter(project=project, name=SUSPICION).order_by("-value", "sample")
    return list(found.values_list("sample", flat=True)[:most])


def lately_answered(project: Project, most: int, *, turn: str) -> list[int]:
    """Samples of the newest answers, in a random order that `turn` decides."""
    answers = Annotation.objects.filter(project=project).order_by("-pk").values_list("item__sample", flat=True)[:most]
    return _shuffled(set(answers), turn)


def of_a_run(run: Run, most: int, *, turn: str) -> list[int]:
    """The samples that it wrote or labelled, in such an order: where they are more, `most` that stand one after the
    other, from a place on that `turn` decides."""
    if run.purpose == RunPurpose.GENERATE:
        key, sample, rows = "pk", "pk", Sample.objects.filter(run=run)
    else:
        key, sample, rows = "index", "source", PlannedRow.objects.filter(run=run, state=PlannedRow.State.ACCEPTED)
    ordered = rows.order_by(key)
    begin = 0 if run.accepted <= most else _place(ordered.values_list(key, flat=True), turn)
    found = list(ordered.filter(**{f"{key}__gte": begin}).values_list(sample, flat=True)[:most])
    if left := most - len(found) if begin else 0:
        found += ordered.filter(**{f"{key}__lt": begin}).values_list(sample, flat=True)[:left]
    return _shuffled({pk for pk in found if pk is not None}, turn)


def _place(keys: QuerySet, turn: str) -> int:
    """One of the keys from the first to the last, whichever `turn` decides."""
    first, last = keys.first(), keys.last()
    return Random(turn).randint(first, last) if first is not None else 0  # noqa: S311 - as below


def suspicious_of_a_run(run: Run, most: int, *, turn: str) -> list[int]:
    """Where a run has more rows than may be looked at: the most suspicious of the project, then those of a part of the
    run. If it gave many labels of the project, the first are its own most suspicious; if few, most come of the part."""
    top = by_suspicion(run.project, most // 2)
    part = of_a_run(run, most - len(top), turn=turn)
    return list(dict.fromkeys([*top, *most_suspicious_of(part)]))


def most_suspicious_of(samples: Sequence[int]) -> list[int]:
    """Those with a suspicion, the highest first."""
    found: list[tuple[float, int]] = []
    for start in range(0, len(samples), READ):
        said = Signal.objects.filter(sample__in=samples[start : start + READ], name=SUSPICION).order_by()
        found += [(-value, sample) for sample, value in said.values_list("sample", "value")]
    return [sample for _value, sample in sorted(found)]


def _shuffled(samples: set[int], turn: str) -> list[int]:
    found = sorted(samples)
    Random(turn).shuffle(found)  # noqa: S311 - the same again for a price and the run that it is of
    return found
