"""Drawing items, trying the draft, and letting the held-out half judge: each says what it does and costs before."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotation.methods.trials.thresholds import FEWEST_OF_A_LABEL
from annotation.models import Half, TrialSplit
from annotation.trials.actions.people import would_be_given_up
from annotation.trials.actions.splitting import draw_split
from annotation.trials.actions.trying import go_on, judge, price_of, try_draft, usable_split
from annotation.trials.asking import ring
from annotation.trials.drawable import drawable
from annotation.trials.forms import BudgetForm, SplitForm, TryForm
from annotation.trials.frames import newest_split, sizes_of, trial_for, trials_in_short
from annotation.trials.people import counted_by_label, progress_of
from annotation.trials.questions import asked_of_models, kinds_of
from annotation.trials.shapes import listed, names_of_changes, tried_often, wanted_of
from annotation.trials.standing import MOVING, Stage, standing
from generation.access import labels_for, project_for
from generation.codebooks.actions import saved_draft
from generation.codebooks.diff import compare
from generation.codebooks.turned import turned_round
from generation.models import Codebook, Project, Role
from generation.runs.actions.lifecycle import cancel_run
from synthlab.http import HtmxRequest

SHOWN = 50  # tries in the list


@require_GET
@login_required
def trial_list(request: HtmxRequest, slug: str) -> HttpResponse:
    """All tries side by side, and what to do next."""
    return _list(request, labels_for(request.user, slug))


@require_POST
@login_required
def trial_draw(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    form = SplitForm(request.POST, kinds=kinds_of(Codebook.objects.current(project)))
    if not form.is_valid():
        return _list(request, project, form)
    sizes = {name: form.cleaned_data[name] for name in ("development", "held_out")}
    try:
        draw_split(project=project, by=request.user, thresholds=form.thresholds(), **sizes)
    except ValidationError as error:
        form.refuse(error)
        return _list(request, project, form)
    messages.success(request, _("The items are drawn."))
    draft = Codebook.objects.filter(project=project, published_at=None).exists()
    return redirect("annotation:trial-create" if draft else "annotation:trial-list", slug)


def _list(request: HtmxRequest, project: Project, form: SplitForm | None = None) -> HttpResponse:
    split, current = newest_split(project), Codebook.objects.current(project)
    trials = list(trials_in_short(project)[:SHOWN])
    changed = names_of_changes(trials) if trials else {}
    rows = [listed(trial) | {"changed": changed[trial.pk]} for trial in trials]
    context = {
        "project": project,
        "is_lead": project.my_role == Role.LEAD,
        "split": split,
        "sizes": sizes_of(split) if split else {},
        "wanted": wanted_of(split) if split else None,
        "asked": asked_of_models(current) if current else [],
        "current": current,
        "in_force": bool(split and current and split.base_id == current.pk),
        "draft": Codebook.objects.filter(project=project, published_at=None).first(),
        "rows": rows,
        "tried_often": tried_often(rows, split),
        "moving": any(row["now"].stage in MOVING for row in rows),
    }
    if context["is_lead"] and current and kinds_of(current) and not request.htmx:  # which looks at the rows
        context |= _drawing(project, current, form)
    template = "_rows" if request.htmx else "list"
    status = 422 if form is not None and form.errors else 200
    return render(request, f"annotation/trials/{template}.html", context, status=status)


def _drawing(project: Project, current: Codebook, form: SplitForm | None) -> dict:
    """What could be drawn now."""
    counts = drawable(project, current)
    form = form or SplitForm(kinds=kinds_of(current), answered=counts["answered"], fresh=counts["fresh"])
    return {"counts": counts, "split_form": form}


@require_http_methods(["GET", "POST"])
@login_required
def trial_create(request: HtmxRequest, slug: str) -> HttpResponse:
    """What a try of the draft will do and cost. POST with do=start begins it; any other shows the price anew."""
    project = project_for(request.user, slug, role=Role.LEAD)
    if not project.endpoints.exists():
        messages.warning(request, _("Connect a model first: it labels the items by both codebooks."))
        return redirect("generation:endpoint-list", slug)
    try:
        return _tried(request, project, usable_split(project), saved_draft(project))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("annotation:trial-list", slug)


def _tried(request: HtmxRequest, project: Project, split: TrialSplit, draft: Codebook) -> HttpResponse:
    form = TryForm(request.POST if request.method == "POST" else None, project=project)
    if request.POST.get("do") == "start" and form.is_valid():
        chosen = form.cleaned_data
        try:
            with transaction.atomic():
                trial = try_draft(project=project, by=request.user, **chosen)
                ring(trial)
            return redirect("annotation:trial-detail", project.slug, trial.pk)
        except ValidationError as error:
            form.refuse(error)
    context = {"project": project, "split": split, "draft": draft, "form": form, "sizes": sizes_of(split)}
    before, after = split.base.as_spec(), draft.as_spec()
    context |= {"changes": len(compare(before, after)), "turned": turned_round(before, after)}
    if not request.htmx:
        context["given_up"] = would_be_given_up(split, draft)
    if not form.is_bound or form.is_valid():
        context |= _priced(split, Half.DEVELOPMENT, draft, form.asked() | {"params": {}})
    template = "_price" if request.htmx else "create"
    status = 422 if form.errors else 200
    return render(request, f"annotation/trials/{template}.html", context, status=status)


def _priced(split: TrialSplit, half: str, candidate: Codebook, asked: dict) -> dict:
    candidates, base = price_of(split=split, half=half, candidate=candidate, **asked)
    prices = [price for price in (candidates, base) if price]
    low, high = (sum((price.usd[end] for price in prices), Decimal(0)) for end in (0, 1))
    calls = [sum(price.calls[end] for price in prices) for end in (0, 1)]
    return {
        "price": {"usd": (low, high), "calls": calls, "free": candidates.free},
        "base_is_there": base is None,
        "simulated": asked["endpoint"].simulated,
    }


@require_http_methods(["GET", "POST"])
@login_required
def trial_judge(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """What the one judgement will do and cost; POST begins it."""
    project = project_for(request.user, slug, role=Role.LEAD)
    trial = trial_for(project, pk)
    form = BudgetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                judged = judge(trial=trial, by=request.user, **form.cleaned_data)
                ring(judged)
            return redirect("annotation:trial-detail", slug, judged.pk)
        except ValidationError as error:
            form.refuse(error)
    asked = {"endpoint": trial.endpoint, "recipe": trial.recipe, "params": trial.params}
    context = {"project": project, "trial": trial, "split": trial.split, "form": form, "sizes": sizes_of(trial.split)}
    context["wanted"] = wanted_of(trial.split)
    context["people"] = progress_of(trial, Half.HELD_OUT)
    context |= {"by_label": counted_by_label(trial, context["people"]), "too_few": FEWEST_OF_A_LABEL}
    context["turned"] = turned_round(trial.split.base.as_spec(), trial.candidate.as_spec())
    context |= _priced(trial.split, Half.HELD_OUT, trial.candidate, asked)
    return render(request, "annotation/trials/judge.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def trial_resume(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug, role=Role.LEAD)
    trial, form = trial_for(project, pk), BudgetForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError([message for errors in form.errors.values() for message in errors])
        with transaction.atomic():
            ring(go_on(trial=trial, by=request.user, **form.cleaned_data))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("annotation:trial-detail", slug, pk)


@require_POST
@login_required
def trial_cancel(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Stop asking. What was answered stays in the runs; a judgement that was stopped may begin again."""
    project = project_for(request.user, slug, role=Role.LEAD)
    now = standing(trial_for(project, pk))
    if now.run and now.stage in (Stage.BASE, Stage.CANDIDATE, Stage.PAUSED):
        cancel_run(run=now.run, by=request.user)
    return redirect("annotation:trial-detail", slug, pk)
