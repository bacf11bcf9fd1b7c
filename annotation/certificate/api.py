"""The certificate by REST: freeze, read, publish the seed."""

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.errors import HttpError
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.certificate.actions import SECONDS_IN_REQUEST, freeze, publish_seed
from annotation.certificate.asking import enqueue_freeze
from annotation.certificate.frames import current_snapshot
from annotation.certificate.pool import stop_reviewing
from annotation.certificate.readers import told_to
from annotation.certificate.statement import as_known, fixed, is_of
from annotation.models import Recheck, Snapshot
from annotation.queue.api import conflict
from annotation.reports import as_answer, show
from generation.access import project_for, sees_labels
from generation.models import Role
from generation.repeats import HEADER, IDEMPOTENCY_KEY, answered_once

router = Router(tags=["certificate"])


class Claim(Schema):
    model_config = ConfigDict(extra="forbid")

    question: str
    wanted: str = Field(description="One of its two labels.")


class Freeze(Schema):
    model_config = ConfigDict(extra="forbid")

    risk: float = Field(0.05, gt=0, le=0.5, description="delta, fixed from here on")
    reference_rule: Snapshot.ReferenceRule = Snapshot.ReferenceRule.ONE_BLIND
    together: bool = Field(
        False,
        description="The risk is that all promises made so share: the k-th snapshot that rows are drawn from takes "
        "6/(pi k)^2 of it.",
    )
    procedure: Snapshot.Procedure = Field(
        Snapshot.Procedure.ANY_ORDER,
        description="A: a bound on all labels, at all times. B: labels of low risk are accepted unseen and people "
        "review all others; the order by suspicion is frozen, and `limit` too.",
    )
    limit: float | None = Field(
        None, gt=0, lt=1, description="With procedure B alone: the share of all rows whose labels may be wrong."
    )
    claims: list[Claim] = Field([], description="Answers that are promised beside the label, of the same draws.")


class SnapshotOut(Schema):
    number: int
    state: str = Field(description="frozen, or freezing while the worker still takes rows in")
    population: int
    risk: float
    family_risk: float | None = Field(description="The risk that it shares with others; null: it promises alone.")
    claims: list[Claim]
    procedure: str
    limit: float | None = Field(description="With procedure B; null with A, where it is chosen afterwards.")
    reference_rule: str
    label_hash: str
    seed_commitment: str
    published_seed: str | None
    frozen_at: datetime | None


@router.post(
    "projects/{slug}/certificate",
    response={201: SnapshotOut},
    openapi_extra=IDEMPOTENCY_KEY,
)
@answered_once(SnapshotOut)
def certificate_freeze(request: HttpRequest, slug: str, body: Freeze | None = None):
    """Freeze a snapshot.

    Freezes the rows that a model labelled and nobody has had yet, and opens the audit.

    Risk and reference rule cannot be changed afterwards; once audit items were drawn, the snapshot stays until labels
    or the codebook change (409). Where only its seed was published, the next promise must share its risk (`together`,
    else 409).
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    chosen = body or Freeze()
    with conflict():
        snapshot = freeze(project=project, lead=request.user, **chosen.model_dump(), seconds=_seconds(request))
    if snapshot.frozen_at is None:
        enqueue_freeze(project)
    return Status(201, _out(snapshot))


def _seconds(request: HttpRequest) -> float:
    """A request with a key is one transaction, in which nobody else is handed an item: the worker fills instead."""
    return 0 if HEADER in request.headers else SECONDS_IN_REQUEST


@router.get("projects/{slug}/certificate", response=dict)
def certificate_read(request: HttpRequest, slug: str):
    """Read the certificate.

    `bound` holds at all times and however often it is looked at; `estimate`, `low` and `high` are no promise.

    While `state` is pending, the counts of the snapshot are null; its number, rows, hash and seed are there.
    `history` holds the snapshots before: what each had come to when it was closed, and why it was (`because`).
    What a promise takes from here is told by `stopping`. `again` holds what people got wrong, once reviewing has ended:
    `at_most_wrong` of the `pool`, and `bound` of both promises together with `confidence`.

    With procedure B, `bound` counts every row above the accepted tail that nobody has settled as wrong, and `tail` says
    how many `rows` are accepted unseen, how many lie above and people have still `to_review`, and whether audits
    `may_end`.

    Annotators, who may be asked about any row, are told of the log up to its first open row, and of no parts: nothing
    by label or condition, no `distinct`, `claims` or `again`.
    """
    project = project_for(request.user, slug)
    snapshot = current_snapshot(project)
    if snapshot is None:
        raise Http404(_("No snapshot is frozen yet."))
    shown = show(project, "certificate")
    if is_of(snapshot, shown.data):
        return told_to(as_answer(shown) | fixed(snapshot), sees_labels=sees_labels(project))
    known = told_to(as_known(snapshot, shown.data), sees_labels=sees_labels(project))
    return {"state": "pending", "refreshing": shown.pending, **known}


class EndReview(Schema):
    model_config = ConfigDict(extra="forbid")

    risk: float = Field(0.05, gt=0, le=0.4, description="delta of what is said of people, fixed from here on")


class RecheckOut(Schema):
    snapshot: int
    state: str = Field(description="frozen, or freezing while the worker still takes rows in")
    risk: float
    pool: int = Field(description="Rows that people had settled, of which some are asked again.")
    decided: int = Field(description="Not among them: rows that a lead decided.")
    revised: int = Field(description="Nor these: rows whose text people revised; all of them count as wrong.")
    label_hash: str


@router.post("projects/{slug}/certificate/again", response={201: RecheckOut})
def certificate_recheck(request: HttpRequest, slug: str, body: EndReview | None = None):
    """End reviewing.

    No further audit is drawn from the current snapshot. Rows that people have settled are drawn by chance instead and
    asked again, blind, of somebody who never had them; `again` in the certificate bounds what people got wrong, and
    both promises together. Once a snapshot (409).
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    with conflict():
        recheck = stop_reviewing(project=project, lead=request.user, risk=(body or EndReview()).risk)
    if recheck.frozen_at is None:
        enqueue_freeze(project)
    return Status(201, _recheck_out(recheck))


def _recheck_out(recheck: Recheck) -> dict:
    told = {name: getattr(recheck, name) for name in ("risk", "decided", "revised", "label_hash")}
    state = "frozen" if recheck.frozen_at else "freezing"
    return told | {"snapshot": recheck.snapshot.number, "pool": recheck.size, "state": state}


@router.post("projects/{slug}/certificate/seed", response=SnapshotOut)
def certificate_seed(request: HttpRequest, slug: str, snapshot: int | None = None):
    """Publish the seed.

    Of the `snapshot` with this number: the current one, whose audit it ends, or a closed one. Anybody can replay the
    draws with it. Without a number it is refused (422), for another snapshot may be the current one by now.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    if snapshot is None:
        raise HttpError(422, _("Say which snapshot's seed, by its number."))
    with conflict():
        return _out(publish_seed(project=project, lead=request.user, number=snapshot))


def _out(snapshot: Snapshot) -> dict:
    return {
        "number": snapshot.number,
        "state": "frozen" if snapshot.frozen_at else "freezing",
        "population": snapshot.size,
        "risk": snapshot.risk,
        "family_risk": snapshot.family_risk,
        "claims": snapshot.claims,
        "procedure": snapshot.procedure,
        "limit": snapshot.limit,
        "reference_rule": snapshot.reference_rule,
        "label_hash": snapshot.label_hash,
        "seed_commitment": snapshot.seed_commitment,
        "published_seed": snapshot.published_seed or None,
        "frozen_at": snapshot.frozen_at,
    }
