"""The page of the filters: a pipeline with its counts, what it would do, and the sets that were kept."""

from collections.abc import Iterable

import orjson
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from annotation.filters.actions import TO_REVIEW, check_dropped, dropped_now, effect_now, keep_filter_set
from annotation.filters.dropping import Gone, Page
from annotation.filters.effects import examples
from annotation.filters.frames import (
    LONGEST_NAME,
    Held,
    NothingHeld,
    drop_check,
    newest_basis,
    set_for,
    sets_of,
    standing,
)
from annotation.filters.picked import named_in, names_of, numbers_in, offered
from annotation.filters.pipelines import Pipeline, changed, pipeline_from
from annotation.filters.shapes import cards, choices, reason_of, steps_told
from annotation.filters.steps import as_json, steps_from
from annotation.methods.filters.rules import RULES
from annotation.models import FilterSet
from annotation.queue.blind import silent_samples
from generation.access import labels_for, project_for
from generation.models import Codebook, Project, Role, Sample
from generation.talks import in_short, talks_in
from synthlab.http import HtmxRequest
from synthlab.paging import Pager

SHOWN_SETS = 30
ROWS_A_PAGE = 20
MOST_CHARACTERS = 20_000  # of steps that are sent as JSON
STATUS = "filter-status"


@require_GET
@login_required
def filters(request: HtmxRequest, slug: str) -> HttpResponse:
    """The pipeline that the address says. A button changes it; a fragment asks whether newer columns are there."""
    project = labels_for(request.user, slug)
    if request.htmx and request.htmx.target == STATUS:
        return _status(request, project)
    pipeline = _asked(request, project)
    context = {**_shown(project, pipeline), "nav": "filters", "shown": standing(project)}
    if not request.htmx:
        if "do" in request.GET or "set" in request.GET:
            _tell(request, pipeline)
            return redirect(f"{reverse('annotation:filters', args=[slug])}?{pipeline.query}")
        context |= _page(project)
        return render(request, "annotation/filters/page.html", context)
    answer = render(request, "annotation/filters/_work.html", context)
    answer["HX-Push-Url"] = f"{reverse('annotation:filters', args=[slug])}?{pipeline.query}"
    return answer


@require_GET
@login_required
def filter_preview(request: HtmxRequest, slug: str) -> HttpResponse:
    """What follows a threshold: counts, pictures and the effect, each swapped into its place."""
    project = labels_for(request.user, slug)
    pipeline = pipeline_from(request.GET)
    answer = render(request, "annotation/filters/_live.html", _shown(project, pipeline))
    answer["HX-Replace-Url"] = f"{reverse('annotation:filters', args=[slug])}?{pipeline.query}"
    return answer


@require_GET
@login_required
def filter_examples(request: HtmxRequest, slug: str) -> HttpResponse:
    """A few rows on both sides of a threshold."""
    project = labels_for(request.user, slug)
    steps, at, basis = pipeline_from(request.GET).steps, request.GET.get("step", ""), newest_basis(project)
    if not (at.isascii() and at.isdigit() and len(at) < 4 and int(at) < len(steps)):
        raise Http404(_("There is no such filter in the pipeline."))
    try:
        found = examples(Held(basis, steps, "samples"), steps, int(at)) if basis else {"dropped": [], "kept": []}
    except NothingHeld:
        found = {"dropped": [], "kept": []}
    context = {"project": project, "examples": _told(request.user, project, found), "index": int(at)}
    return render(request, "annotation/filters/_examples.html", context)


