"""Grades by models, by REST."""

from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.asked.actions import ask_for_grades, price_of
from annotation.asked.frames import WHICH
from annotation.asked.labelling import SAME, USUAL_TIMES, ask_again, likely_price, price_of_again
from generation.access import project_for
from generation.endpoints.chosen import endpoint_named
from generation.methods.grading import DIMENSIONS
from generation.models import Role

router = Router(tags=["student"])


class GradesAsked(Schema):
    model_config = ConfigDict(extra="forbid")

    dimension: str = Field(description=f"What is graded: {', '.join(DIMENSIONS)}.")
    which: str = Field("chance", description=f"Which rows come first: {', '.join(WHICH)}.")
    count: int = Field(200, description="Rows at most.")
    again: bool = Field(False, description="Whether also rows that have such a grade.")
    endpoint: str


class GradesIn(GradesAsked):
    budget_usd: Decimal | None = None


class AgainAsked(Schema):
    model_config = ConfigDict(extra="forbid")

    run: int = Field(description="The run that gave the labels: its model is asked again.")
    form: str = Field(
        SAME,
        description=f"`{SAME}`: in the same words; else another form: a recipe, as `annotate`, or a wording of one, as "
        "`annotate/choice`.",
    )
    times: int = Field(USUAL_TIMES, description="How often; each time is a run.")
    most: int | None = Field(
        None, description="Rows on which answers differ are asked about up to so often, one run after the other."
    )
    shuffled: bool = Field(False, description="Whether the labels come in another order for each row and time.")
    which: str = Field("chance", description=f"Which rows come first: {', '.join(WHICH)}.")
    count: int = Field(200, description="Rows at most.")


class AgainIn(AgainAsked):
    budget_usd: Decimal | None = Field(None, description="Of all runs together.")


class AgainOut(Schema):
    runs: list[int]
    count: int = Field(description="Rows that each of them asks about.")


class GradesPriceOut(Schema):
    count: int = Field(description="Rows that would be asked about.")
    calls: tuple[int, int]
    usd: tuple[Decimal, Decimal] = Field(description="From low to high.")
    free: bool = Field(description="Whether the endpoint has no prices.")


class AgainPriceOut(GradesPriceOut):
    likely_usd: tuple[Decimal, Decimal] | None = Field(
        description="Where answers differ on one row in four; null where no row is asked about further."
    )


class GradesOut(Schema):
    run: int
    count: int


@router.get("projects/{slug}/grades/price", response=GradesPriceOut)
def get_grades_price(request: HttpRequest, slug: str, query: Query[GradesAsked]):
    """Price grades.

    What asking a model for grades will cost; nothing is asked.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    asked = query.dict() | {"endpoint": endpoint_named(project, query.endpoint)}
    price, count = price_of(project=project, **asked)
    return {"count": count, "calls": price.calls, "usd": price.usd, "free": price.free}


@router.post("projects/{slug}/grades", response={202: GradesOut})
def post_grades(request: HttpRequest, slug: str, body: GradesIn):
    """Ask a model for grades.

    A run asks; its grades become the signals `llm_quality`, `llm_toxicity` and `llm_verbalised` once it has ended.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    asked = body.dict() | {"endpoint": endpoint_named(project, body.endpoint)}
    run = ask_for_grades(project=project, by=request.user, **asked)
    return Status(202, {"run": run.pk, "count": run.count})


@router.get("projects/{slug}/grades/again/price", response=AgainPriceOut)
def get_again_price(request: HttpRequest, slug: str, query: Query[AgainAsked]):
    """Price asking again about labels.

    What all times together will cost, the most where answers differ on every row; nothing is asked.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    price, count, _run = price_of_again(project=project, **query.dict())
    likely = likely_price(price, times=query.times, most=query.most)
    told = {"count": count, "calls": price.calls, "usd": price.usd, "free": price.free}
    return told | {"likely_usd": likely and likely.usd}


@router.post("projects/{slug}/grades/again", response={202: AgainOut})
def post_again(request: HttpRequest, slug: str, body: AgainIn):
    """Ask again about labels.

    The model of a run is asked about rows with its labels; the answers become the signals `consistency_runs` (in the
    same words) and `consistency_forms` once the runs have ended. With `most` further runs follow by themselves.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    runs = ask_again(project=project, by=request.user, **body.dict())
    return Status(202, {"runs": [run.pk for run in runs], "count": runs[0].count})
