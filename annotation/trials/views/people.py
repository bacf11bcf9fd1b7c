"""People answer a part of a try's items by its draft: the lead asks, and sees what came of it."""

from dataclasses import asdict

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from annotation.models import Half, Trial
from annotation.queue.blind import silent_samples
from annotation.trials.actions.people import ask_people, not_asked, withdraw
from annotation.trials.frames import is_in_force, trial_for
from annotation.trials.people import comparison_of, flags_of, progress_of, question_of, read_items, turns_by_state
from annotation.trials.people_form import AskForm
from annotation.trials.questions import judged_by
from generation.access import labels_for, project_for
from generation.models import Project, Role
from generation.talks import in_short, talks_of
from synthlab.http import HtmxRequest

SHOWN = 100  # items on the page; REST tells all


@require_http_methods(["GET", "POST"])
@login_required
def trial_people(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """What people say by the draft; a lead asks for more by the form."""
    if request.method == "GET":
        project = labels_for(request.user, slug)
        return _page(request, project, trial_for(project, pk))
    project = project_for(request.user, slug, role=Role.LEAD)
    trial = trial_for(project, pk)
    form = AskForm(request.POST, project=project, half=_half(request))
    if not form.is_valid():
        return _page(request, project, trial, form)
    try:
        turns = ask_people(trial=trial, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.refuse(error)
        return _page(request, project, trial, form)
    said = ngettext("%(n)d answer is asked for.", "%(n)d answers are asked for.", len(turns))
    messages.success(request, said % {"n": len(turns)})
    return redirect("annotation:trial-people", slug, pk)


@require_POST
@login_required
def trial_withdraw(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    count = withdraw(trial=trial_for(project, pk), by=request.user, half=_half(request))
    said = ngettext("%(n)d answer is asked for no more.", "%(n)d answers are asked for no more.", count)
    messages.success(request, said % {"n": count})
    return redirect("annotation:trial-people", slug, pk)


def _half(request: HtmxRequest) -> str:
    return Half.HELD_OUT if request.POST.get("half") == Half.HELD_OUT else Half.DEVELOPMENT


def _page(request: HtmxRequest, project: Project, trial: Trial, form: AskForm | None = None) -> HttpResponse:
    context = {"project": project, "nav": "codebook", "trial": trial} | _told(request, project, trial)
    if trial.half == Half.DEVELOPMENT:
        context |= _asking(project, trial, form)
    else:
        context["progress"] = progress_of(trial, trial.half)
    return render(request, "annotation/trials/people.html", context, status=422 if form else 200)


def _asking(project: Project, trial: Trial, form: AskForm | None) -> dict:
    """The forms for both halves, and how far people are with the held-out one: no more is told of it."""
    in_force, given = is_in_force(trial.split), form and form.data.get("half")
    may_ask = in_force and project.my_role == Role.LEAD
    forms, left = {}, {}
    for half in Half.values:
        left[half] = not_asked(trial, half).count()
        mine = form if form and (given == half or half == Half.DEVELOPMENT and given != Half.HELD_OUT) else None
        forms[half] = mine or AskForm(project=project, left=left[half], half=half)
    judged = Trial.objects.filter(split=trial.split_id, half=Half.HELD_OUT).first()
    return {
        "form": forms[Half.DEVELOPMENT],
        "left": left[Half.DEVELOPMENT],
        "may_ask": may_ask,
        "in_force": in_force,
        "held_out": progress_of(trial, Half.HELD_OUT),
        "held_out_form": forms[Half.HELD_OUT],
        "held_out_left": left[Half.HELD_OUT],
        "may_ask_held_out": may_ask and judged is None and trial.reported_at is not None,
        "judged": judged,
    }


def _told(request: HtmxRequest, project: Project, trial: Trial) -> dict:
    question = question_of(trial, request.GET.get("question", ""))
    reads = read_items(trial, question.name if question else "")
    told = comparison_of(reads)
    silent = silent_samples(request.user, project, [read.item.item.sample_id for read in reads[:SHOWN]])
    talks = talks_of(trial.candidate.fields)
    shown = [read for read in reads[:SHOWN] if read.item.item.sample_id not in silent]
    for read in shown:
        read.text = in_short(read.item.item.sample.fields, talks)
    return {
        "questions": judged_by(trial) if trial.is_told else [],
        "question": question,
        "turns": turns_by_state(trial),
        "flags": flags_of(trial),
        "told": told,
        "gain_limits": asdict(told.gain),
        "reads": shown,
        "more": max(0, len(reads) - SHOWN),
    }
