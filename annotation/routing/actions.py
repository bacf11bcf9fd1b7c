"""Carrying out a point of the frontier: who is asked first, what the student proposes. Needs pandas: worker only."""

from dataclasses import asdict
from typing import NamedTuple

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.enhance.actions import finish, store_proposals
from annotation.methods.routing.frontier import point_of
from annotation.methods.routing.judging import routes_of
from annotation.methods.routing.routes import AGAIN, PERSON, ROUTES, STUDENT, Prices, route
from annotation.models import Enhancement, Routing, Selection
from annotation.routing.answer_time import AnswerTime, answer_time
from annotation.routing.frames import Known, known_rows, measured_prices, prices_of
from annotation.routing.undoing import forget_parts, give_up
from annotation.selections.actions import ask_first, ask_in_turn, fill
from generation import jobs
from generation.methods.translatable import gettext_noop
from generation.models import Codebook, Job
from synthlab.turns import turn

OTHERWISE = gettext_noop(
    "By now its rows would go elsewhere than you saw: figures had changed. Look at the points as they are now, and "
    "choose again; nothing was carried out."
)
ELSEWHERE = 0.02
WHY = gettext_noop("The student's label was right more often than the one in use, where people answered.")


class Proposal(NamedTuple):
    sample: int
    label: str
    probability: float
    why: str


def route_rows(job: Job) -> None:
    """Send each row where it loses least. Done twice, or after it was cut off, it stores the same once.

    People's rows become a selection that is asked about first, those for a model one to start a run with, and the
    student's labels are proposed: a lead takes them into use. What nobody is asked about keeps its place in the queue.
    """
    routing = Routing.objects.select_related("project", "prices", "created_by").get(pk=job.args["routing"])
    if routing.state != Routing.State.RUNNING:
        return
    codebook = Codebook.objects.current(routing.project)
    jobs.report(job, step="read")
    known, time = known_rows(routing.project, codebook.judged_name), _answer_time(routing)
    prices = prices_of(routing.prices, time.usd(routing.prices.wage))
    routed = route(known.rows, prices, value=routing.value, opinion=known.opinion.opinion)
    point = point_of(routed, routing.value)
    if strays(routing.told.get("agreed"), point.routes):
        give_up(routing, OTHERWISE)
        return
    jobs.report(job, step="write")
    forget_parts(routing)
    went = np.array(ROUTES)[routed.route]
    number = {"number": routing.pk}
    _select(routing, "people", _("Routes %(number)d: people") % number, known.samples[went == PERSON])
    _select(routing, "again", _("Routes %(number)d: a model once more") % number, known.samples[went == AGAIN])
    _propose(routing, codebook, known, went == STUDENT, prices)
    routing.told = {
        "rows": len(known.rows),
        "error_before": float(known.rows.risk.mean()) if len(known.rows) else None,
        "error": point.error if len(known.rows) else None,
        "cost": point.cost,
        "people": point.people,
        "routes": point.routes,
        "answer": asdict(time),
    }
    _finish(routing)


def _answer_time(routing: Routing) -> AnswerTime:
    """What its points were reckoned with when one was chosen; else as it is now."""
    if told := routing.told.get("answer"):
        return AnswerTime(**told)
    return answer_time(routing.prices, measured_prices(routing.project))


def strays(agreed: dict[str, int] | None, routes: dict[str, int]) -> bool:
    """Whether more than one row in fifty, and more than two, goes elsewhere than was agreed to."""
    if not agreed:
        return False
    elsewhere = sum(abs(agreed.get(name, 0) - routes.get(name, 0)) for name in {*agreed, *routes}) / 2
    return elsewhere > max(ELSEWHERE * sum(agreed.values()), 2)


def _finish(routing: Routing) -> None:
    """People are asked about its rows first, and no longer about those of routings before it."""
    if routing.people:
        ask_first(selection=routing.people, by=routing.created_by)
    earlier = Routing.objects.filter(project=routing.project_id, people__asked_at__isnull=False).exclude(pk=routing.pk)
    for one in earlier.select_related("people__project"):
        ask_in_turn(selection=one.people, by=routing.created_by)
    routing.state, routing.finished_at = Routing.State.DONE, timezone.now()
    routing.save(update_fields=["people", "again", "labels", "told", "state", "finished_at"])


def _select(routing: Routing, part: str, name: str, samples: np.ndarray) -> None:
    if not len(samples):
        return
    by = routing.created_by or routing.project.created_by
    with turn(), transaction.atomic():
        chosen = Selection.objects.create(project=routing.project, name=name, rows=len(samples), created_by=by)
        setattr(routing, part, chosen)
        routing.save(update_fields=[part])
    fill(chosen, samples.tolist())


def _propose(routing: Routing, codebook: Codebook, known: Known, chosen: np.ndarray, prices: Prices) -> None:
    """Audited rows that would go to the student, were they open, get its label too, which judges it and no more."""
    if not chosen.any():
        return
    with turn(), transaction.atomic():
        made = Enhancement.objects.create(
            project=routing.project,
            method=Enhancement.ROUTED,
            question=codebook.judged_name,
            codebook=codebook,
            created_by=routing.created_by,
        )
        routing.labels = made
        routing.save(update_fields=["labels"])
    chances = (known.rows.risk * known.rows.student)[chosen]
    proposals = [
        Proposal(int(sample), label, float(chance), WHY)
        for sample, label, chance in zip(known.samples[chosen], known.student[chosen], chances, strict=True)
    ]
    for _done in store_proposals(made, [*proposals, *_of_audited(routing, known, prices)]):
        pass
    given = dict(zip(known.samples[chosen].tolist(), known.given[chosen], strict=True))
    finish(made, proposals, given, {"labelled": len(known.rows)})


def _of_audited(routing: Routing, known: Known, prices: Prices) -> list[Proposal]:
    to_student = routes_of(known.drawn, prices, value=routing.value) == ROUTES.index(STUDENT)
    chances = (known.drawn.rows.risk * known.drawn.rows.student)[to_student]
    rows = known.of_drawn[to_student]
    return [
        Proposal(int(sample), label, float(chance), WHY)
        for sample, label, chance in zip(rows.index, rows["student"], chances, strict=True)
    ]
