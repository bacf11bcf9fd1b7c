"""Trying a draft of the codebook before it is published."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from annotation.methods.trials.thresholds import Thresholds
from annotation.models import Half, Trial, TrialSplit
from annotation.queue.blind import silent_samples
from annotation.trials.actions.asking_again import ask_again
from annotation.trials.actions.splitting import draw_split, published_codebook
from annotation.trials.actions.trying import go_on, judge, price_of, try_draft, usable_split
from annotation.trials.asking import ring
from annotation.trials.doubts import doubts_of
from annotation.trials.frames import newest_split, sizes_of, trial_for, trials_of
from annotation.trials.schemas import (
    AskAgainIn,
    AskedAgain,
    DoubtsOut,
    JudgeIn,
    SplitIn,
    SplitOut,
    TryDetail,
    TryIn,
    TryOut,
    TryPage,
    TryPrice,
)
from annotation.trials.standing import BROKEN_OFF, cost_of, standing
from generation.access import labels_for, project_for
from generation.codebooks.actions import saved_draft
from generation.codebooks.turned import turned_round
from generation.endpoints.chosen import endpoint_named
from generation.models import Project, Role
from generation.runs.actions.lifecycle import cancel_run
from synthlab.paging import PageQuery, page_of

OF_A_QUESTION = ("question", "labels", "cells", "asked", "contradicted", "heard", "items")

router = Router(tags=["tries"])


@router.post("projects/{slug}/tries/split", response={201: SplitOut})
def draw_items(request: HttpRequest, slug: str, payload: SplitIn):
    """Draw the items that drafts are tried on.

    From what people have answered blind under the version in force; the held-out half takes only items that no try has
    used.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    asked = payload.dict(exclude={"thresholds"})
    split = draw_split(project=project, by=request.user, thresholds=Thresholds(**payload.thresholds.dict()), **asked)
    return Status(201, _split(split))


@router.get("projects/{slug}/tries/split", response=SplitOut)
def read_items(request: HttpRequest, slug: str):
    """Read which items drafts are tried on.

    Those drawn last.
    """
    split = newest_split(labels_for(request.user, slug))
    if split is None:
        raise Http404(_("No items are drawn yet."))
    return _split(split)


@router.post("projects/{slug}/tries/price", response=TryPrice)
def price_a_try(request: HttpRequest, slug: str, payload: TryIn):
    """Price a try of the draft.

    Of the development half. Asks nothing and freezes nothing.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    split, draft, endpoint = usable_split(project), saved_draft(project), endpoint_named(project, payload.endpoint)
    asked = {"endpoint": endpoint, "recipe": payload.recipe, "params": payload.params}
    candidates, base = price_of(split=split, half=Half.DEVELOPMENT, candidate=draft, **asked)
    prices = [price for price in (candidates, base) if price]
    sums = [[sum(getattr(price, name)[end] for price in prices) for end in (0, 1)] for name in ("usd", "calls")]
    told = {"usd": tuple(map(float, sums[0])), "calls": tuple(sums[1]), "base_is_there": base is None}
    return told | {"warnings": turned_round(split.base.as_spec(), draft.as_spec())}


@router.post("projects/{slug}/tries", response={202: TryOut})
def start_try(request: HttpRequest, slug: str, payload: TryIn):
    """Try the draft on the development half.

    The draft is frozen as it is saved. The same draft tried the same way is the try that is there. People are asked no
    further by earlier drafts.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    asked = payload.dict() | {"endpoint": endpoint_named(project, payload.endpoint)}
    with transaction.atomic():
        trial = try_draft(project=project, by=request.user, **asked)
        ring(trial)
    return Status(202, try_json(trial))


