from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from annotation.choosing import chosen
from annotation.compare.asking import show_pair
from annotation.compare.frames import (
    STRETCH,
    cell_answers,
    cell_samples,
    is_machine,
    rule_answers,
    stretch_below,
)
from annotation.compare.shapes import against, matrices, matrix_of, party, rules, stored_pair, uncounted
from annotation.queue.blind import silent_samples
from annotation.queue.frames import policy_of
from annotation.reports import show
from generation.access import labels_for, project_for, sees_labels
from generation.models import Codebook, Project, Question, QuestionType, Role, Sample
from generation.models.machine import HUMAN, PERSON, STUDENT
from generation.talks import in_short, talks_of
from synthlab.http import HtmxRequest
from synthlab.paging import Pager, pager_for

CODEBOOKS = 30
PERSONS = 200  # in one list


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
        people = shown.data.get("people", []) if sees_labels(project) else []
        context |= {"people": len(people), "most": PERSONS}
        context |= _compared(project, number, questions, people[:PERSONS], request.GET)
    template = "_report" if request.htmx else "page"
    return render(request, f"annotation/compare/{template}.html", context)


def _compared(project: Project, number: int, questions: list[dict], people: list[dict], params: QueryDict) -> dict:
    question = chosen(questions, "name", params.get("question"))
    if question is None:
        return {}
    models = [one for one in question["sources"] if one["source"] != STUDENT]
    names = [HUMAN, *sorted(f"{PERSON}{person['name']}" for person in people)]
    sides = [*models, *(one for one in question["sources"] if one not in models), *({"source": name} for name in names)]
    sides = [one | {"name": party(one["source"])} for one in sides]
    source = chosen(sides, "source", params.get("source"))
    context = {
        "question": question,
        "sources": sides,
        "source": source,
        "others": [one for one in sides if one["source"] != source["source"]],
        "elsewhere": [] if models else question.get("elsewhere", []),
        "opens": sees_labels(project),
    }
    other = _other(context["others"], source["source"], params.get("other"))
    if other is None:
        return context | _beside_people(project, number, question, source["source"], params.get("source"))
    return context | {"other": other} | _beside(project, number, question, source["source"], other)


def _other(others: list[dict], source: str, asked: str | None) -> str | None:
    """The other side; None for the whole of what there is beside a model: people, and the student."""
    found = next((one["source"] for one in others if one["source"] == asked), None)
    return HUMAN if found is None and source.startswith(PERSON) else found


def _beside_people(project: Project, number: int, question: dict, source: str, asked: str | None) -> dict:
    slug = project.slug if sees_labels(project) else None
    return {
        "uncounted": uncounted(question, source, asked) if question["sources"] else [],
        "audit_open": policy_of(project).audit_open,
        "matrices": matrices(slug, number, question, source),
        "rules": rules(slug, number, question, source),
    }


def _beside(project: Project, number: int, question: dict, left: str, right: str) -> dict:
    """One matrix of two sides; what the stored comparison does not hold is made on demand."""
    slug = project.slug if sees_labels(project) else None
    if pair := stored_pair(question, left, right):
        shown = {"audit_open": policy_of(project).audit_open}
    else:
        shown = {"shown": show_pair(project, number, question["name"], left, right)}
        pair = shown["shown"].data
    found = matrix_of(slug, number, question, pair)
    return shown | {"matrices": found, "nothing": "" if found or not pair else against(left, right)}


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
    elif right == HUMAN and is_machine(left):
        pager = pager_for(request.GET, cell_answers(project, codebook, question, left, row, column))
    else:
        samples = cell_samples(project, codebook, question, left, right, row, column)
        both = is_machine(left) and is_machine(right)
        pager = _by_stretches(request.GET, project, samples) if both else pager_for(request.GET, samples)
    rows = _rows(pager, row, column)
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
        "question": question,
        "labels": [label.name for label in question.labels.all()] if project.my_role == Role.LEAD else [],
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
    named = {"name": params.get("question", ""), "type": QuestionType.LABEL}
    question = codebook.questions.filter(**named).first() if codebook else None
    if question is None:
        raise Http404(_("There is no such comparison."))
    return codebook, question


def _rows(pager: Pager, row: str, column: str) -> list[dict]:
    """One shape for answers and samples: the sample, what each party said, who answered."""
    return [
        {"sample": one, "left": row, "right": column}
        if isinstance(one, Sample)
        else {
            "sample": one.item.sample,
            "left": one.machine,
            "right": one.human,
            "person": one.person,
            "comment": one.comment,
            "rules": sorted({one.named or "", one.machine_rule or ""} - {""}),
        }
        for one in pager.items
    ]
