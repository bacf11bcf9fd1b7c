"""The answers that are aggregated."""

from typing import Any

import pandas as pd
from django.db.models import Exists, OuterRef, Q, QuerySet

from annotation.compare.frames import held_out
from annotation.methods.columns import last_answers
from annotation.models import Annotation, Item, RetiredCheck, Stream
from generation.models import Codebook, MachineLabel, Project, Question
from generation.models.machine import ENHANCED, STUDENT

#: The newest that count: the making of the report stays within a minute or two.
MOST = 200_000
MODELS = 12  # the sources with the most labels
MODEL = "model: "  # before the name of a source, so that no person is taken for a model


def answers_of_people(project: Project, codebook: Codebook) -> QuerySet[Annotation]:
    """Answers that stand, by this version of the codebook, those to gold checks among them.

    A check whose reference is in doubt, or that a lead retired as wrong, is none; items kept back to judge a draft
    count nowhere.
    """
    is_fit = ~Q(stream=Stream.GOLD) | Q(item__state=Item.State.GOLD)
    is_fit &= ~Q(stream=Stream.GOLD, item__in=RetiredCheck.objects.void().values("item"))
    said = Annotation.objects.valid().filter(is_fit, project=project, codebook=codebook)
    return said.exclude(item__in=held_out(project).values("item"))


def blind_answers(project: Project, codebook: Codebook) -> pd.DataFrame:
    """(item, annotator, answers), the oldest first. Blind ones alone: who saw a suggestion tends to say the same, and
    every method takes it that voices knew nothing of each other."""
    said = answers_of_people(project, codebook).filter(blind=True).order_by("-pk")
    rows = list(said.values_list("item__sample", "user__username", "answers")[:MOST])
    return pd.DataFrame.from_records(rows[::-1], columns=["item", "annotator", "answers"])


def of_question(answers: pd.DataFrame, question: str) -> pd.DataFrame:
    """labels(item, annotator, label) for one question; a person counts once an item, by the last answer."""
    said = [given.get(question) or None for given in answers["answers"]]
    return last_answers(answers[["item", "annotator"]].assign(label=pd.Series(said, index=answers.index, dtype=object)))


def of_models(project: Project, codebook: Codebook, question: Question) -> pd.DataFrame:
    """labels(item, annotator, label) of models, each source a voice, on the items that people answered blind.

    The student is none: it learned from these answers. Nor are labels that an enhancement made of the others.
    """
    answered = answers_of_people(project, codebook).filter(blind=True, item__sample=OuterRef("sample"))
    by_it = Q(codebook_number=codebook.number) | Q(codebook_number=None)
    said = MachineLabel.objects.standing().filter(by_it, Exists(answered), sample__project=project)
    said = said.filter(question=question.name).exclude(source=STUDENT).exclude(source__startswith=ENHANCED)
    rows = said.exclude(label="").order_by("-pk").values_list("sample", "source", "label")[:MOST]
    table = pd.DataFrame.from_records(list(rows)[::-1], columns=["item", "annotator", "label"])
    most = table["annotator"].value_counts().index[:MODELS]
    table = table[table["annotator"].isin(most)]
    return last_answers(table.assign(annotator=MODEL + table["annotator"].astype(str)))


def references(project: Project, codebook: Codebook, question: Question) -> dict[int, Any]:
    """{sample: label} of items kept for checks: what they are is given, for the question that is judged."""
    if question.name != codebook.judged_name:
        return {}
    kept = Item.objects.filter(project=project, state=Item.State.GOLD).exclude(sample__reference="")
    kept = kept.filter(Exists(answers_of_people(project, codebook).filter(item=OuterRef("pk"), blind=True)))
    return dict(kept.values_list("sample", "sample__reference")[:MOST])


def left_out(project: Project, codebook: Codebook, used: int) -> dict:
    """How many answers are not used, and why."""
    said = answers_of_people(project, codebook)
    blind = said.filter(blind=True).count()
    return {
        "shown": said.filter(blind=False).count(),
        "older": max(0, blind - used),
        "other_codebooks": Annotation.objects.of_items().filter(project=project).exclude(codebook=codebook).count(),
    }
