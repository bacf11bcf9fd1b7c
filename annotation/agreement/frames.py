"""The answers that agreement is measured on."""

import pandas as pd
from django.db.models import Exists, F, OuterRef, Window
from django.db.models.functions import RowNumber

from annotation.models import Annotation, Stream
from generation.methods.questions.answers import in_words
from generation.models import Codebook, Project

#: Streams that bring a second answer.
SECOND = (Stream.OVERLAP, Stream.AUDIT)


def blind_pairs(project: Project, codebook: Codebook) -> pd.DataFrame:
    """labels(item, annotator, answers, at, random): the first two answers of each item that was to be asked twice.

    The queue decides on a second answer when it first hands an item out. A third is asked for because two differ: to
    count it would count differences more often than agreement. So the first two count, to one version of the codebook,
    both blind, and only where the second came by that decision and neither by a person's pick. `random` tells the
    items that a uniform audit draw brought from those that the queue chose.
    """
    asked_twice = Annotation.objects.valid().filter(item=OuterRef("item"), stream__in=SECOND)
    # By who was asked first: an answer that its author corrected keeps its turn.
    turn = Window(RowNumber(), partition_by=F("item"), order_by=F("assignment").asc())
    columns = ["item", "annotator", "answers", "at", "blind", "stream", "first_stream", "turn"]
    answers = (
        Annotation.objects.of_items()
        .filter(project=project, codebook=codebook)
        .filter(Exists(asked_twice))
        .annotate(turn=turn)
        .filter(turn__lte=2)
        .order_by("pk")
        .values_list("item", "user__username", "answers", "created_at", "blind", "stream", "item__stream", "turn")
    )
    table = pd.DataFrame.from_records(list(answers), columns=columns)
    table["random"] = table["first_stream"] == Stream.AUDIT
    asked = table["stream"].isin(SECOND) | (table["turn"] == 1) & (table["stream"] == Stream.ACTIVE)
    fit = table["blind"].astype(bool) & asked
    both = fit.groupby(table["item"]).transform("sum") == 2
    return table.loc[both, ["item", "annotator", "answers", "at", "random"]].reset_index(drop=True)


def of_question(answers: pd.DataFrame, question: str) -> pd.DataFrame:
    """labels(item, annotator, label, at, random) for one question; those who left it out are not there.

    An answer that is no label stands as its line, so that two agree where they are the same: of several labels the
    whole set, of spans all of them, of a text every word.
    """
    said = [given.get(question) for given in answers["answers"]]
    table = answers.assign(label=[None if one in (None, "") else in_words(one) for one in said])
    table = table[table["label"].notna()]
    return table[["item", "annotator", "label", "at", "random"]].reset_index(drop=True)


def left_out(project: Project, codebook: Codebook) -> dict:
    """How many answers are not used, and why."""
    answers = Annotation.objects.of_items().filter(project=project)
    return {
        "shown": answers.filter(codebook=codebook, blind=False).count(),
        "other_codebooks": answers.exclude(codebook=codebook).count(),
        "total": answers.count(),
    }
