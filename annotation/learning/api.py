"""What weights and trainings do to a student, by REST."""

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from annotation.learning.asking import learning
from annotation.learning.shapes import warning, ways
from annotation.machine.asking import set_training, training_of
from annotation.reports import as_answer
from generation.access import labels_for, project_for
from generation.methods.students.words import TRAINING_WORDS
from generation.models import Role

router = Router(tags=["student"])


class Way(Schema):
    id: str
    kind: str = Field(description="weights, or training")
    name: str
    of: str = Field("all", description="On what it is tested: all, or target: checked rows that no model wrote.")
    basis: str | None = Field(None, description="How these rows came to be checked: drawn (by chance), or chosen.")
    tested: str = Field("", description="The same in words, where not all.")
    plain: dict | None = Field(None, description="Share that the plain student has right among these rows.")
    accuracy: dict | None = Field(None, description="Share right among these rows, with its 95 % interval.")
    difference: dict | None = Field(None, description="To the plain student on the same rows, with its 95 % interval.")
    effective: float | None = Field(None, description="Of weights: as many rows of equal weight, a share of all.")
    why: str = Field("", description="Why there are no figures; empty: there are.")


class LearningOut(Schema):
    state: str = Field(description="pending, ready or failed: the worker reckons it")
    refreshing: bool = False
    reason: str = Field("", description="Why there is nothing: no_codebook, no_answers; empty: there is.")
    n: int = Field(0, description="Checked rows that students were tested on.")
    drawn: int = Field(0, description="Checked rows that chance drew, as an audit does.")
    basis: str | None = Field(None, description="drawn: the test is of these; chosen: of all checked ones.")
    warning: str = Field("", description="What to beware of where the rows were chosen; empty: they were drawn.")
    learned: int = Field(0, description="Other rows that they learned from.")
    plain: dict | None = None
    ways: list[Way] = []
    training: str = Field(description="How the project's student learns; empty: plainly.")


class TrainingIn(Schema):
    model_config = ConfigDict(extra="forbid")

    training: str = Field(description=f"Empty for plainly, or one of {', '.join(TRAINING_WORDS)}.")


class TrainingOut(Schema):
    training: str


@router.get("projects/{slug}/learning", response=LearningOut)
def get_learning(request: HttpRequest, slug: str):
    """Read what weights do.

    The accuracy of a student with each weighting and each training, and without.
    """
    project = labels_for(request.user, slug)
    shown = learning(project)
    told = {"ways": ways(shown.data), "warning": warning(shown.data), "training": training_of(project)}
    return as_answer(shown) | told


@router.put("projects/{slug}/training", response=TrainingOut)
def put_training(request: HttpRequest, slug: str, body: TrainingIn):
    """Set the training.

    How the project's student learns from the next score on.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    set_training(project=project, training=body.training, by=request.user)
    return {"training": training_of(project)}