@router.get("projects/{slug}/tries", response=TryPage)
def list_tries(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List tries.

    The newest first.
    """
    project = labels_for(request.user, slug)
    page = page_of(trials_of(project).defer("report"), query, orders={"id": "pk"}, default="-id")
    return {"items": [try_json(trial) for trial in page.items], "next": page.next}


@router.get("projects/{slug}/tries/{number}", response=TryDetail)
def read_try(request: HttpRequest, slug: str, number: int):
    """Read a try.

    With its report, once it is done. Items that the asking person is being asked about themselves are left out of its
    `rows`.
    """
    project = labels_for(request.user, slug)
    trial = trial_for(project, number)
    return try_json(trial) | {"report": _told(request, project, trial.report)}


@router.post("projects/{slug}/tries/{number}/judge", response={202: TryOut})
def judge_draft(request: HttpRequest, slug: str, number: int, payload: JudgeIn | None = None):
    """Let the held-out half judge the draft of a try.

    Once: afterwards the half is spent, whatever it says.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    with transaction.atomic():
        judged = judge(trial=trial_for(project, number), by=request.user, **(payload or JudgeIn()).dict())
        ring(judged)
    return Status(202, try_json(judged))


@router.post("projects/{slug}/tries/{number}/resume", response=TryOut)
def resume_try(request: HttpRequest, slug: str, number: int, payload: JudgeIn | None = None):
    """Go on with a try that waits.

    With a higher budget, where one is given.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    with transaction.atomic():
        trial = go_on(trial=trial_for(project, number), by=request.user, **(payload or JudgeIn()).dict())
        ring(trial)
    return try_json(trial)


@router.post("projects/{slug}/tries/{number}/cancel", response=TryOut)
def cancel_try(request: HttpRequest, slug: str, number: int):
    """Stop a try.

    What was answered stays in its runs. A judgement that was stopped may begin again for the same draft.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    now = standing(trial_for(project, number))
    if now.run is None or now.run.state in BROKEN_OFF or not cancel_run(run=now.run, by=request.user):
        raise ValidationError(_("Nothing of this try is under way."))
    return try_json(trial_for(project, number))


@router.get("projects/{slug}/doubts", response=DoubtsOut)
def read_doubts(request: HttpRequest, slug: str):
    """Count the answers in doubt.

    Settled items, answered under earlier versions of the codebook, that the one in force makes doubtful: by each of
    its questions, of whatever kind, and by the rules that were named.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    found = doubts_of(project, published_codebook(project))
    return {
        "codebook": found.codebook.number,
        "earlier": found.earlier,
        "questions": [{name: getattr(one, name) for name in OF_A_QUESTION} for one in found.questions],
        "rules": found.rules,
        "contradicted": found.contradicted,
        "total": len(found.items),
        "looked_at": found.looked_at,
        "more": found.more,
    }


@router.post("projects/{slug}/doubts", response=AskedAgain)
def ask_people_again(request: HttpRequest, slug: str, payload: AskAgainIn):
    """Ask people again.

    As many of the items in doubt as are named go back to the queue. What was answered stays, and holds until then.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    return {"asked": ask_again(project=project, by=request.user, **payload.dict())}


def _told(request: HttpRequest, project: Project, report: dict) -> dict:
    """The report without what was said of items that this person is asked now."""
    every = [report, *report.get("questions", ())]
    silent = silent_samples(request.user, project, {row["sample"] for one in every for row in one.get("rows", ())})
    first, *others = [_without(one, silent) for one in every]
    return first | {"questions": others} if others else first


def _without(report: dict, silent: Collection[int]) -> dict:
    if not report.get("rows"):
        return report
    return report | {"rows": [row for row in report["rows"] if row["sample"] not in silent]}


def _split(split: TrialSplit) -> dict:
    names = ("id", "question", "seed", "thresholds", "spent_at", "created_at")
    return {name: getattr(split, name) for name in names} | sizes_of(split) | {"codebook": split.base.number}


def try_json(trial: Trial) -> dict:
    """What the API and `try_codebook --json` say of a try."""
    now, names = standing(trial), ("id", "half", "recipe", "verdict", "created_at", "reported_at")
    return {name: getattr(trial, name) for name in names} | {
        "split": trial.split_id,
        "state": now.stage.value,
        "reason": now.reason,
        "candidate": trial.candidate.fingerprint,
        "note": trial.candidate.note,
        "endpoint": trial.endpoint.name,
        "base_run": trial.base_run_id,
        "candidate_run": trial.candidate_run_id,
        "done": now.done,
        "total": now.total,
        "budget_usd": None if trial.budget_usd is None else float(trial.budget_usd),
        "cost_usd": float(cost_of(trial)),
    }
