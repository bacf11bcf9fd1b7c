"""What a new version of the codebook puts in doubt, the items behind each reason, and asking people again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from annotation.queue.blind import silent_samples
from annotation.queue.frames import spec_of
from annotation.saying import in_words
from annotation.trials.actions.asking_again import ask_again
from annotation.trials.doubts import Doubt, Doubts, Reason, doubts_of
from annotation.trials.doubts_told import by_question, by_rule
from annotation.trials.doubts_told import in_words as why_in_words
from annotation.trials.forms import AskAgainForm
from generation.access import project_for
from generation.models import Codebook, Project, Role, Sample
from generation.talks import in_short, talks_of
from synthlab.drawing import words
from synthlab.http import HtmxRequest
from synthlab.paging import Pager

PAGE = 20


@require_http_methods(["GET", "POST"])
@login_required
def doubts(request: HtmxRequest, slug: str) -> HttpResponse:
    """How many items the version in force puts in doubt; POST puts as many as are asked for back into the queue."""
    project = project_for(request.user, slug, role=Role.LEAD)
    found = _doubts(project)
    form = AskAgainForm(request.POST if request.method == "POST" else None, found=found)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_again(project=project, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            told = ngettext("%(n)s item is in the queue again.", "%(n)s items are in the queue again.", asked)
            messages.success(request, told % {"n": words(asked, "count")})
            return redirect("annotation:doubts", slug)
    context = {"project": project, "nav": "codebook", "found": found, "form": form}
    context |= {"questions": by_question(found), "rules": by_rule(found)} if found else {}
    return render(request, "annotation/trials/doubts.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def doubt_items(request: HtmxRequest, slug: str) -> HttpResponse:
    """The items in doubt, of one reason or of all: what holds, by which rule, and what a model says otherwise."""
    project = project_for(request.user, slug, role=Role.LEAD)
    found = _doubts(project)
    if found is None:
        raise Http404(_("No version of the codebook is published yet."))
    why = Reason.of(request.GET.get("why", "")[:400])
    found = found.because(why)
    start = request.GET.get("from", "")
    start = int(start) if start.isdecimal() and len(start) < 9 else 0
    rows, hidden = _rows(request, project, found, found.doubts[start : start + PAGE])
    context = {
        "project": project,
        "nav": "codebook",
        "found": found,
        "why": why_in_words(why) if why else "",
        "rows": rows,
        "hidden": hidden,
        "form": AskAgainForm(found=found, why=why),
        "pager": _pager(request, start, len(found.doubts)),
    }
    return render(request, "annotation/trials/doubt_items.html", context)


def _doubts(project: Project) -> Doubts | None:
    current = Codebook.objects.current(project)
    return doubts_of(project, current) if current else None


def _rows(request: HtmxRequest, project: Project, found: Doubts, doubts: tuple[Doubt, ...]) -> tuple[list[dict], int]:
    """Each with its text and answers in words; and how many are left out that this person is asked about now."""
    ids = [one.earlier.sample for one in doubts]
    fields = dict(Sample.objects.filter(pk__in=ids).values_list("pk", "fields"))
    silent = silent_samples(request.user, project, ids)
    told = [one for one in doubts if one.earlier.sample in fields.keys() - silent]
    return [_row(one, found.codebook, fields[one.earlier.sample]) for one in told], len(doubts) - len(told)


def _row(one: Doubt, current: Codebook, fields: dict[str, str]) -> dict:
    """By the version that the answer was given under; what a model says by the one in force."""
    spec, rule = spec_of(one.earlier.codebook), one.earlier.rule
    return {
        "sample": one.earlier.sample,
        "text": in_short(fields, talks_of(current.fields)),
        "answers": in_words(spec, one.earlier.answers, lambda: fields),
        "rule": next((known for known in spec.rules if known.id == rule), None),
        "said": in_words(spec_of(current.pk), one.said, lambda: fields),
        "reasons": [why_in_words(reason) for reason in one.reasons],
    }


def _pager(request: HtmxRequest, start: int, total: int) -> Pager:
    pager = Pager(older=_query(request, start + PAGE) if start + PAGE < total else "")
    if start:
        pager.newer = _query(request, max(start - PAGE, 0))
    pager.newer_label, pager.older_label = _("Previous"), _("Next")
    if total > PAGE:
        numbers = {"first": start + 1, "last": min(start + PAGE, total), "n": total}
        told = {name: words(number, "count") for name, number in numbers.items()}
        pager.note = _("%(first)s to %(last)s of %(n)s") % told
    return pager


def _query(request: HtmxRequest, start: int) -> str:
    kept = request.GET.copy()
    kept["from"] = start
    return kept.urlencode()
