"""The answers that agreement is measured on."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import pandas as pd
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber

from annotation.models import Annotation, Item, Stream
from generation.methods.questions.answers import in_words
from generation.methods.questions.registry import kind_of
from generation.models import Codebook, MachineLabel, Project, Question
from generation.models.machine import STUDENT

#: Streams that bring a second answer.
SECOND = (Stream.OVERLAP, Stream.AUDIT)
#: Whose first answers a second one is held against.
FIRST = (Stream.ACTIVE, Stream.SAMPLE)
AT_ONCE = 500  # items a query


def blind_pairs(project: Project, codebook: Codebook) -> pd.DataFrame:
    """labels(item, annotator, answers, at, rule, random): the first two answers of each item to be asked twice.

    The queue decides on a second answer when it first hands an item out. A third is asked for because two differ: to
    count it would count differences more often than agreement. So the first two count, to one version of the codebook,
    both blind, and only where the second came by that decision and neither by a person's pick. `random` tells the
    items that a uniform audit draw brought from those that the queue chose.
    """
    asked_twice = Annotation.objects.valid().filter(item=OuterRef("item"), stream__in=SECOND)
    # By who was asked first: an answer that its author corrected keeps its turn.
    turn = Window(RowNumber(), partition_by=F("item"), order_by=F("assignment").asc())
    columns = ["item", "annotator", "answers", "at", "rule", "blind", "stream", "first_stream", "turn"]
    named = ["item", "user__username", "answers", "created_at", "rule", "blind", "stream", "item__stream", "turn"]
    answers = (
        Annotation.objects.of_items()
        .filter(project=project, codebook=codebook)
        .filter(Exists(asked_twice))
        .annotate(turn=turn)
        .filter(turn__lte=2)
        .order_by("pk")
        .values_list(*named)
    )
    table = pd.DataFrame.from_records(list(answers), columns=columns)
    table["random"] = table["first_stream"] == Stream.AUDIT
    asked = table["stream"].isin(SECOND) | (table["turn"] == 1) & table["stream"].isin(FIRST)
    fit = table["blind"].astype(bool) & asked
    both = fit.groupby(table["item"]).transform("sum") == 2
    return table.loc[both, ["item", "annotator", "answers", "at", "rule", "random"]].reset_index(drop=True)


def first_blind(project: Project, codebook: Codebook) -> pd.DataFrame:
    """answers(item, sample, answers, at, random): the first answer of each item where it was given blind, to one
    version of the codebook. `random` tells the items that a uniform audit draw brought from those that the queue chose.
    """
    turn = Window(RowNumber(), partition_by=F("item"), order_by=F("assignment").asc())
    answers = Annotation.objects.of_items().filter(project=project, codebook=codebook).annotate(turn=turn)
    columns = ["item", "item__sample", "answers", "created_at", "item__stream"]
    rows = answers.filter(turn=1, blind=True).order_by("item").values_list(*columns)
    table = pd.DataFrame.from_records(list(rows), columns=["item", "sample", "answers", "at", "stream"])
    table["random"] = table.pop("stream") == Stream.AUDIT
    return table


def first_words(project: Project, codebook: Codebook) -> dict[tuple[int, str], Any]:
    """(sample, question) -> what a model answered first of what stands, asked by the same version of the codebook or
    imported; of the samples that people answered."""
    answered = Annotation.objects.of_items().filter(item__sample=OuterRef("sample"), codebook=codebook)
    by_it = Q(codebook_number=codebook.number) | Q(codebook_number=None)
    said = MachineLabel.objects.standing().exclude(source=STUDENT).filter(by_it, Exists(answered))
    said = said.filter(sample__project=project).order_by("-pk")
    columns = ("sample", "question", "label", "value")
    return {
        (sample, name): label if value is None else value for sample, name, label, value in said.values_list(*columns)
    }


def of_question(answers: pd.DataFrame, question: str) -> pd.DataFrame:
    """labels(item, annotator, label, value, given, at, rule, random) for one question; those who left it out are not
    there. `value` is the answer in its kind's form.

    An answer that is no label stands as its line, so that two agree where they are the same: of several labels the
    whole set, of spans all of them, of a text every word. `given`: the labels in it, (), where it has none.
    """
    said = [given.get(question) for given in answers["answers"]]
    table = answers.assign(
        label=[None if one in (None, "") else in_words(one) for one in said],
        value=pd.Series(said, index=answers.index, dtype=object),
        given=[_labels_in(one) for one in said],
    )
    table = table[table["label"].notna()]
    columns = ["item", "annotator", "label", "value", "given", "at", "rule", "random"]
    return table[columns].reset_index(drop=True)


def _labels_in(answer: Any) -> tuple[str, ...]:
    """The labels of an answer: one, several, or those of its marks."""
    if isinstance(answer, str):
        return (answer,)
    parts = answer if isinstance(answer, list) else ()
    return tuple(part["label"] if isinstance(part, dict) else part for part in parts if isinstance(part, dict | str))


def marked_texts(codebook: Codebook, question: Question, items: Iterable[int]) -> dict[int, str]:
    """Item -> the text that its spans are marked in."""
    name = kind_of(question).field_of(question, [field["name"] for field in codebook.fields])
    return {item: fields.get(name) or "" for item, fields in _of_items(items, "sample__fields")}


def conditions_of(items: Iterable[int]) -> Iterator[tuple[int, str, str]]:
    """(item, attribute, value) of what its row was planned by; nothing of a row that no run planned."""
    for item, draw in _of_items(items, "sample__planned_row__condition"):
        for name, value in (draw or {}).get("conditions", []):
            yield item, name, str(value)


def _of_items(items: Iterable[int], column: str) -> Iterator[tuple[int, Any]]:
    left = iter(sorted({int(item) for item in items}))
    while some := list(islice(left, AT_ONCE)):
        yield from Item.objects.filter(pk__in=some).values_list("pk", column)


def left_out(project: Project, codebook: Codebook) -> dict:
    """How many answers are not used, and why."""
    answers = Annotation.objects.of_items().filter(project=project)
    return {
        "shown": answers.filter(codebook=codebook, blind=False).count(),
        "other_codebooks": answers.exclude(codebook=codebook).count(),
        "total": answers.count(),
    }
