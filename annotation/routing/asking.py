"""Prices, the stored frontier, and having a point of it carried out: rows at once, a job does the work."""

from math import isfinite

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from annotation.models import RoutePrices, Routing, Student
from annotation.reports import Shown, newest, show
from annotation.routing.answer_time import AnswerTime, answer_time
from generation import audit, jobs
from generation.locks import lock_project
from generation.models import Codebook, Job, Project, User

TASK = "annotation.route"
PRICES = ("wage", "seconds", "call", "person_error")
SET = (*PRICES, "budget")

State = Routing.State


def prices_in_force(project: Project) -> RoutePrices:
    """The newest, or the usual ones, which are not stored."""
    return RoutePrices.objects.filter(project=project).first() or RoutePrices(project=project)


def are_assumed(prices: RoutePrices) -> bool:
    """Whether nobody has set any: the usual ones are stored, too, once a point rests on them."""
    usual = {name: RoutePrices._meta.get_field(name).default for name in PRICES}
    return not RoutePrices.objects.filter(project=prices.project).exclude(**usual).exists()


@transaction.atomic
def set_prices(*, project: Project, by: User | None, **prices: float) -> RoutePrices:
    """Append prices: `wage` in USD an hour, `seconds` an answer, `call` in USD, `person_error` a share; and the
    `budget` of people's answers in USD, 0 for none. Those not named stay. ValidationError names what is out of bounds.
    """
    lock_project(project.pk)
    old = prices_in_force(project)
    if strange := [name for name in SET if prices.get(name) is not None and not isfinite(prices[name])]:
        raise ValidationError({name: _("This is no number.") for name in strange})
    named = {name: getattr(old, name) if prices.get(name) is None else prices[name] for name in SET}
    if all(getattr(old, name) == value for name, value in named.items()):
        return old
    new = RoutePrices(project=project, created_by=by, **named)
    new.full_clean(exclude=["project", "created_by"])
    new.save()
    audit.record(actor=by, verb="routing.priced", project=project, subject=new, **named)
    return new


def routes(project: Project) -> Shown:
    """The frontier as the worker reckoned it last, at the prices in force; asks for it anew where something came."""
    return show(project, "routes")


@transaction.atomic
def carry_out(*, project: Project, value: float, by: User | None, routes: dict[str, int] | None = None) -> Routing:
    """Have every row go its best way where a wrong label costs `value` USD.

    `routes`: how many rows go where, as it was agreed to; where they come out otherwise by then, nothing is carried
    out (`annotation.routing.actions`). ValidationError where another one is at work, or the value is none.
    """
    lock_project(project.pk)
    _check(project, value)
    prices = _kept(prices_in_force(project), by)
    told = ({"agreed": routes} if routes else {}) | _reckoned_with(project)
    made = Routing.objects.create(project=project, prices=prices, value=value, told=told, created_by=by)
    audit.record(actor=by, verb="routing.asked", project=project, subject=made, value=round(value, 4))
    jobs.enqueue(TASK, _key(made), project=project, args={"routing": made.pk})
    return made


def _reckoned_with(project: Project) -> dict:
    """How long an answer takes by the points that were shown: else a newer answer alone would send rows elsewhere."""
    report = newest(project, "routes")
    return {"answer": report.data["answer"]} if report and "answer" in report.data else {}


def answer_time_of(prices: RoutePrices, data: dict) -> AnswerTime:
    """What the stored frontier was reckoned with, or will be; an older one went by the price list."""
    if data.get("answer"):
        return AnswerTime(**data["answer"])
    return answer_time(prices, None if data.get("points") else data.get("measured"))


def _check(project: Project, value: float) -> None:
    codebook = Codebook.objects.current(project)
    if not 0 < value < float("inf"):
        raise ValidationError({"value": _("What a wrong label costs is an amount above 0.")})
    if Routing.objects.filter(project=project, state=State.RUNNING).exists():
        raise ValidationError(_("Rows are being routed already: wait until that is done."))
    if codebook is None or not codebook.judged_name:
        raise ValidationError(_("Publish a codebook that asks for a label first: labels are what is routed."))
    if not Student.objects.filter(project=project).exists():
        raise ValidationError(_("Score first: routes begin with each label's chance to be wrong."))


def _kept(prices: RoutePrices, by: User | None) -> RoutePrices:
    """The usual ones are stored once something rests on them."""
    if prices.pk is None:
        prices.created_by = by
        prices.save()
    return prices


def job_of(routing: Routing) -> Job | None:
    return Job.objects.filter(task=TASK, key=_key(routing)).order_by("-id").first()


def _key(routing: Routing) -> str:
    return f"routing-{routing.pk}"
