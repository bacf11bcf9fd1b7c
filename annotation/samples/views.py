"""The samples: a list to filter and sort, and a page with all that is known of one."""

from collections.abc import Collection
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from annotation.comments.threads import thread_of
from annotation.methods.signals.words import SUSPICION
from annotation.queue.blind import check_not_silent, silent_samples
from annotation.samples.actions import requests_of
from annotation.samples.forms import FilterForm
from annotation.samples.frames import SamplePage, rows_for, sample_page
from annotation.samples.grounds import grounds
from annotation.samples.making import asked, in_words, kept_in_words
from annotation.samples.provenance import hidden, sample_detail, sample_for
from annotation.samples.shapes import (
    SOURCES,
    STATES,
    TONES,
    Questions,
    merged_in_words,
    opinions,
    origin_name,
    signal_name,
    signal_table,
    signals_of,
    table,
)
from generation.access import labels_for, project_for, sees_labels
from generation.methods.dialogues.messages import turns_of
from generation.methods.questions.revisions import revised_fields
from generation.models import Codebook, Role, Sample
from generation.talks import talks_of
from synthlab.http import HtmxRequest
from synthlab.paging import Pager

ROWS = 50


@require_GET
@login_required
def sample_list(request: HtmxRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    codebook, told = Codebook.objects.current(project), sees_labels(project)
    form = FilterForm(request.GET, project=project, codebook=codebook, sees_labels=told)
    filters, order = form.filters(), form.sorting()
    try:
        page = sample_page(project, filters=filters, order=order, limit=ROWS, cursor=request.GET.get("cursor", ""))
    except ValidationError as error:
        raise Http404(" ".join(error.messages)) from error
    silent = silent_samples(request.user, project, [row["id"] for row in page.rows])
    rows = rows_for(page, filters=filters, order=order, silent=silent)
    signal = order.lstrip("-") if order.lstrip("-") != "id" else filters.signal or SUSPICION
    talks = talks_of(codebook.fields if codebook else [])
    context = {
        "project": project,
        "nav": "samples",
        "form": form,
        "rows": table(rows, request.path, signal, silent, Questions.of(codebook), talks),
        "signal": signal_name(signal),
        "pager": _pager(request, page),
        "filters": filters,
        "in_texts": _query(request, q="", word=filters.q) if filters.q else "",
        "is_lead": project.my_role == Role.LEAD,
        "sees_labels": told,
    }
    if not page.rows and not filters.chosen():
        context["is_empty"] = not Sample.objects.filter(project=project).exists()
    template = "annotation/samples/_rows.html" if request.htmx else "annotation/samples/list.html"
    return render(request, template, context)


@require_GET
@login_required
def sample_detail_page(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = project_for(request.user, slug)
    sample = sample_for(project, pk)
    detail = sample_detail(sample)
    if silent_samples(request.user, project, [pk]):
        hidden(detail, request.user)
    codebook = Codebook.objects.current(project)
    questions = Questions.of(codebook)
    rests_on = grounds(detail["metadata"], detail["made_by"])
    kept = {name: value for name, value in detail["metadata"].items() if name not in rests_on.keys}
    fields = codebook.fields if codebook else []
    titles = {field["name"]: field.get("title") or field["name"] for field in fields}
    talks = talks_of(fields)
    asked = codebook.questions.all() if codebook else []
    revised = {name: field for name, field in revised_fields(asked).items() if detail["answers"].get(name)}
    context = {
        "project": project,
        "nav": "samples",
        "sample": detail,
        "made": in_words(detail["made_by"]),
        "kept": kept_in_words(kept, by_run=sample.run_id is not None),
        "grounds": rests_on,
        "sees_labels": sees_labels(project),
        "texts": [
            (titles.get(name, name), text, turns_of(text) if name in talks else [])
            for name, text in detail["fields"].items()
        ],
        "opinions": opinions(detail, questions),
        "beside": questions.beside(_without(detail["answers"], revised)),
        "revised": [(titles.get(name, name), detail["answers"][question]) for question, name in revised.items()],
        "said": [(answer, questions.answers(answer["answers"])) for answer in detail["annotations"]],
        "decided": [
            (
                one | {"how": merged_in_words(one["two_people"], detail["annotations"])},
                questions.answers(one["answers"]),
            )
            for one in detail["resolutions"][-1:]
        ],
        "signals_of": signals_of(detail, questions),
        "signals": signal_table(detail["signals"], detail["explanations"]),
        "origin": "" if detail["hidden"] else origin_name(sample.origin, sample.run_id),
        "state": STATES.get(sample.state, sample.state),
        "tone": TONES.get(sample.state, ""),
        "label_source": SOURCES.get(detail["label_source"], ""),
        "thread": thread_of(request.user, project, pk),
    }
    return render(request, "annotation/samples/detail.html", context)


@require_GET
@login_required
def sample_requests(request: HtmxRequest, slug: str, pk: int) -> HttpResponse:
    project = labels_for(request.user, slug)
    sample = sample_for(project, pk)
    check_not_silent(request.user, project, pk)
    rebuilt = requests_of(sample)
    context = {
        "project": project,
        "nav": "samples",
        "sample": sample,
        "requests": [one | {"asked": asked(one["step"])} for one in rebuilt],
        "unequal": sum(not one["equal"] for one in rebuilt),
    }
    return render(request, "annotation/samples/requests.html", context)


def _without(answers: dict, names: Collection[str]) -> dict:
    return {name: answer for name, answer in answers.items() if name not in names}


def _pager(request: HtmxRequest, page: SamplePage) -> Pager:
    pager = Pager(older=_query(request, cursor=page.next) if page.next else "")
    if request.GET.get("cursor"):
        pager.newer = _query(request) or "order="
    pager.newer_label, pager.older_label = _("First page"), _("Next")
    return pager


def _query(request: HtmxRequest, **more: str) -> str:
    """The same choice of samples as an address, from its first page on."""
    wanted = request.GET.dict() | {"cursor": ""} | more
    return urlencode({name: value for name, value in wanted.items() if value})
