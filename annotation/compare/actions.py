"""The comparison of people, language models and the student, computed by the worker and stored as a report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict

from django.db.models import Count, QuerySet

from annotation.compare.by_label import by_label
from annotation.compare.by_rule import by_rule, machines_by_rule
from annotation.compare.confusing import confusing_labels, confusing_rules
from annotation.compare.frames import both_said, held_out, is_machine, persons_of, sources_of, under_other_versions
from annotation.compare.pairs import (
    MOST,
    Both,
    answers_of_both,
    beside_people,
    is_label,
    of_two,
    read_beside_people,
    read_of_two,
)
from annotation.compare.shapes import NO_MODEL
from annotation.compare.voices import heard
from annotation.curation.quality import same_label
from annotation.methods.agreement.kinds import MEASURES, equal
from generation.methods.estimates import wilson
from generation.methods.questions.answers import in_words
from generation.models import Codebook, Project, Question, QuestionType, Sample
from generation.models.machine import HUMAN, STUDENT

#: Kinds of few answers: who said what is counted in a table of one against the other.
WITH_CELLS = (QuestionType.LABEL, QuestionType.RATING)


def compare_report(project: Project, args: dict) -> dict:
    """One version of the codebook, question by question."""
    codebook = Codebook.objects.with_parts().get(project=project, number=args["codebook"])
    questions = [_of_question(project, codebook, question) for question in codebook.questions.all()]
    told = {"codebook": codebook.number, "questions": questions, "people": persons_of(project, codebook)}
    return told | {"held_out": held_out(project).count()}


def _of_question(project: Project, codebook: Codebook, question: Question) -> dict:
    sources = sources_of(project, codebook, question.name)
    tables = {one["source"]: _table(project, codebook, question, one["source"]) for one in sources}
    pairs = [_with_people(project, codebook, question, source, rows) for source, rows in tables.items()]
    llms = [one["source"] for one in sources if one["source"] != STUDENT]
    machines = {}
    if STUDENT in tables:
        machines = {source: _pair(project, codebook, question, source, STUDENT) for source in llms}
    return {
        "name": question.name,
        "title": question.title,
        "type": question.type,
        "labels": [label.name for label in question.labels.all()],
        "sources": sources,
        "elsewhere": under_other_versions(project, codebook, question.name),
        "pairs": [*pairs, *machines.values()],
        "three": {
            source: _three(project, codebook, question, source, tables, machines.get(source, {}))
            for source in llms or [NO_MODEL]
        },
    }


def _three(
    project: Project, codebook: Codebook, question: Question, source: str, tables: dict[str, list[Both]],
    with_student: dict,
) -> dict:  # fmt: skip
    """A model, people and the student: rule by rule, label by label, and what confuses them."""
    said = heard(project, codebook, question, source)
    machines = machines_by_rule(project, codebook, question.name, source, said) if with_student else {}
    here = {name: tables[name] for name in (source, STUDENT) if name in tables}
    sides = [*([name, HUMAN] for name in here), *([[source, STUDENT]] if with_student else [])]
    return {
        "sides": sides,
        "rules": by_rule(codebook, question, source, here, said, machines),
        "labels": by_label(question, source, here, with_student.get("cells")),
        "confusing": {
            "rules": confusing_rules(codebook, said.values()),
            "labels": confusing_labels(said.values()) if is_label(question) else [],
        },
    }


def _table(project: Project, codebook: Codebook, question: Question, source: str) -> list[Both]:
    rows = beside_people(project, codebook, question, source).exclude(item__in=held_out(project).values("item"))
    return list(read_beside_people(question, rows, None if is_label(question) else MOST))


def _with_people(project: Project, codebook: Codebook, question: Question, source: str, rows: list[Both]) -> dict:
    pair = {"left": source, "right": HUMAN, **_by_people(question, rows)}
    return pair | {"random": same_label(project, codebook, question.name, source)} if is_label(question) else pair


def _by_people(question: Question, rows: list[Both]) -> dict:
    """One of the two sides a person or people, and how each row was asked: `blind`, `drawn`."""
    return {
        **_cells(question, rows),
        "answered": _alike(question, rows),
        "blind": _alike(question, [row for row in rows if row.blind]),
    }


def _cells(question: Question, rows: Iterable[Both]) -> dict:
    if question.type not in WITH_CELLS:
        return {}
    counts = Counter((in_words(row.left), in_words(row.right)) for row in rows)
    return {"cells": [[*pair, count] for pair, count in counts.most_common()]}


def _alike(question: Question, rows: list[Both]) -> dict:
    """How often two sides say the same of the same rows, what else their kind of question tells, and how much of it is
    beyond chance."""
    pairs, measure = answers_of_both(rows), MEASURES[question.type]
    share = wilson(equal(question.type, pairs), len(pairs))
    told = {"drawn": sum(bool(row.drawn) for row in rows), "figures": [asdict(one) for one in measure.figures(pairs)]}
    return share.as_json() | told | ({"kappa": asdict(measure.kappa(pairs))} if measure.kappa else {})


def pair_report(project: Project, args: dict) -> dict:
    """Any two sides that the comparison of a version does not hold itself."""
    codebook = Codebook.objects.get(project=project, number=args["codebook"])
    question = codebook.questions.prefetch_related("labels").get(name=args["question"])
    told = {"codebook": codebook.number, "held_out": held_out(project).count()}
    return told | _pair(project, codebook, question, args["left"], args["right"])


def _pair(project: Project, codebook: Codebook, question: Question, left: str, right: str) -> dict:
    pair = {"question": question.name, "left": left, "right": right}
    machines = is_machine(left) and is_machine(right)
    if machines and is_label(question):
        return pair | _labels_of_models(project, codebook, question, left, right)
    both = _open(of_two(project, codebook, question, left, right), project)
    rows = list(read_of_two(question, both, left, right, None if is_label(question) else MOST))
    found = _of_models(question, rows) if machines else _by_people(question, rows)
    labels = {"labels": by_label(question, left, {left: rows}, right=right)} if not is_label(question) else {}
    return pair | found | labels


def _open(samples: QuerySet[Sample], project: Project) -> QuerySet[Sample]:
    return samples.exclude(pk__in=held_out(project).values("item__sample"))


def _labels_of_models(project: Project, codebook: Codebook, question: Question, left: str, right: str) -> dict:
    """Counted by the database, for there may be as many as there are rows: nothing was chosen."""
    both = _open(both_said(project, codebook, question.name, left, right), project)
    counts = both.order_by().values("row", "column").annotate(n=Count("pk")).order_by("-n")
    cells = [list(count) for count in counts.values_list("row", "column", "n")]
    n, same = sum(cell[2] for cell in cells), sum(cell[2] for cell in cells if cell[0] == cell[1])
    return {"cells": cells, "all": {"value": same / n if n else None, "n": n}}


def _of_models(question: Question, rows: list[Both]) -> dict:
    alike = _alike(question, rows)
    return {**_cells(question, rows), "all": {name: alike[name] for name in ("value", "low", "high", "n", "figures")}}
