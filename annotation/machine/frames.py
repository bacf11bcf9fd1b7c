"""A project's samples as the tables that methods/scoring.py reads. Needs pandas: worker only."""

import pandas as pd
from django.db.models import F, OuterRef, Subquery

from annotation.methods.columns import OTHER_LABELS, SCORED_SAMPLES
from annotation.models import Annotation, Item, Stream
from generation.methods.questions.revisions import texts_that_hold
from generation.models import Codebook, MachineLabel, Project, Sample, SampleState
from generation.models.machine import ENHANCED, STUDENT

CHUNK = 5000
UNDER_WAY = (Item.State.HELD, Item.State.WAITING)


def samples_frame(project: Project, question: str, *, without: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Samples and the labels of further sources, each in one query.

    The label in question is the one that holds until a person speaks: one that a lead took into use, else the first
    that a model gave, or of a run in rounds what the last of them said instead. The others are what further sources
    said, not all of it further opinions (methods/opinions.py); what a later round of its run replaced is left out.
    Rejected samples are nobody's concern, and sources whose names begin with `without` say nothing.
    """
    labels = machine_labels(project, question)
    if without:
        labels = labels[~labels["source"].astype(str).str.startswith(without)]
    first = labels.drop_duplicates("sample").set_index("sample")
    samples = _samples(project)
    ids = samples["sample"]
    samples = samples.assign(label=ids.map(first["label"]), confidence=ids.map(first["probability"]))
    others = labels[labels.duplicated("sample")]
    return samples[list(SCORED_SAMPLES)], others[list(OTHER_LABELS)].reset_index(drop=True)


def _samples(project: Project) -> pd.DataFrame:
    """A text that people revised as they left it: their answers are of that one."""
    rows = Sample.objects.filter(project=project).exclude(state=SampleState.REJECTED).order_by("pk")
    answers = dict(rows.labelled_by_people().values_list("pk", "current_label"))
    codebook = Codebook.objects.current(project)
    asked = list(codebook.questions.all()) if codebook else []
    found = []
    names = ("pk", "fields", "reference", "answers")
    for pk, fields, reference, said in rows.values_list(*names).iterator(chunk_size=CHUNK):
        holds = texts_that_hold(asked, fields, said) if pk in answers else fields
        text = "\n".join(str(value) for value in holds.values())
        found.append((pk, text, answers.get(pk) or None, reference or None))
    return pd.DataFrame(found, columns=["sample", "text", "answer", "reference"])


def drawn_and_settled(project: Project) -> set[int]:
    """Samples that chance had drawn and whose answers settled them: those that an audit counts. One that waits for
    another person has a label of people by then, and none that is settled."""
    settled = Item.objects.filter(project=project, stream=Stream.AUDIT).exclude(state__in=UNDER_WAY)
    rows = Sample.objects.filter(project=project, item__in=settled).labelled_by_people()
    return set(rows.values_list("pk", flat=True))


def drawn_and_answered(project: Project) -> int:
    """How many rows with a label of people chance had drawn, settled or not: as the comparison counts them."""
    drawn = Item.objects.filter(project=project, stream=Stream.AUDIT)
    return Sample.objects.filter(project=project, item__in=drawn).labelled_by_people().count()


def undecided(project: Project) -> set[int]:
    """Samples that people answered and that have no label of theirs yet: they differ, or a lead is to decide."""
    asked = Item.objects.filter(project=project, answers__gt=0, sample__state=SampleState.NEEDS_PERSON)
    return set(asked.values_list("sample_id", flat=True))


def machine_labels(project: Project, question: str) -> pd.DataFrame:
    """(sample, source, label, probability) of all models whose labels stand but the student, each sample's in turn.

    What a run took over from an earlier answer is no label of its own: no opinion, no execution, no vote.
    """
    said = MachineLabel.objects.standing().said_anew().filter(sample__project=project, question=question)
    said = said.exclude(source=STUDENT)
    columns = ["sample_id", "source", "label", "probability"]
    rows = said.in_turn().values_list(*columns).iterator(chunk_size=CHUNK)
    return pd.DataFrame(rows, columns=list(OTHER_LABELS)).astype({"probability": float})


def late_opinions(project: Project, question: str) -> set[tuple[int, str]]:
    """(sample, source) of what models said of a row after people had answered it: nothing that was known when they were
    asked."""
    first = Annotation.objects.valid().of_items().filter(item__sample=OuterRef("sample")).order_by("pk")
    answered = Annotation.objects.valid().of_items().filter(project=project).values("item__sample")
    said = MachineLabel.objects.standing().said_anew().filter(sample__in=answered, question=question)
    said = said.exclude(source=STUDENT)
    late = said.exclude(source__startswith=ENHANCED).annotate(answered=Subquery(first.values("created_at")[:1]))
    return set(late.filter(created_at__gt=F("answered")).values_list("sample", "source"))
