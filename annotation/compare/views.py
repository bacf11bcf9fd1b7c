from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from annotation.choosing import chosen
from annotation.compare.frames import HUMAN, STRETCH, cell_answers, cell_samples, rule_answers, stretch_below
from annotation.compare.shapes import matrices, party, rules, uncounted
from annotation.queue.blind import silent_samples
from annotation.queue.frames import policy_of
from annotation.reports import show
from generation.access import labels_for, project_for, sees_labels
from generation.models import Codebook, Project, Question, Sample
from generation.models.machine import STUDENT
from generation.talks import in_short, talks_of
from synthlab.http import HtmxRequest
from synthlab.paging import Pager, pager_for

CODEBOOKS = 30


@require_GET
@login_required
def compare(request: HtmxRequest, slug: str) -> HttpResponse:
    """The stored comparison under one version of the codebook; a fragment while it is awaited."""
    project = project_for(request.user, slug)
    published = Codebook.objects.published().filter(project=project).order_by("-number").values("number")[:CODEBOOKS]
    codebooks = list(published)
    codebook = chosen(codebooks, "number", request.GET.get("codebook"))
    context = {"project": project, "nav": "compare", "codebooks": codebooks}
    if codebook:
        number = codebook["number"]
        shown = show(project, f"compare-{number}", codebook=number)
        questions = shown.data.get("questions", [])
        context |= {"shown": shown, "codebook": {"number": number, "questions": questions}}
        context |= _compared(project, number, questions, request.GET)
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/compare/{template}.html", context)


def _compared(project: Project, number: int, questions: list[dict], params: QueryDict) -> dict:
    question = chosen(questions, "name", params.get("question"))
    if question is None:
        return {}
    every = [one | {"name": party(one["source"])} for one in question["sources"]]
    models = [one for one in every if one["source"] != STUDENT]
    sources = models or every
    source = chosen(sources, "source", params.get("source"))
    elsewhere = [] if models else question.get("elsewhere", [])
    if source is None:
        return {"question": question, "elsewhere": elsewhere}
    slug = project.slug if sees_labels(project) else None
    return {
        "question": question,
        "sources": sources,
        "source": source,
        "elsewhere": elsewhere,
        "opens": slug is not None,
        "uncounted": uncounted(question, source["source"], params.get("source")),
        "audit_open": policy_of(project).audit_open,
        "matrices": matrices(slug, number, question, source["source"]),
        "rules": rules(slug, number, question, source["source"]),
    }


@require_GET
@login_required
def compare_items(request: HtmxRequest, slug: str) -> HttpResponse:
    """The items behind one cell of a matrix, or behind a rule."""
    project = labels_for(request.user, slug)
    codebook, question = _asked(project, request.GET)
    left, right = request.GET.get("left", ""), request.GET.get("right", HUMAN)
    row, column, rule = (request.GET.get(name, "") for name in ("row", "column", "rule"))
    if rule:
        named = rule_answers(project, codebook, question.name, left, rule)
        pager = pager_for(request.GET, named, by="same", descending=False)
    elif right == HUMAN:
        pager = pager_for(request.GET, cell_answers(project, codebook, question, left, row, column))
    else:
        samples = cell_samples(project, codebook, question, left, right, row, column)
        pager = _by_stretches(request.GET, project, samples)
    rows = _rows(pager, right, row, column)
    silent = silent_samples(request.user, project, [shown["sample"].pk for shown in rows])
    talks = talks_of(codebook.fields)
    rows = [one | {"text": in_short(one["sample"].fields, talks)} for one in rows if one["sample"].pk not in silent]
    context = {
        "project": project,
        "nav": "compare",
        "codebook": codebook,
        "left": party(left),
        "right": party(right),
        "rule": codebook.rules.filter(key=rule).first() if rule else None,
        "row": row,
        "column": column,
        "rows": rows,
        "pager": pager,
    }
    return render(request, "annotation/compare/items.html", context)


def _by_stretches(params: QueryDict, project: Project, samples: QuerySet[Sample]) -> Pager:
    """Pages of one stretch of samples after the other, so that a rare cell costs no more than a frequent one."""
    under = params.get("under", "")
    stretch, end = stretch_below(project, int(under) if under.isdecimal() and len(under) < 19 else None)
    pager = pager_for(params, samples.filter(stretch))
    if end is not None and not pager.older:
        kept = {name: params[name] for name in params if name not in ("after", "before", "under")}
        pager.older = urlencode({**kept, "under": end})
        pager.note = _("Looked for among %(n)s samples; there are older ones.") % {"n": f"{STRETCH:,}"}
    return pager


def _asked(project: Project, params: QueryDict) -> tuple[Codebook, Question]:
    number = params.get("codebook", "")
    published = Codebook.objects.published().filter(project=project)
    codebook = published.filter(number=number).first() if number.isdecimal() and len(number) < 10 else None
    question = codebook.questions.filter(name=params.get("question", "")).first() if codebook else None
    if question is None:
        raise Http404(_("There is no such comparison."))
    return codebook, question


def _rows(pager: Pager, right: str, row: str, column: str) -> list[dict]:
    """One shape for answers and samples: the sample, what each party said, who answered."""
    if right != HUMAN:
        return [{"sample": sample, "left": row, "right": column} for sample in pager.items]
    return [
        {
            "sample": answer.item.sample,
            "left": answer.machine,
            "right": answer.human,
            "person": answer.person,
            "comment": answer.comment,
            "rules": sorted({answer.named or "", answer.machine_rule or ""} - {""}),
        }
        for answer in pager.items
    ]
