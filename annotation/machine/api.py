"""REST of the student: ask for a score, see what it said last."""

from datetime import datetime

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import Field

from annotation.machine.asking import enqueue_score, last_score, notes_of
from annotation.methods.signals.words import ABOUT, WORDS
from annotation.models import Student
from generation.access import project_for
from generation.models import Job, Project, Role

router = Router(tags=["student"])


class ScoreOut(Schema):
    job: int
    state: str = Field(description="open, done or failed")
    progress: dict = Field(description="The step, rows written so far and how many there will be.")
    error: str


class SignalOut(Schema):
    name: str
    title: str
    line: str
    about: str = Field(description="label: suspicion is made of it; text: it says nothing of the label; “” suspicion.")
    rows: int = Field(description="How many rows it speaks of.")
    mean: float
    histogram: list[int] = Field(description="Rows in ten equal bins from 0 to 1.")


class AgreementOut(Schema):
    """How often the student, which had not seen the row, said the same: Wilson's 95 % interval."""

    value: float | None
    low: float | None
    high: float | None
    n: int


class LeftOut(Schema):
    rows: int
    value: float | None = Field(description="Mean chance of a wrong label.")


class WrongOut(Schema):
    """On what the chance that a label is wrong rests."""

    kind: str = Field(description="drawn: level of rows that chance drew; chosen: of chosen rows only; assumed: none.")
    answers: int
    errors: int
    drawn: int
    drawn_errors: int
    left: LeftOut = Field(description="Rows with a label that nobody has answered.")


class StudentOut(Schema):
    question: str
    rows: int
    answers: int
    classes: list[str]
    with_answers: AgreementOut = Field(description="On answered rows, which were mostly chosen: no rate of the data.")
    with_labels: AgreementOut
    learned: bool = Field(description="Whether answers have moved suspicion.")
    wrong: WrongOut | None = Field(description="None: of a score from before there was one.")
    explore: bool
    notes: list[str]
    seconds: float
    created_at: datetime


class Signals(Schema):
    items: list[SignalOut]
    student: StudentOut | None
    score: ScoreOut | None = Field(description="The last score that was asked for.")


@router.post("projects/{slug}/score", response={202: ScoreOut})
def post_score(request: HttpRequest, slug: str):
    """Train the student.

    Trains it anew, and refreshes signals and the order of the queue, in the background.
    """
    return Status(202, _job(enqueue_score(project_for(request.user, slug, role=Role.LEAD))))


@router.get("projects/{slug}/signals", response=Signals)
def get_signals(request: HttpRequest, slug: str):
    """Read the signals.

    What each signal says of how many samples, and the student behind them.
    """
    project = project_for(request.user, slug)
    student, job = _newest(project), last_score(project)
    return {
        "items": _signals(student) if student else [],
        "student": _student(student) if student else None,
        "score": _job(job) if job else None,
    }


def _newest(project: Project) -> Student | None:
    return Student.objects.filter(project=project).first()


def _signals(student: Student) -> list[dict]:
    found = student.metrics["signals"]
    return [
        {"name": name, "title": _(title), "line": _(line), "about": ABOUT.get(name, ""), **found[name]}
        for name, (title, line) in WORDS.items()
        if name in found
    ]


def _student(student: Student) -> dict:
    metrics = student.metrics
    return {
        "question": student.question,
        "rows": student.rows,
        "answers": student.answers,
        "classes": student.classes,
        "with_answers": metrics["answers"],
        "with_labels": metrics["labels"],
        "learned": metrics["learned"],
        "wrong": metrics.get("wrong"),
        "explore": metrics["explore"],
        "notes": notes_of(student),
        "seconds": student.seconds,
        "created_at": student.created_at,
    }


def _job(job: Job) -> dict:
    return {"job": job.pk, "state": job.state, "progress": job.progress, "error": job.error}
