"""The comparison of people, language models and the student, computed by the worker and stored as a report."""

from collections import Counter
from dataclasses import asdict

import pandas as pd
from django.db.models import Count

from annotation.compare.frames import (
    answered_pairs,
    both_said,
    how_asked,
    is_machine,
    persons_of,
    sources_of,
    under_other_versions,
)
from annotation.curation.quality import same_label, share_as_json
from annotation.methods.agreement.cohen_kappa import cohen_kappa
from generation.methods.estimates import wilson
from generation.models import Codebook, Project, Question, QuestionType
from generation.models.machine import HUMAN, STUDENT


def compare_report(project: Project, args: dict) -> dict:
    """One version of the codebook, question by question: those that take one label, which models answer too."""
    codebook = Codebook.objects.with_parts().get(project=project, number=args["codebook"])
    asked = [question for question in codebook.questions.all() if question.type == QuestionType.LABEL]
    questions = [_of_question(project, codebook, question) for question in asked]
    return {"codebook": codebook.number, "questions": questions, "people": persons_of(project, codebook)}


def _of_question(project: Project, codebook: Codebook, question: Question) -> dict:
    sources = sources_of(project, codebook, question.name)
    tables = {one["source"]: _table(project, codebook, question.name, one["source"]) for one in sources}
    pairs = [
        _with_people(source, table, same_label(project, codebook, question.name, source))
        for source, table in tables.items()
    ]
    llms = [one["source"] for one in sources if one["source"] != STUDENT]
    if len(llms) < len(sources):
        pairs += [_pair(project, codebook, question.name, source, STUDENT) for source in llms]
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
    sides = table.rename(columns={"machine": "left", "human": "right"})
    return {"left": source, "right": HUMAN, **_by_people(sides), "random": random}


def _by_people(rows: pd.DataFrame) -> dict:
    """`left`, `right`, one of them a person or people, and how each row was asked: `blind`, `drawn`."""
    return {
        "cells": [
            [*pair, count] for pair, count in Counter(zip(rows["left"], rows["right"], strict=True)).most_common()
        ],
        "answered": _alike(rows),
        "blind": _alike(rows[rows["blind"].astype(bool)]),
    }


def _alike(rows: pd.DataFrame) -> dict:
    """How often two sides say the same of the same rows, and how much of it is beyond chance."""
    labels = pd.concat(
        [pd.DataFrame({"item": range(len(rows)), "annotator": side, "label": rows[side]}) for side in ("left", "right")]
    )
    share = wilson(int((rows["left"] == rows["right"]).sum()), len(rows))
    drawn = int(rows["drawn"].astype(bool).sum())
    return share_as_json(share) | {"drawn": drawn, "kappa": asdict(cohen_kappa(labels))}


def pair_report(project: Project, args: dict) -> dict:
    """Any two sides that the comparison of a version does not hold itself."""
    codebook = Codebook.objects.get(project=project, number=args["codebook"])
    return {"codebook": codebook.number, **_pair(project, codebook, args["question"], args["left"], args["right"])}


def _pair(project: Project, codebook: Codebook, question: str, left: str, right: str) -> dict:
    pair = {"question": question, "left": left, "right": right}
    both = both_said(project, codebook, question, left, right)
    if is_machine(left) and is_machine(right):  # nothing was chosen, so the rate is the data's
        counts = both.order_by().values("row", "column").annotate(n=Count("pk")).order_by("-n")
        cells = [list(count) for count in counts.values_list("row", "column", "n")]
        n, same = sum(cell[2] for cell in cells), sum(cell[2] for cell in cells if cell[0] == cell[1])
        return pair | {"cells": cells, "all": {"value": same / n if n else None, "n": n}}
    asked = how_asked(both, left, right).values_list("row", "column", "blind", "drawn")
    return pair | _by_people(pd.DataFrame.from_records(list(asked), columns=["left", "right", "blind", "drawn"]))


def _rules(codebook: Codebook, table: pd.DataFrame) -> list[dict]:
    """Agreement on the items where anybody named the rule; the worst first, rules nobody named last."""
    rules = []
    for rule in codebook.rules.all():
        named = table[(table["named"] == rule.key) | (table["machine_rule"] == rule.key)]
        same = int((named["human"] == named["machine"]).sum())
        rules.append({"key": rule.key, "text": rule.text, **share_as_json(wilson(same, len(named)))})
    return sorted(rules, key=lambda rule: (rule["value"] is None, rule["value"] or 0))
