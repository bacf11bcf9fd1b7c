"""Who decides about which label, by REST."""

from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.models import RoutePrices, Routing
from annotation.reports import as_answer, newest
from annotation.routing.asking import SET, answer_time_of, carry_out, prices_in_force, routes, set_prices
from annotation.routing.labelling import ask_again, last_asking
from generation.access import labels_for, project_for
from generation.endpoints.chosen import endpoint_named
from generation.models import Job, Project, Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["routes"])


class RoutePricesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    wage: float | None = Field(None, description="USD of a person's hour.")
    seconds: float | None = Field(None, description="Of an answer.")
    call: float | None = Field(None, description="USD of one more call of a model.")
    person_error: float | None = Field(None, description="How often people are wrong, a share.")
    budget: float | None = Field(None, description="USD that people's answers may take in all; 0: none is set.")


class RoutePricesOut(Schema):
    wage: float
    seconds: float
    call: float
    person_error: float
    budget: float = Field(description="USD that people's answers may take in all; 0: none is set. `stopping` tells it.")
    seconds_used: float = Field(description="Of an answer, that routes are reckoned with.")
    seconds_measured: bool = Field(description="They are the median of the answers timed here, at least six.")
    answer: float = Field(description="USD of a person's answer, by `seconds_used`.")


class FurtherOpinionOut(Schema):
    """Rows for a model are chosen in the background, then a run begins with them."""

    job: int
    state: str = Field(description="open, done or failed")
    done: int = Field(0, description="Rows looked at so far.")
    total: int = Field(0, description="Of so many; 0: not known before.")
    run: int | None = Field(None, description="That asks the model, once it has begun.")
    count: int = Field(0, description="Rows that it asks about.")
    problem: str = Field("", description="Why no run has begun.")

    @staticmethod
    def of(job: Job) -> "FurtherOpinionOut":
        told = {"problem": job.error, **job.progress}
        return FurtherOpinionOut(job=job.pk, state=job.state, **told)


class RoutesOut(Schema):
    """The frontier of cost against label error."""

    state: str = Field(description="pending, ready or failed: the worker reckons it")
    refreshing: bool = False
    reason: str = Field("", description="Why there are no points: no_codebook, no_score, no_rows; empty: there are.")
    prices: RoutePricesOut
    rows: int = Field(0, description="With a model's label, a chance that it is wrong, and no answer.")
    error_now: float | None = Field(None, description="Expected share of wrong labels among them.")
    points: list[dict] = Field(
        [],
        description="{value, cost, error, people, routes, judged}, the cheapest first. `judged`: {value, low, high, n, "
        "population}, the share that the point leaves wrong of the audit's rows that nobody has settled, from n draws.",
    )
    people_alone: list[dict] = Field([], description="{cost, error} where nobody but people is asked.")
    opinion: dict | None = Field(
        None,
        description="What a further opinion was worth on answered rows, and whose: model, form, a run that asked so.",
    )
    student: dict | None = None
    basis: str = Field("", description="What the chances rest on: drawn, chosen or nothing.")
    measured: dict | None = None
    asking: FurtherOpinionOut | None = Field(None, description="The last time that a model was to be asked once more.")


class RoutingIn(Schema):
    model_config = ConfigDict(extra="forbid")

    value: float = Field(description="USD that a wrong label costs: a point's `value`, or any other amount above 0.")
    routes: dict[str, int] | None = Field(
        default=None, description="A point's `routes`. Where rows would go elsewhere by then, nothing is carried out."
    )


class RoutingOut(Schema):
    id: int
    value: float
    state: str = Field(description="running, done or failed")
    error: str
    told: dict = Field(description="As expected: rows, error_before, error, cost, people, routes.")
    people: int | None = Field(description="The selection that people are asked about first.")
    again: int | None = Field(description="The selection that a model is to be asked about once more.")
    labels: int | None = Field(description="The enhancement with the student's labels; they hold once it is used.")
    created_at: datetime
    finished_at: datetime | None

    @staticmethod
    def resolve_people(routing: Routing) -> int | None:
        return routing.people_id

    @staticmethod
    def resolve_again(routing: Routing) -> int | None:
        return routing.again_id

    @staticmethod
    def resolve_labels(routing: Routing) -> int | None:
        return routing.labels_id


class RoutingPage(Schema):
    items: list[RoutingOut]
    next: str | None


class FurtherOpinionIn(Schema):
    model_config = ConfigDict(extra="forbid")

    endpoint: str
    form: str = Field(
        "", description="Form that asks, as `annotate` or `annotate/choice`; empty: one that these rows have not had."
    )
    budget_usd: Decimal | None = None


@router.get("projects/{slug}/routes", response=RoutesOut)
def get_routes(request: HttpRequest, slug: str):
    """Read the frontier.

    What money buys where each row goes its best way, at the prices in force.
    """
    project = labels_for(request.user, slug)
    asked = last_asking(project)
    found = as_answer(shown := routes(project)) | {"prices": _told(prices_in_force(project), shown.data)}
    return found | {"asking": FurtherOpinionOut.of(asked) if asked else None}


@router.put("projects/{slug}/routes/prices", response=RoutePricesOut)
def put_route_prices(request: HttpRequest, slug: str, body: RoutePricesIn):
    """Set prices.

    Those not named stay.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    prices = set_prices(project=project, by=request.user, **body.dict())
    report = newest(project, "routes")
    return _told(prices, {"measured": report.data.get("measured")} if report else {})


def _told(prices: RoutePrices, data: dict) -> dict:
    time = answer_time_of(prices, data)
    told = {name: getattr(prices, name) for name in SET}
    used = {"seconds_used": time.seconds, "seconds_measured": time.is_measured}
    return told | used | {"answer": time.usd(prices.wage)}


@router.post("projects/{slug}/routings", response={202: RoutingOut})
def post_routing(request: HttpRequest, slug: str, body: RoutingIn):
    """Carry out a point.

    In the background: people are asked about their rows first, and the student's labels are proposed.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    return Status(202, carry_out(project=project, by=request.user, **body.dict()))


@router.get("projects/{slug}/routings", response=RoutingPage)
def list_routings(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List what was carried out.

    The newest first.
    """
    found = Routing.objects.filter(project=labels_for(request.user, slug))
    page = page_of(found, query, orders={"id": "id"}, default="-id")
    return {"items": page.items, "next": page.next}


@router.post("projects/{slug}/routings/{int:pk}/ask", response={202: FurtherOpinionOut})
def post_further_opinions(request: HttpRequest, slug: str, pk: int, body: FurtherOpinionIn):
    """Ask a model once more.

    About the rows that were routed to it, chosen in the background; the answers are second opinions.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    made = get_object_or_404(Routing.objects.select_related("project"), project=project, pk=pk)
    return _asked(request, project, body, routing=made)


@router.post("projects/{slug}/routes/try", response={202: FurtherOpinionOut})
def post_try_opinions(request: HttpRequest, slug: str, body: FurtherOpinionIn):
    """Ask a model about answered rows.

    300 at most, chosen in the background, to learn what its opinion is worth.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    return _asked(request, project, body)


def _asked(request: HttpRequest, project: Project, body: FurtherOpinionIn, *, routing: Routing | None = None):
    endpoint = endpoint_named(project, body.endpoint)
    how = {"endpoint": endpoint, "form": body.form, "budget_usd": body.budget_usd}
    job = ask_again(project=project, routing=routing, by=request.user, **how)
    return Status(202, FurtherOpinionOut.of(job))
