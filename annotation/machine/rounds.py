"""What a fit has changed since the last one that knew fewer answers. Needs pandas: worker only."""

from collections.abc import Collection

import pandas as pd

from annotation.methods.stopping.rounds import round_of
from annotation.models import Student
from generation.models import MachineLabel, Project
from generation.models.machine import STUDENT

CHUNK = 10_000


def round_since(
    project: Project, question: str, samples: pd.DataFrame, student: pd.DataFrame, *, answers: int, drawn: Collection
) -> dict | None:
    """{kappa, gain, answers}, the last how many came since; None before the second fit, and where no answer came: the
    same data give the same student, which says nothing of whether it still learns.

    Called before the labels of the last fit are written over: they are what this one is held against. None, too, where
    they have been already, by a fit that was broken off before it was recorded.
    """
    last = Student.objects.filter(project=project, question=question).first()
    if last is None or answers <= last.answers:
        return None
    said = MachineLabel.objects.filter(sample__project=project, question=question, source=STUDENT)
    if said.filter(created_at__gt=last.created_at).exists():
        return None
    before = dict(said.values_list("sample_id", "label").iterator(chunk_size=CHUNK))
    by_people = samples.loc[samples["answer"].notna() & samples["sample"].isin(drawn), ["sample", "answer"]]
    now = dict(zip(student["sample"].tolist(), student["label"].tolist(), strict=True))
    truth = dict(zip(by_people["sample"].tolist(), by_people["answer"].tolist(), strict=True))
    return round_of(before, now, truth) | {"answers": answers - last.answers}