@require_GET
@login_required
def filter_set_dropped(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    """The rows that a kept set leaves out, twenty at a time, each with the filter and the reason."""
    project = labels_for(request.user, slug)
    kept, (after, before) = set_for(project, number), (_number(request.GET.get(name)) for name in ("after", "before"))
    page = dropped_now(kept, after=after, before=before, limit=ROWS_A_PAGE)
    context = {"project": project, "nav": "filters", "kept": kept, "page": page, "basis": newest_basis(project)}
    context["check"] = drop_check(kept)
    if page is None:
        context["shown"] = standing(project)
    else:
        context |= {"rows": _gone(request.user, project, page.rows), "pager": _pager(page)}
        context["drawable"] = min(TO_REVIEW, page.open)
    return render(request, "annotation/filters/dropped.html", context)


@require_POST
@login_required
def filter_set_check(request: HtmxRequest, slug: str, number: int) -> HttpResponse:
    """Have people look at some of the rows that a kept set leaves out, drawn by chance."""
    kept = set_for(project_for(request.user, slug, role=Role.LEAD), number)
    try:
        made = check_dropped(kept=kept, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        n = len(made.labels)
        said = ngettext(
            "%(n)d row, drawn by chance, is asked about first.",
            "%(n)d rows, drawn by chance, are asked about first.",
            n,
        )
        messages.success(request, said % {"n": n})
    return redirect("annotation:filter-set-dropped", slug, number)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0


def _pager(page: Page) -> Pager:
    newer, older = (f"{name}={pk}" if pk else "" for name, pk in (("before", page.newer), ("after", page.older)))
    pager = Pager(newer=newer, older=older)
    pager.newer_label, pager.older_label = _("Previous"), _("Next")
    return pager


def _gone(user, project: Project, rows: list[Gone]) -> list[dict]:
    """With text, label and reason; the latter two are silent where this person is being asked about the row."""
    told = {row["id"]: row for row in _told(user, project, {"gone": [row.sample for row in rows]})["gone"]}
    return [
        told[row.sample] | {"step": row.step, "title": _(RULES[row.rule].title), "reason": reason_of(row)}
        for row in rows
        if row.sample in told
    ]


@require_POST
@login_required
def filter_set_create(request: HtmxRequest, slug: str) -> HttpResponse:
    """Keep the pipeline as it was last counted."""
    project = project_for(request.user, slug, role=Role.LEAD)
    try:
        steps = steps_from(_sent(request.POST.get("steps", "")))
        kept = keep_filter_set(project=project, by=request.user, name=request.POST.get("name", ""), steps=steps)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("annotation:filters", slug)
    messages.success(
        request, _("Kept as filter set %(number)d. Versions can be cut with it.") % {"number": kept.number}
    )
    return redirect(f"{reverse('annotation:filters', args=[slug])}?{Pipeline(steps).query}")


def _sent(text: str) -> object:
    try:
        return orjson.loads(text[:MOST_CHARACTERS])
    except orjson.JSONDecodeError as problem:
        raise ValidationError(_("The pipeline did not arrive whole: load the page once more.")) from problem


def _asked(request: HtmxRequest, project: Project) -> Pipeline:
    number = request.GET.get("set", "")
    if number.isascii() and number.isdigit() and len(number) < 10:
        return Pipeline(steps_from(set_for(project, int(number)).steps))
    pipeline = pipeline_from(request.GET)
    return changed(pipeline, request.GET["do"], request.GET.get("add", "")) if "do" in request.GET else pipeline


def _tell(request: HtmxRequest, pipeline: Pipeline) -> None:
    for problem in pipeline.problems:
        messages.warning(request, problem)


def _shown(project: Project, pipeline: Pipeline) -> dict:
    told = effect_now(project, pipeline.steps)
    named = any(step.rule.names_selection for step in pipeline.steps)
    groups, lacking = choices(newest_basis(project))
    return {
        "project": project,
        "pipeline": pipeline,
        "cards": cards(pipeline.steps, told),
        "selections": offered(project, named_in(pipeline.steps)) if named else [],
        "effect": told and told | {"warnings_told": [_(warning) for warning in told["warnings"]]},
        "groups": groups,
        "lacking": lacking,
        "steps_json": orjson.dumps(as_json(pipeline.steps)).decode(),
        "problems": pipeline.problems,
        "longest_name": LONGEST_NAME,
    }


def _page(project: Project) -> dict:
    return {
        "codebook": Codebook.objects.current(project),
        "is_empty": not Sample.objects.filter(project=project).exists(),
        "sets": _with_words(project, sets_of(project)[:SHOWN_SETS]),
    }


def _with_words(project: Project, sets: Iterable[FilterSet]) -> list[FilterSet]:
    found = list(sets)
    names = names_of(project, {number for kept in found for number in numbers_in(kept.steps)})
    for kept in found:
        kept.told = steps_told(kept.steps, names)
    return found


def _status(request: HtmxRequest, project: Project) -> HttpResponse:
    """How old the columns are; the page counts anew once newer ones are there."""
    shown, basis = standing(project), newest_basis(project)
    answer = render(request, "annotation/filters/_status.html", {"project": project, "shown": shown})
    seen = request.GET.get("basis", "")
    if basis and shown.report and str(shown.report.pk) != seen:
        answer["HX-Trigger" if seen else "HX-Refresh"] = "fresh" if seen else "true"
    return answer


def _told(user, project: Project, found: dict[str, list[int]]) -> dict[str, list[dict]]:
    ids = [pk for some in found.values() for pk in some]
    silent, talks = silent_samples(user, project, ids), talks_in(project)
    rows = Sample.objects.filter(project=project).in_bulk(ids)
    return {
        name: [
            {
                "id": pk,
                "text": in_short(rows[pk].fields, talks),
                "label": "" if pk in silent else rows[pk].current_label,
                "silent": pk in silent,
            }
            for pk in some
            if pk in rows
        ]
        for name, some in found.items()
    }
