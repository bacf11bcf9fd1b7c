"""What models said of the items that people answered blind. One query a function, whatever the size."""

from collections.abc import Callable, Hashable

import pandas as pd
from django.db.models import Exists, OuterRef

from annotation.agreement.frames import blind_pairs, first_blind
from annotation.compare.frames import held_out, labels_of
from annotation.models import Annotation, Resolution
from generation.models import Codebook, Project, Question, Sample

JUDGED = "judged"  # what the recipe of preference pairs keeps of each: which place won, in one order and the other

Key = Callable[[object], Hashable]


def left_aside(project: Project) -> set[int]:
    """Items that no figure counts: held out to judge a draft, or of a text that people revised and no model saw."""
    revised = Resolution.objects.filter(item__project=project, of_another_text=True).order_by()
    return {*held_out(project).values_list("item", flat=True), *revised.values_list("item", flat=True)}


def first_answers(project: Project, codebook: Codebook) -> pd.DataFrame:
    """answers(item, sample, answers, at, random): of each item the first answer, where it was given blind."""
    answers = first_blind(project, codebook)
    return answers[~answers["item"].isin(left_aside(project))].reset_index(drop=True)


def twice_answered(project: Project, codebook: Codebook) -> pd.DataFrame:
    """labels(item, annotator, answers, random): the first two answers of items that were to be asked twice, blind."""
    answers = blind_pairs(project, codebook)
    return answers[~answers["item"].isin(left_aside(project))].reset_index(drop=True)


def said_by(source: str, question: Question, codebook: Codebook, project: Project) -> pd.DataFrame:
    """(sample, answer, probability, name, said_at): what a source said of samples that people answered, after this
    version or none. `name` is the model's, of what was imported its source; `said_at` when it said so."""
    answered = Annotation.objects.of_items().filter(item__sample=OuterRef("sample"), codebook=codebook)
    labels = labels_of(source, question.name, codebook).filter(Exists(answered), sample__project=project)
    columns = ("sample", "label", "value", "probability", "call__model", "created_at")
    rows = [
        (sample, label if value is None else value, probability, name or source, at)
        for sample, label, value, probability, name, at in labels.order_by("pk").values_list(*columns)
    ]
    table = pd.DataFrame.from_records(rows, columns=["sample", "answer", "probability", "name", "said_at"])
    return table.astype({"probability": float}).drop_duplicates("sample", keep="first")


def given_to(answers: pd.DataFrame, question: str, key: Key) -> pd.DataFrame:
    """With `given`, the answers to one question, and `said`, the same as they are compared; those who left it out are
    not there."""
    given = [one.get(question) for one in answers["answers"]]
    said = [None if _none(one) else key(one) for one in given]
    table = answers.assign(given=pd.Series(given, dtype=object), said=pd.Series(said, dtype=object))
    return table[table["said"].notna()].drop(columns="answers").reset_index(drop=True)


def lengths_of(codebook: Codebook, project: Project) -> dict[int, dict[str, int]]:
    """Of each sample that people answered the characters of each of its fields."""
    answered = Annotation.objects.of_items().filter(item__sample=OuterRef("pk"), codebook=codebook)
    samples = Sample.objects.filter(Exists(answered), project=project).order_by("pk").values_list("pk", "fields")
    return {pk: {name: len(str(text)) for name, text in fields.items()} for pk, fields in samples.iterator()}


def judged_twice(project: Project) -> pd.DataFrame:
    """(item, run, one, other): pairs that a run had judged in both orders, by sample: which place won each time."""
    samples = Sample.objects.filter(project=project, run__isnull=False, metadata__has_key=JUDGED).order_by("pk")
    columns = ("pk", "run_id", "run__setup__endpoint__name", f"metadata__{JUDGED}")
    rows = [
        (pk, f"{name} #{run}", *judged)
        for pk, run, name, judged in samples.values_list(*columns)
        if isinstance(judged, list) and len(judged) == 2 and set(judged) <= {"first", "second"}
    ]
    return pd.DataFrame.from_records(rows, columns=["item", "run", "one", "other"])


def _none(answer: object) -> bool:
    return answer is None or answer == ""
