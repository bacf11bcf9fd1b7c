"""The page of the comparison: one version of the codebook, one question, two sides or all three parties."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from annotation.choosing import chosen
from annotation.compare.asking import show_pair
from annotation.compare.shapes import against, is_label, matrices, matrix_of, party, stored_pair, three, uncounted
from annotation.queue.frames import policy_of
from annotation.reports import show
from generation.access import project_for, sees_labels
from generation.models import Codebook, Project
from generation.models.machine import HUMAN, PERSON, STUDENT
from synthlab.http import HtmxRequest

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
        "one_label": is_label(question),
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
        "three": three(slug, number, question, source),
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
