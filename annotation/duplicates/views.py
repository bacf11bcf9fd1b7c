"""Groups of near-duplicates: a page of them, one of them, what a lead decides, sending them to people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from annotation.duplicates.actions import PeopleAsked, ask_people, decide
from annotation.duplicates.asking import enqueue_look, last_look, newest_set
from annotation.duplicates.cards import SHOWN, cards_of, groups_of, members_of
from annotation.duplicates.forms import DecisionForm, GroupsForm
from annotation.made_anew import ask_anew
from annotation.methods.duplicates.words import RULES
from annotation.models import DuplicateGroup
from annotation.shown import Shown
from generation.access import labels_for, project_for
from generation.models import Project, Role
from synthlab.drawing import words
from synthlab.http import HtmxRequest
from synthlab.paging import pager_for

GROUPS_A_PAGE = 10
ROWS_A_PAGE = 30


@require_GET
@login_required
def duplicates(request: HtmxRequest, slug: str) -> HttpResponse:
    """The groups, the largest first. While the worker looks for them the page asks how far it is."""
    project = labels_for(request.user, slug)
    found, form = newest_set(project), GroupsForm(request.GET)
    form.is_valid()
    shown = Shown(project, found, found.made_from if found else None, last_look(project))
    if request.htmx and found and not shown.pending and "set" in request.GET and request.GET["set"] != str(found.pk):
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"project": project, "nav": "duplicates", "found": found, "form": form, "shown": shown}
    if request.htmx and "set" in request.GET:
        return render(request, "annotation/duplicates/_status.html", context)
    if found:
        found.project = project
        chosen = form.chosen()
        pager = pager_for(request.GET, groups_of(found, **chosen), by="size", limit=GROUPS_A_PAGE)
        rule = form.rule_chosen()
        context |= {
            "pager": pager,
            "cards": cards_of(request.user, project, pager.items, rule=rule, marks=chosen["marks"]),
        }
        context |= {"rule": rule, "rule_words": RULES[rule], "here": request.get_full_path()}
    return render(request, "annotation/duplicates/page.html", context)


@require_GET
@login_required
def duplicate_group(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """One group with all its rows, page by page, the one most like the others first."""
    project = labels_for(request.user, slug)
    group, form = _group(project, pk), GroupsForm(request.GET)
    form.is_valid()
    rule = form.rule_chosen()
    [card] = cards_of(request.user, project, [group], rule=rule)
    seen = [member.sample.pk for member in card.members]
    others = group.rows.filter(place__gte=SHOWN).exclude(sample__in=seen).select_related("sample")
    pager = pager_for(request.GET, others, by="place", descending=False, limit=ROWS_A_PAGE)
    context = {
        "project": project,
        "nav": "duplicates",
        "card": card,
        "group": group,
        "more": members_of(request.user, card, [row.sample for row in pager.items], project) if pager.items else [],
        "pager": pager,
        "rule": rule,
        "rule_words": RULES[rule],
        "here": request.get_full_path(),
    }
    return render(request, "annotation/duplicates/group.html", context)


@require_POST
@login_required
def duplicates_look(request: HtmxRequest, slug: str) -> HttpResponse:
    said = _("The rows are being compared; the groups appear here by themselves.")
    return ask_anew(request, slug, enqueue=enqueue_look, said=said, page="annotation:duplicates")


@require_POST
@login_required
def duplicates_decide(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Keep one row of the group, all of them, or go by the rule again."""
    project = project_for(request.user, slug, role=Role.LEAD)
    group, form = _group(project, pk), DecisionForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(_("Choose one, all or rule."))
        decide(group=group, choice=form.cleaned_data["choice"], sample=form.cleaned_data["sample"], by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Decided; versions that are cut from now on go by it."))
    return _back(request, project, group)


@require_POST
@login_required
def duplicates_ask(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    """Have people asked about the rows of the group before all others."""
    project = project_for(request.user, slug, role=Role.LEAD)
    group = _group(project, pk)
    try:
        asked = ask_people(group=group, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return _back(request, project, group)
    (messages.success if asked.items else messages.warning)(request, _told_of(asked, group.size))
    return _back(request, project, group)


def _told_of(asked: PeopleAsked, size: int) -> str:
    """What pressing the button did, and of which rows it did nothing."""
    if asked.before >= size:
        told = _("People are asked about all rows of this group first already, as the selection “%(name)s”.")
        return told % {"name": asked.selection.name}
    said, count = [], asked.items
    if count:
        told = ngettext("%(n)s item goes before all others now.", "%(n)s items go before all others now.", count)
        said.append(told % {"n": words(count, "count")})
    if asked.before:
        told = ngettext("%(n)s row was in front already.", "%(n)s rows were in front already.", asked.before)
        said.append(told % {"n": words(asked.before, "count")})
    if others := size - count - asked.before:
        rest = ngettext(
            "%(n)s row stays where it is: already in front, with people, answered, or not in the queue.",
            "%(n)s rows stay where they are: already in front, with people, answered, or not in the queue.",
            others,
        )
        said.append(rest % {"n": words(others, "count")})
    return " ".join(said)


def _group(project: Project, pk: int) -> DuplicateGroup:
    group = get_object_or_404(DuplicateGroup.objects.select_related("found"), pk=pk, found__project=project)
    group.found.project = project
    return group


def _back(request: HtmxRequest, project: Project, group: DuplicateGroup) -> HttpResponse:
    """To where they were, at the group."""
    page = reverse("annotation:duplicates", args=[project.slug])
    wanted = request.POST.get("next", "")
    safe = wanted.startswith(page) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(f"{wanted if safe else page}#group-{group.pk}")
