"""The answers that agreement is measured on."""

import pandas as pd
from django.db.models import Exists, OuterRef, Q

from annotation.models import Annotation, Stream
from generation.models import Codebook, Project

#: Streams whose items several people answer without seeing each other's answers or the model's.
STREAMS = (Stream.OVERLAP, Stream.AUDIT)


def blind_answers(project: Project, codebook: Codebook) -> pd.DataFrame:
    """labels(item, annotator, answers, at): blind answers of overlap and audit, to one version of the codebook.

    An item that was asked as overlap or audit counts with all its blind answers, for the first one may have been given
    in the active stream before a second person was asked.
    """
    asked_twice = Annotation.objects.valid().filter(item=OuterRef("item"), stream__in=STREAMS)
    answers = (
        Annotation.objects.valid()
        .filter(project=project, codebook=codebook, blind=True)
        .filter(Q(stream__in=STREAMS) | Q(stream=Stream.ACTIVE) & Exists(asked_twice))
        .order_by("pk")
        .values_list("item_id", "user__username", "answers", "created_at")
    )
    return pd.DataFrame.from_records(list(answers), columns=["item", "annotator", "answers", "at"])


def of_question(answers: pd.DataFrame, question: str) -> pd.DataFrame:
    """labels(item, annotator, label, at) for one question; those who left it out are not there."""
    table = answers.assign(label=[given.get(question) for given in answers["answers"]])
    table = table[table["label"].notna() & (table["label"] != "")]
    return table[["item", "annotator", "label", "at"]].reset_index(drop=True)


def left_out(project: Project, codebook: Codebook) -> dict:
    """How many answers are not used, and why."""
    answers = Annotation.objects.valid().filter(project=project)
    return {
        "shown": answers.filter(codebook=codebook, blind=False).count(),
        "other_codebooks": answers.exclude(codebook=codebook).count(),
        "total": answers.count(),
    }
