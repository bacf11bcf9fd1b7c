"""Planning with a model: say what is wanted, look at what it proposes, agree or refuse."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from generation.access import project_for
from generation.agent.actions.lifecycle import agree, close_plan, open_plan, raise_budget, refuse, try_again
from generation.agent.doorbell import ring_agent
from generation.agent.forms import AgreeForm, BudgetForm, PlanForm, RefuseForm, initial_of, shown
from generation.agent.frames import Said, is_over, left_in_cents, plans_of, rounded_down, said, usual_budget
from generation.agent.questions import with_words
from generation.agent.words import alternatives, changes, figures, title_of, turned_away
from generation.catalogue.agent.turns import PILOT, Decision, Proposal, Seen
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Plan, PlanState, Project, Role
from generation.plan_budgets import left, used
from generation.recipe_book import readable_recipe
from generation.runs.doorbell import ring_workers
from generation.runs.frames.settings import with_titles
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for

LOOK = "look"


@require_GET
@login_required
def plan_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    pager = pager_for(request.GET, plans_of(project), limit=30)
    context = {"project": project, "plans": pager.items, "pager": pager, "is_lead": _is_lead(project)}
    return render(request, "generation/agent/list.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def plan_create(request: HtmxRequest, slug: str) -> HttpResponse:
    """What is wanted; nothing is sent before it is submitted, and then questions alone."""
    project = project_for(request.user, slug, role=Role.LEAD)
    codebook = Codebook.objects.current(project)
    if codebook is None or not project.endpoints.exists():
        return redirect("generation:run-create", slug)
    form = PlanForm(request.POST or None, project=project, codebook=codebook)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                plan = open_plan(project=project, by=request.user, **form.cleaned_data)
                ring_agent(plan)
            return redirect("generation:plan-detail", slug, plan.pk)
        except ValidationError as error:
            shown(form, error)
    context = {"project": project, "form": form, "most": Plan.MOST_CALLS}
    return render(request, "generation/agent/create.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def plan_detail(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, plan = _plan(request, slug, pk)
    return render(request, "generation/agent/detail.html", _context(project, plan))


@require_GET
@login_required
def plan_panel(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """The part of the page that moves; it asks for itself again until it is a person's turn."""
    project, plan = _plan(request, slug, pk)
    return render(request, "generation/agent/_panel.html", _context(project, plan))


