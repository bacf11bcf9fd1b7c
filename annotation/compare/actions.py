"""The comparison of people, language models and the student, computed by the worker and stored as a report."""

from collections import Counter
from dataclasses import asdict

import pandas as pd
from django.db.models import Count

from annotation.compare.frames import HUMAN, answered_pairs, machine_pairs, sources_of, under_other_versions
from annotation.curation.quality import same_label, share_as_json
from annotation.methods.agreement.cohen_kappa import cohen_kappa
from generation.methods.estimates import wilson
from generation.models import Codebook, Project, Question
from generation.models.machine import STUDENT


def compare_report(project: Project, args: dict) -> dict:
    """One version of the codebook, question by question."""
    codebook = Codebook.objects.with_parts().get(project=project, number=args["codebook"])
    questions = [_of_question(project, codebook, question) for question in codebook.questions.all()]
    return {"codebook": codebook.number, "questions": questions}


def _of_question(project: Project, codebook: Codebook, question: Question) -> dict:
    sources = sources_of(project, codebook, question.name)
    tables = {one["source"]: _table(project, codebook, question.name, one["source"]) for one in sources}
    pairs = [
        _with_people(source, table, same_label(project, codebook, question.name, source))
        for source, table in tables.items()
    ]
    llms = [one["source"] for one in sources if one["source"] != STUDENT]
    if len(llms) < len(sources):
        pairs += [_of_machines(project, codebook, question.name, source) for source in llms]
    return {
        "name": question.name,
        "title": question.title,
        "labels": [label.name for label in question.labels.all()],
        "sources": sources,
        "elsewhere": under_other_versions(project, codebook, question.name),
        "pairs": pairs,
        "rules": {source: _rules(codebook, table) for source, table in tables.items() if source != STUDENT},
    }


def _table(project: Project, codebook: Codebook, question: str, source: str) -> pd.DataFrame:
    rows = answered_pairs(project, codebook, question, source)
    names = ["item", "human", "machine", "named", "machine_rule", "blind", "drawn"]
    return pd.DataFrame.from_records(list(rows.values_list(*names)), columns=names)


def _with_people(source: str, table: pd.DataFrame, random: dict) -> dict:
    return {
        "left": source,
        "right": HUMAN,
        "cells": _cells(zip(table["machine"], table["human"], strict=True)),
        "answered": _agreement(table),
        "blind": _agreement(table[table["blind"].astype(bool)]),
        "random": random,
    }


def _agreement(table: pd.DataFrame) -> dict:
    same = int((table["human"] == table["machine"]).sum())
    labels = pd.concat(
        [
            pd.DataFrame({"item": table["item"], "annotator": name, "label": table[name]})
            for name in ("human", "machine")
        ]
    )
    drawn = int(table["drawn"].astype(bool).sum())
    return share_as_json(wilson(same, len(table))) | {"drawn": drawn, "kappa": asdict(cohen_kappa(labels))}


def _of_machines(project: Project, codebook: Codebook, question: str, source: str) -> dict:
    """A language model against the student on all samples: nothing was chosen, so the rate is the data's."""
    pairs = machine_pairs(project, codebook, question, source, STUDENT)
    counts = pairs.order_by().values("row", "column").annotate(n=Count("pk")).values_list("row", "column", "n")
    cells = sorted([list(count) for count in counts], key=lambda cell: -cell[2])
    n, same = sum(cell[2] for cell in cells), sum(cell[2] for cell in cells if cell[0] == cell[1])
    return {"left": source, "right": STUDENT, "cells": cells, "all": {"value": same / n if n else None, "n": n}}


def _cells(pairs) -> list[list]:
    return [[row, column, count] for (row, column), count in Counter(pairs).most_common()]


def _rules(codebook: Codebook, table: pd.DataFrame) -> list[dict]:
    """Agreement on the items where anybody named the rule; the worst first, rules nobody named last."""
    rules = []
    for rule in codebook.rules.all():
        named = table[(table["named"] == rule.key) | (table["machine_rule"] == rule.key)]
        same = int((named["human"] == named["machine"]).sum())
        rules.append({"key": rule.key, "text": rule.text, **share_as_json(wilson(same, len(named)))})
    return sorted(rules, key=lambda rule: (rule["value"] is None, rule["value"] or 0))
