"""Enhancements by REST."""

from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.certificate.notices import exchanged_labels_begin_anew
from annotation.enhance.asking import USUAL_ROWS, audited, put_back, start_enhancement, switching, use
from annotation.enhance.frames import enhancement_for, enhancements_of
from annotation.enhance.labelling import model_to_ask, price_of_asking
from annotation.enhance.rounds import why_no_next
from annotation.enhance.shapes import notes_of
from annotation.methods.enhancement.words import ASKING, ENHANCEMENTS, IN_ROUNDS
from annotation.models import Enhancement
from annotation.reports import as_answer
from generation.access import labels_for, project_for
from generation.endpoints.chosen import endpoint_named
from generation.models import Codebook, Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["enhancements"])


class EnhancementIn(Schema):
    model_config = ConfigDict(extra="forbid")

    method: str = Field(description=f"One of {', '.join(ENHANCEMENTS)}; {' and '.join(ASKING)} ask a model.")
    sure: float | None = Field(None, description="The least probability of a proposed label; null: the method's own.")
    endpoint: str | None = Field(None, description="Which model is asked; the other methods ask none.")
    count: int = Field(USUAL_ROWS, description="Rows that a model is asked about at most.")
    budget_usd: Decimal | None = None
    follows: int | None = Field(
        None, description="freeal_asked: the finished round that this one goes on from; null: a first round."
    )


class AskingQuery(Schema):
    method: str = Field(description=f"One of {', '.join(ASKING)}.")
    count: int = Field(USUAL_ROWS, description="Rows at most.")
    endpoint: str


class AskingPriceOut(Schema):
    count: int = Field(description="Rows that are asked about at most: which ones is known once it has begun.")
    calls: tuple[int, int]
    usd: tuple[Decimal, Decimal] = Field(description="From low to high.")
    free: bool = Field(description="Whether the endpoint has no prices.")


class EnhancementOut(Schema):
    id: int
    method: str
    sure: float | None
    source: str = Field(description="The name under which its labels stand among a sample's machine labels.")
    question: str
    codebook: int
    state: str = Field(description="running, done or failed")
    error: str
    changed: int = Field(description="Rows with another label.")
    follows: int | None = Field(description="The round before; null: it is a first one, or its method has no rounds.")
    number_of_round: int
    created_at: datetime
    finished_at: datetime | None
    in_use_at: datetime | None = Field(description="Since when its labels hold for rows that nobody has answered.")

    @staticmethod
    def resolve_codebook(enhancement: Enhancement) -> int:
        return enhancement.codebook.number

    @staticmethod
    def resolve_follows(enhancement: Enhancement) -> int | None:
        return enhancement.follows_id


class Change(Schema):
    given: str
    proposed: str
    rows: int


class ShareOfRight(Schema):
    """A share, or a difference of two, with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int = Field(description="Audited rows it stands on.")


class JudgedShare(ShareOfRight):
    """The share right after, once more: from audit answers and the verdict of a judge who read every row."""

    wrong: int = Field(description="Wrong labels among the audited rows.")
    weight: float = Field(description="How much of the judge's word is taken, 0 to 1.")
    correlation: float = Field(description="Of the judge's verdict with people's.")
    enough: bool = Field(description="False: too few answers or wrong labels; then such an interval covers too little.")


class BeforeAndAfter(Schema):
    state: str = Field(description="pending, ready or failed: the worker reckons it")
    refreshing: bool = Field(False, description="Answers came since, and newer shares are on their way.")
    reason: str = Field("", description="Why there are no shares: no_audit, no_answers; empty: there are.")
    n: int = 0
    open: int = Field(0, description="Audit draws that nobody has settled: right or wrong, so intervals are wider.")
    before: ShareOfRight | None = None
    after: ShareOfRight | None = None
    difference: ShareOfRight | None = Field(None, description="Exactly 0 where no label is proposed.")
    judged: JudgedShare | None = Field(None, description="ares: prediction-powered; `after` is what counts.")


class EnhancementDetail(Schema):
    id: int
    method: str
    sure: float | None
    source: str
    question: str
    codebook: int
    state: str
    error: str
    changed: int
    follows: int | None
    number_of_round: int
    no_next: str = Field(description="freeal_asked: why no further round can follow; empty: one can. Else empty.")
    run: int | None = Field(description="In which a model was asked; null: none was, or not yet.")
    withheld: int | None = Field(description="The selection of rows whose label it would leave out; null: none.")
    doubted: int | None = Field(description="ares: the selection of rows whose label its judge would not give.")
    created_at: datetime
    finished_at: datetime | None
    in_use_at: datetime | None
    labelled: int = Field(description="Rows that had a model's label.")
    changes: list[Change]
    notes: list[str]
    audited: BeforeAndAfter | None = Field(
        description="Null where it changes none. From audit answers alone: none taught what is said of its row."
    )
    report: dict = Field(description="The method's own figures.")
    switching: bool = Field(description="Whether labels are being brought in line with what is in use.")
    warnings: list[str] = Field(description="What use or putting back does to an open audit.")


class EnhancementPage(Schema):
    items: list[EnhancementOut]
    next: str | None


@router.post("projects/{slug}/enhancements", response={202: EnhancementOut})
def post_enhancement(request: HttpRequest, slug: str, body: EnhancementIn):
    """Propose labels without people.

    In the background. They are machine labels of a source of their own, and hold nothing until they are used.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    asked = None
    if body.endpoint is not None:
        asked = model_to_ask(endpoint_named(project, body.endpoint), body.count, body.budget_usd)
    follows = enhancement_for(project, body.follows) if body.follows else None
    chosen = {"method": body.method, "sure": body.sure, "asked": asked, "follows": follows}
    made = start_enhancement(project=project, by=request.user, **chosen)
    return Status(202, made)


