"""What a person said by drafts: looked through, taken back, corrected."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotation.models import Half, Trial, TrialAnswer
from annotation.queue.draft_turns import last_draft_answers, own_draft_answers
from annotation.queue.frames import spec_of
from annotation.queue.refusals import Refused
from annotation.review.views.correcting import Correction, correcting
from annotation.saying import in_words
from annotation.trials.actions.turns import correct, undo
from annotation.trials.views.room import after
from generation.access import project_for
from generation.models import Project, Role
from generation.talks import in_short, talks_in
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for


@require_GET
@login_required
def draft_answers(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    pager = pager_for(request.GET, own_draft_answers(request.user, project).with_corrected())
    talks, last = talks_in(project), last_draft_answers(request.user, project)
    judging = _begun_to_judge(project) if any(one.item.half == Half.HELD_OUT for one in pager.items) else set()
    for one in pager.items:
        one.stands = one.item.half == Half.HELD_OUT and one.item.split_id in judging
        fields = one.item.item.sample.fields
        one.text, one.can_undo = in_short(fields, talks), one.undone_at is None and one.pk in last
        one.words = in_words(spec_of(one.codebook_id), one.answers, lambda fields=fields: fields)
    context = {"project": project, "nav": "review", "answers": pager.items, "pager": pager}
    return render(request, "annotation/trials/answers.html", context)


def _begun_to_judge(project: Project) -> set[int]:
    """Splits whose held-out half has begun: what was said of it stands."""
    return set(Trial.objects.filter(split__project=project, half=Half.HELD_OUT).values_list("split", flat=True))


@require_http_methods(["GET", "POST"])
@login_required
def draft_correct(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, given = _mine(request, slug, pk)
    what = Correction(
        project=project,
        given=given,
        sample=given.item.item.sample,
        lease=f"draft-{pk}",
        store=partial(correct, answer=given, project=project),
        template="annotation/trials/correct.html",
        back="annotation:draft-answers",
        room="annotation:draft-room",
    )
    return correcting(request, what)


@require_POST
@login_required
def draft_undo(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, given = _mine(request, slug, pk)
    try:
        again = undo(answer=given, project=project)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return after(request, project)
    return after(request, project, again=again)


def _mine(request: HtmxRequest, slug: str, pk: int) -> tuple[Project, TrialAnswer]:
    project = project_for(request.user, slug, role=Role.ANNOTATOR)
    return project, get_object_or_404(own_draft_answers(request.user, project).select_related("user"), pk=pk)