@require_GET
@login_required
def plan_questions(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Every request to the model with its very prompt, what came back, and what it cost."""
    project, plan = _plan(request, slug, pk)
    pager = pager_for(request.GET, plan.call_log.all(), descending=False, limit=10)
    context = {"project": project, "plan": plan, "calls": with_words(pager.items), "pager": pager}
    return render(request, "generation/agent/questions.html", context)


@require_POST
@login_required
def plan_agree(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Start the pilot or the run, with the settings as they were sent; do=look checks them alone."""
    project, plan = _plan(request, slug, pk, role=Role.LEAD)
    form = _agree_form(plan, _open_proposal(plan), request.POST)
    if form is None:
        return _gone(request, plan)
    if not form.is_valid() or request.POST.get("do") == LOOK:
        return _shown(request, project, plan, agree_form=form)
    chosen = form.cleaned_data
    try:
        with transaction.atomic():
            run = agree(
                plan=plan,
                turn=chosen["turn"],
                by=request.user,
                do=chosen["do"],
                settings=chosen["params"],
                count=chosen["count"],
                budget_usd=chosen["budget_usd"],
            )
            ring_workers(run)
    except ValidationError as error:
        shown(form, error)
        return _shown(request, project, plan, agree_form=form)
    if chosen["do"] == PILOT:
        messages.success(request, _("The pilot has begun."))
        return redirect("generation:plan-detail", slug, pk)
    messages.success(request, _("The run has begun."))
    return redirect("generation:run-detail", slug, run.pk)


@require_POST
@login_required
def plan_refuse(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, plan = _plan(request, slug, pk, role=Role.LEAD)
    form = RefuseForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                refuse(plan=plan, by=request.user, **form.cleaned_data)
                ring_agent(plan)
            return redirect("generation:plan-detail", slug, pk)
        except ValidationError as error:
            shown(form, error)
    return _shown(request, project, plan, refuse_form=form)


@require_POST
@login_required
def plan_again(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    _project, plan = _plan(request, slug, pk, role=Role.LEAD)
    with transaction.atomic():
        if try_again(plan=plan, by=request.user):
            ring_agent(plan)
        else:
            messages.error(request, _("The plan is not stuck."))
    return redirect("generation:plan-detail", slug, pk)


@require_POST
@login_required
def plan_budget(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project, plan = _plan(request, slug, pk, role=Role.LEAD)
    form = BudgetForm(request.POST)
    if not form.is_valid():
        return _shown(request, project, plan, budget_form=form)
    try:
        if raise_budget(plan=plan, by=request.user, **form.cleaned_data):
            messages.success(request, _("The budget is raised."))
        else:
            messages.error(request, _("The plan has ended already."))
    except ValidationError as error:
        shown(form, error)
        return _shown(request, project, plan, budget_form=form)
    return redirect("generation:plan-detail", slug, pk)


@require_POST
@login_required
def plan_close(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    _project, plan = _plan(request, slug, pk, role=Role.LEAD)
    if not close_plan(plan=plan, by=request.user):
        messages.error(request, _("The plan has ended already."))
    return redirect("generation:plan-detail", slug, pk)


def _plan(request: HtmxRequest, slug: str, pk: int, role: str = Role.VIEWER) -> tuple[Project, Plan]:
    project = project_for(request.user, slug, role=role)
    return project, get_object_or_404(plans_of(project), pk=pk)


def _is_lead(project: Project) -> bool:
    return project.my_role == Role.LEAD


def _open_proposal(plan: Plan) -> Said | None:
    """The proposal that waits for an answer."""
    last = said(plan)[-1:] if plan.state == PlanState.ASKS else []
    return last[0] if last and isinstance(last[0].turn, Proposal) else None


def _agree_form(plan: Plan, asked: Said | None, data=None) -> AgreeForm | None:
    """None where there is nothing to agree to."""
    recipe = readable_recipe(plan.project, asked.turn.recipe) if asked else None
    codebook = Codebook.objects.current(plan.project)
    if recipe is None or codebook is None:
        return None
    budget = rounded_down(usual_budget(plan, pilot=asked.turn.do != "run"))
    initial = initial_of(plan, asked.turn, recipe, asked.stored.number, budget)
    spec = TaskSpec.from_json(codebook.as_spec())
    return AgreeForm(data, plan=plan, proposal=asked.turn, recipe=recipe, spec=spec, initial=initial)


def _gone(request: HtmxRequest, plan: Plan) -> HttpResponse:
    messages.error(request, _("This is not the last word any more: look at the plan as it is now."))
    return redirect("generation:plan-detail", plan.project.slug, plan.pk)


def _shown(request: HtmxRequest, project: Project, plan: Plan, **forms) -> HttpResponse:
    """The page with the forms as they were sent, and what is wrong with them."""
    plan = plans_of(project).get(pk=plan.pk)
    status = 422 if any(form.errors for form in forms.values()) else 200
    return render(request, "generation/agent/detail.html", _context(project, plan) | forms, status=status)


def _context(project: Project, plan: Plan) -> dict:
    turns = _turns(plan)
    asked = turns[-1] if plan.state == PlanState.ASKS and turns else None
    agree_form = _agree_form(plan, asked["said"]) if asked and _is_lead(project) else None
    past = turns[:-1] if asked else turns
    known = used(plan)
    if plan.run_id:
        with_titles([plan.run])
    paused_pilot = plan.state == PlanState.PILOT and plan.run.state == "paused" and not is_over(plan.run)
    just_seen = past.pop() if asked and past and isinstance(past[-1]["said"].turn, Seen) else None
    return {
        "project": project,
        "plan": plan,
        "is_lead": _is_lead(project),
        "asked": asked,
        "just_seen": just_seen,
        "past": past[::-1],
        "can_run": bool(asked) and _was_piloted(turns, asked["turn"].recipe),
        "agree_form": agree_form,
        "refuse_form": RefuseForm(initial={"turn": asked["said"].stored.number}) if asked else None,
        "used": known,
        "left": left_in_cents(left(plan, known)),
        "budget_form": BudgetForm(),
        "moving": plan.state == PlanState.THINKING or (plan.state == PlanState.PILOT and not paused_pilot),
        "is_open": plan.state not in (PlanState.AGREED, PlanState.CLOSED),
        "paused_pilot": paused_pilot,
    }


def _was_piloted(turns: list[dict], recipe: str) -> bool:
    return any(one["kind"] == "seen" and one["turn"].recipe == recipe for one in turns)


def _turns(plan: Plan) -> list[dict]:
    """Each turn with what its fragment shows; what was seen with the run that showed it."""
    found, run_id = [], None
    for one in said(plan):
        run_id = one.stored.run_id or run_id
        found.append(_told(plan, one, run_id))
    return found


def _told(plan: Plan, one: Said, run_id: int | None) -> dict:
    told = {"said": one, "turn": one.turn, "kind": one.stored.kind, "plan": plan, "run_id": run_id}
    if isinstance(one.turn, Seen):
        named = {"title": title_of(one.turn.recipe, readable_recipe(plan.project, one.turn.recipe))}
        return told | named | {"figures": figures(one), "turned_away": turned_away(one.turn)}
    if isinstance(one.turn, Proposal):
        recipe = readable_recipe(plan.project, one.turn.recipe) if one.turn.recipe else None
        named = {"title": title_of(one.turn.recipe, recipe), "alternatives": alternatives(one.turn)}
        return told | named | {"recipe": recipe, "changes": changes(one.turn, recipe)}
    if isinstance(one.turn, Decision) and one.turn.recipe:
        return told | {"title": title_of(one.turn.recipe, readable_recipe(plan.project, one.turn.recipe))}
    return told
