"""What models said of the items that people answered blind. One query a function, whatever the size."""

from collections.abc import Callable, Hashable

import pandas as pd
from django.db.models import Exists, OuterRef

from annotation.agreement.frames import blind_pairs, first_blind
from annotation.compare.frames import held_out, labels_of
from annotation.models import Annotation, Resolution
from generation.models import Codebook, Project, Question

Key = Callable[[object], Hashable]


def left_aside(project: Project) -> set[int]:
    """Items that no figure counts: held out to judge a draft, or of a text that people revised and no model saw."""
    revised = Resolution.objects.filter(item__project=project, of_another_text=True).order_by()
    return {*held_out(project).values_list("item", flat=True), *revised.values_list("item", flat=True)}


def first_answers(project: Project, codebook: Codebook) -> pd.DataFrame:
    """answers(item, sample, answers, random): of each item the first answer, where it was given blind."""
    answers = first_blind(project, codebook)
    return answers[~answers["item"].isin(left_aside(project))].reset_index(drop=True)


def twice_answered(project: Project, codebook: Codebook) -> pd.DataFrame:
    """labels(item, annotator, answers, random): the first two answers of items that were to be asked twice, blind."""
    answers = blind_pairs(project, codebook)
    return answers[~answers["item"].isin(left_aside(project))].reset_index(drop=True)


def said_by(source: str, question: Question, codebook: Codebook, project: Project) -> pd.DataFrame:
    """(sample, answer, probability): what a source said of samples that people answered, after this version or none."""
    answered = Annotation.objects.of_items().filter(item__sample=OuterRef("sample"), codebook=codebook)
    labels = labels_of(source, question.name, codebook).filter(Exists(answered), sample__project=project)
    columns = ("sample", "label", "value", "probability")
    rows = [
        (sample, label if value is None else value, probability)
        for sample, label, value, probability in labels.order_by("pk").values_list(*columns)
    ]
    table = pd.DataFrame.from_records(rows, columns=["sample", "answer", "probability"])
    return table.astype({"probability": float}).drop_duplicates("sample", keep="first")


def given_to(answers: pd.DataFrame, question: str, key: Key) -> pd.DataFrame:
    """With `said`, the answers to one question as they are compared; those who left it out are not there."""
    said = [given.get(question) for given in answers["answers"]]
    table = answers.assign(said=pd.Series([None if _none(one) else key(one) for one in said], dtype=object))
    return table[table["said"].notna()].drop(columns="answers").reset_index(drop=True)


def _none(answer: object) -> bool:
    return answer is None or answer == ""
