"""Training the student and writing down what it says. Needs pandas and scikit-learn: worker only."""

import time
from collections.abc import Iterator
from itertools import chain

import numpy as np
import pandas as pd
from django.db import connection, transaction
from django.utils import timezone

from annotation.amounts import made_from
from annotation.machine.frames import samples_frame
from annotation.machine.upserts import update, upsert
from annotation.methods.scoring import Scored, score
from annotation.methods.signals.words import SUSPICION
from annotation.models import Dispenser, Item, Signal, Stream, Student
from generation import jobs
from generation.models import Codebook, Job, MachineLabel, Project, Sample
from generation.models.machine import STUDENT

TOLD_EVERY = 10_000
BINS = 10
HIGHEST = 1  # of a suspicion; items above it ask for a person at once and stay where they are


def score_project(job: Job) -> Student | None:
    """Fit the student on the question that is judged; store signals, its labels and the order of the queue.

    No transaction is open while it fits. Done twice, it writes the same again.
    """
    project, started = job.project, time.monotonic()
    codebook = Codebook.objects.current(project)
    if codebook is None:
        return None
    question = codebook.judged_name
    jobs.report(job, step="read", done=0)
    basis = made_from(project)
    samples, others = samples_frame(project, question)
    jobs.report(job, step="fit")
    scored = score(samples, others)
    jobs.report(job, step="write", total=_writes(scored))
    for done in _write(project, codebook, question, scored):
        jobs.report(job, done=done)
    return _record(project, question, samples, scored, basis, time.monotonic() - started)


def _writes(scored: Scored) -> int:
    """How many rows will be written: signals and suspicion where they speak, the student's labels, items."""
    speaking = int(scored.signals.notna().to_numpy().sum() + scored.suspicion.notna().sum())
    return speaking + len(scored.student) + len(scored.suspicion)


def _write(project: Project, codebook: Codebook, question: str, scored: Scored) -> Iterator[int]:
    """Yields how many rows are written, now and then."""
    written = told = 0
    for part in (_signals(project, scored), _labels(codebook, question, scored), _items(scored)):
        before = written
        for done in part:
            written = before + done
            if written - told >= TOLD_EVERY:
                told = written
                yield written
    yield written


def _signals(project: Project, scored: Scored) -> Iterator[int]:
    table = scored.signals.assign(**{SUSPICION: scored.suspicion})
    rows = chain.from_iterable(
        ((project.pk, sample, name, value) for sample, value in table[name].dropna().round(6).items()) for name in table
    )
    columns = {"project_id": "bigint", "sample_id": "bigint", "name": "varchar", "value": "float8"}
    return upsert(Signal._meta.db_table, columns, ("sample_id", "name"), rows)


def _labels(codebook: Codebook, question: str, scored: Scored) -> Iterator[int]:
    fixed = {"rule": "", "quote": "", "rationale": "", "simulated": False}
    now = MachineLabel._meta.get_field("created_at").get_db_prep_save(timezone.now(), connection)
    rows = (
        (sample, question, STUDENT, label, round(probability, 6), codebook.number, now, *fixed.values())
        for sample, label, probability in scored.student.itertuples(index=False)
    )
    columns = {
        "sample_id": "bigint", "question": "varchar", "source": "varchar", "label": "varchar",
        "probability": "float8", "codebook_number": "int", "created_at": "timestamptz",
        "rule": "varchar", "quote": "text", "rationale": "text", "simulated": "bool",
    }  # fmt: skip
    return upsert(MachineLabel._meta.db_table, columns, ("sample_id", "question", "source"), rows)


def _items(scored: Scored) -> Iterator[int]:
    """The queue's order, for items that people may still get. What asks for a person at once stays at the top."""
    several = scored.groups.map(scored.groups.value_counts()) > 1
    groups = scored.groups.where(several, None).astype(object)
    rows = (
        (sample, float(priority), None if pd.isna(group) else int(group))
        for (sample, priority), group in zip(scored.suspicion.fillna(0).round(6).items(), groups, strict=True)
    )
    table, columns = Item._meta.db_table, {"sample_id": "bigint", "priority": "float8", "group": "bigint"}
    only = f"{table}.state IN ('{Item.State.OPEN}', '{Item.State.WAITING}') AND {table}.priority <= {HIGHEST}"
    return update(table, columns, rows, only=only)


@transaction.atomic
def _record(
    project: Project, question: str, samples: pd.DataFrame, scored: Scored, basis: dict, seconds: float
) -> Student:
    answers = int(samples["answer"].notna().sum())
    drawn = Sample.objects.filter(project=project, item__stream=Stream.AUDIT).labelled_by_people().count()
    on_answers = scored.metrics["answers"] | {"drawn": drawn}
    Dispenser.objects.filter(project=project).update(answers_at_score=answers, explore=scored.explore)
    return Student.objects.create(
        project=project,
        question=question,
        rows=scored.metrics["rows"],
        answers=answers,
        classes=scored.classes,
        metrics={
            **scored.metrics,
            "answers": on_answers,
            "learned": scored.learned,
            "explore": scored.explore,
            "signals": _summary(scored),
            "made_from": basis,
        },
        notes=scored.notes,
        seconds=round(seconds, 2),
    )


def _summary(scored: Scored) -> dict:
    """For each signal how many rows it speaks of, its mean and a histogram of ten equal bins."""
    table = scored.signals.assign(**{SUSPICION: scored.suspicion})
    found = {}
    for name in table:
        values = table[name].dropna().to_numpy()
        if len(values):
            bins = np.histogram(values, bins=BINS, range=(0, 1))[0].tolist()
            found[name] = {"rows": len(values), "mean": round(float(values.mean()), 6), "histogram": bins}
    return found