@router.get("projects/{slug}/enhancements/price", response=AskingPriceOut)
def get_enhancement_price(request: HttpRequest, slug: str, query: Query[AskingQuery]):
    """Price a method that asks a model.

    What it will cost; nothing is asked.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    asked = query.dict() | {"endpoint": endpoint_named(project, query.endpoint)}
    price, count = price_of_asking(project=project, **asked)
    return {"count": count, "calls": price.calls, "usd": price.usd, "free": price.free}


@router.get("projects/{slug}/enhancements", response=EnhancementPage)
def list_enhancements(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List enhancements.

    The newest first.
    """
    page = page_of(enhancements_of(labels_for(request.user, slug)), query, orders={"id": "id"}, default="-id")
    return {"items": page.items, "next": page.next}


@router.get("projects/{slug}/enhancements/{int:pk}", response=EnhancementDetail)
def get_enhancement(request: HttpRequest, slug: str, pk: int):
    """Read an enhancement.

    What it would change, and before and after on the audited rows.
    """
    return _detail(enhancement_for(labels_for(request.user, slug), pk))


@router.post("projects/{slug}/enhancements/{int:pk}/use", response=EnhancementDetail)
def post_use(request: HttpRequest, slug: str, pk: int):
    """Use an enhancement's labels.

    They hold for rows that nobody has answered; what another one in use had changed is put back.
    """
    made = enhancement_for(project_for(request.user, slug, role=Role.LEAD), pk)
    use(enhancement=made, by=request.user)
    return _detail(made)


@router.post("projects/{slug}/enhancements/{int:pk}/back", response=EnhancementDetail)
def post_back(request: HttpRequest, slug: str, pk: int):
    """Put an enhancement's labels back.

    The labels that held before it was used hold again.
    """
    made = enhancement_for(project_for(request.user, slug, role=Role.LEAD), pk)
    put_back(enhancement=made, by=request.user)
    made.refresh_from_db()
    return _detail(made)


_OWN = (
    "id", "method", "sure", "source", "question", "state", "error", "changed", "number_of_round", "created_at",
    "finished_at", "in_use_at",
)  # fmt: skip


def _detail(made: Enhancement) -> dict:
    report = {name: value for name, value in made.report.items() if name not in ("changes", "labelled")}
    own = {name: getattr(made, name) for name in _OWN} | {"codebook": made.codebook.number}
    return own | {
        "labelled": made.report.get("labelled", 0),
        "run": made.run_id,
        "withheld": made.withheld_id,
        "doubted": made.doubted_id,
        "follows": made.follows_id,
        "no_next": why_no_next(made, Codebook.objects.current(made.project)) if made.method in IN_ROUNDS else "",
        "changes": [{"given": old, "proposed": new, "rows": rows} for old, new, rows in made.report.get("changes", [])],
        "notes": notes_of(made),
        "audited": as_answer(audited(made)) if made.state == Enhancement.State.DONE and not made.withheld_id else None,
        "report": report,
        "switching": switching(made.project),
        "warnings": [told for told in (exchanged_labels_begin_anew(made.project),) if told and made.changed],
    }
