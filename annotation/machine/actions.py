"""Training the student and writing down what it says. Needs pandas and scikit-learn: worker only."""

import time
from collections.abc import Iterator, Sequence

import pandas as pd
from django.db import connection, transaction
from django.utils import timezone

from annotation.amounts import made_from
from annotation.machine.asking import training_of
from annotation.machine.beside import beside
from annotation.machine.frames import drawn_and_answered, drawn_and_settled, late_opinions, samples_frame, undecided
from annotation.machine.keeping import Change, amount, changes, keep, summary
from annotation.machine.rounds import round_since
from annotation.machine.upserts import update, upsert
from annotation.methods.scoring import Scored, score
from annotation.methods.signals.words import BEFORE, SUSPICION, WRONG
from annotation.models import TOP, Dispenser, Item, Student
from generation import jobs
from generation.methods.students.robust import TRAININGS
from generation.models import Codebook, Job, MachineLabel, Project
from generation.models.machine import STUDENT

TOLD_EVERY = 10_000
BINS = 10


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
    drawn, late = drawn_and_settled(project), late_opinions(project, question)
    training, known = TRAININGS.get(training_of(project)), beside(project, codebook)
    scored = score(samples, others, beside=known, drawn=drawn, late=late, training=training)
    found = list(changes(project, _all_signals(scored), scored.details))
    answers = int(samples["answer"].notna().sum())
    learned = round_since(project, question, samples, scored.student, answers=answers, drawn=drawn)
    jobs.report(job, step="write", total=_writes(scored, found))
    for done in _write(project, codebook, question, scored, found):
        jobs.report(job, done=done)
    return _record(project, question, samples, scored, basis, learned, time.monotonic() - started)


def _all_signals(scored: Scored) -> pd.DataFrame:
    return scored.signals.assign(**{SUSPICION: scored.suspicion, WRONG: scored.wrong, BEFORE: scored.before})


def _writes(scored: Scored, found: Sequence[Change]) -> int:
    """How many rows will be written: signals that moved, the student's labels, items."""
    return amount(found) + len(scored.student) + len(scored.suspicion)


def _write(
    project: Project, codebook: Codebook, question: str, scored: Scored, found: Sequence[Change]
) -> Iterator[int]:
    """Yields how many rows are written, now and then."""
    written = told = 0
    for part in (keep(project, found), _labels(codebook, question, scored), _items(scored)):
        before = written
        for done in part:
            written = before + done
            if written - told >= TOLD_EVERY:
                told = written
                yield written
    yield written


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
    """The queue's order, for items that people may still get. What asks for a person at once stays at the top, in the
    same order."""
    several = scored.groups.map(scored.groups.value_counts()) > 1
    priorities = scored.priority.fillna(0).round(6)
    rows = (
        (sample, float(priority), _known(group), _known(cluster))
        for (sample, priority), group, cluster in zip(
            priorities.items(), scored.groups.where(several), scored.clusters, strict=True
        )
    )
    table = Item._meta.db_table
    columns = {"sample_id": "bigint", "priority": "float8", "group": "bigint", "cluster": "bigint"}
    only = f"{table}.state IN ('{Item.State.OPEN}', '{Item.State.WAITING}')"
    stays = f"CASE WHEN {table}.priority >= {TOP} THEN {TOP} ELSE 0 END"
    return update(table, columns, rows, only=only, plus={"priority": stays})


def _known(sample: float) -> int | None:
    return None if pd.isna(sample) else int(sample)


@transaction.atomic
def _record(
    project: Project,
    question: str,
    samples: pd.DataFrame,
    scored: Scored,
    basis: dict,
    learned: dict | None,
    seconds: float,
) -> Student:
    answers = int(samples["answer"].notna().sum())
    on_answers = scored.metrics["answers"] | {"drawn": drawn_and_answered(project)}
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
            "wrong": scored.basis | {"left": _left(samples, scored, undecided(project))},
            "signals": summary(_all_signals(scored), BINS),
            "made_from": basis,
            **({"round": learned} if learned else {}),
        },
        notes=scored.notes,
        seconds=round(seconds, 2),
    )


def _left(samples: pd.DataFrame, scored: Scored, asked: set[int]) -> dict:
    """Of the rows with a label that nobody has answered, those in `asked` aside: how many, and what share is expected
    to be wrong."""
    rows = samples.set_index("sample")
    nobody = rows[["answer", "reference"]].isna().all(axis=1) & ~rows.index.isin(asked)
    chances = scored.wrong[nobody.reindex(scored.wrong.index)].dropna()
    return {"rows": len(chances), "value": round(float(chances.mean()), 6) if len(chances) else None}
