"""Rows on which a further opinion would be one: a single model has labelled them so far, in a single form, and it is
not asked in that form again. Found in pieces, by key."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from math import inf

from django.db.models import QuerySet

from annotation.machine.askers import Asker, asker_of, askers_of_runs
from annotation.methods.signals.words import WRONG
from annotation.models import Routing, Selected, Signal, Stream
from generation.models import Codebook, MachineLabel, Project, Sample
from generation.models.machine import ENHANCED, STUDENT

MOST_TRIED = 300  # enough to know each share within 10 points where a fifth of the labels is wrong
MOST_ASKED = 10_000  # of a run: it keeps the list of its rows
AT_ONCE = 2000

Tell = Callable[[int], object]


def answered_rows(project: Project, tell: Tell = bool, asked: Asker | None = None) -> list[int]:
    """Those that people answered, which show what a model is worth: drawn by chance first, 300 at most. `tell` hears
    how many rows were looked at so far; `asked`: who is to be asked, without the rows that it has labelled."""
    answered, found, looked_at = Sample.objects.filter(project=project).labelled_by_people(), [], 0
    of_runs = askers_of_runs(project)
    drawn = answered.filter(item__stream=Stream.AUDIT)
    for part in (drawn, answered.exclude(item__stream=Stream.AUDIT)):
        for samples in _pieces(part, "pk"):
            found += _heard_once(project, samples, asked, of_runs)
            looked_at += len(samples)
            tell(looked_at)
            if len(found) >= MOST_TRIED:
                return found[:MOST_TRIED]
    return found


def routed_rows(routing: Routing, tell: Tell = bool, asked: Asker | None = None) -> list[int]:
    """Those that were routed to a model: the likeliest to be wrong first, 10,000 at most.

    `tell` and `asked`: as above."""
    likeliest, looked_at, of_runs = [], 0, askers_of_runs(routing.project)
    for samples in _pieces(Selected.objects.filter(selection=routing.again_id), "sample_id"):
        heard = _heard_once(routing.project, samples, asked, of_runs)
        risk = dict(Signal.objects.filter(sample__in=heard, name=WRONG).order_by().values_list("sample_id", "value"))
        likeliest = sorted([*likeliest, *((-risk.get(pk, -inf), pk) for pk in heard)])[:MOST_ASKED]
        looked_at += len(samples)
        tell(looked_at)
    return [pk for _risk, pk in likeliest]


def _pieces(rows: QuerySet, key: str) -> Iterator[list[int]]:
    last = 0
    while keys := list(rows.filter(**{f"{key}__gt": last}).order_by(key).values_list(key, flat=True)[:AT_ONCE]):
        yield keys
        last = keys[-1]


def _heard_once(project: Project, samples: list[int], asked: Asker | None, of_runs: dict[str, Asker]) -> list[int]:
    """Those of them that one model has labelled, in one form, and not this one; in the order of their numbers."""
    codebook = Codebook.objects.current(project)
    if codebook is None:
        return []
    labels = MachineLabel.objects.standing().filter(sample__project=project, sample__in=samples)
    labels = labels.filter(question=codebook.judged_name).exclude(source=STUDENT).exclude(source__startswith=ENHANCED)
    heard = defaultdict(set)
    for sample, source in labels.order_by().values_list("sample_id", "source"):
        heard[sample].add(asker_of(source, of_runs))
    return sorted(sample for sample, askers in heard.items() if len(askers) == 1 and asked not in askers)
