"""Codebooks by REST: versions with their specification, a draft as a whole, publishing."""

from datetime import datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from ninja.errors import HttpError
from pydantic import ConfigDict, Field

from generation.access import project_for
from generation.adding import before_publishing
from generation.codebooks.actions import learn, publish, save_draft
from generation.codebooks.frames import rows_left_behind
from generation.codebooks.lessons import Into, Lesson, text_of
from generation.codebooks.revisions import DraftConflict, revision, revision_of
from generation.codebooks.slips import slips
from generation.codebooks.turned import turned_since
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Project, Role, Sample
from generation.projects.schemas import FieldIn, QuestionIn, RuleIn
from synthlab.paging import PageQuery, page_of

router = Router(tags=["codebooks"])


class Spec(Schema):
    purpose: str = ""
    role: str = ""
    fields: list[FieldIn] = []
    questions: list[QuestionIn] = []
    rules: list[RuleIn] = Field([], description="A rule keeps its id from version to version; a new one needs none.")


class CodebookIn(Spec):
    model_config = ConfigDict(extra="forbid")

    note: str = Field("", description="What changed.")
    revision: str = Field(
        "", max_length=60, description="Of the draft that this one replaces, as it was read; 409 where it is another."
    )


class LessonIn(Schema):
    model_config = ConfigDict(extra="forbid")

    into: Into
    label: str = Field("", description="A rule may be about all labels; an example needs one.")
    question: str = Field("", description="Where two questions have a label of that name.")
    text: str = Field("", max_length=10_000)
    sample: int | None = Field(None, description="An item whose text is the example, instead of `text`.")


class CodebookOut(Spec):
    number: int
    published: bool
    note: str
    revision: str = Field(description="Changes with each save; a save that replaces a draft names it.")
    fingerprint: str
    warnings: list[str] = Field(
        description="Of a draft, first what its publishing does to an audit that is open, and how many rows carry a "
        "label that it does not have. Then what may be a slip: markup, and characters that nobody sees."
    )
    created_at: datetime
    published_at: datetime | None


class Codebooks(Schema):
    items: list[CodebookOut]
    next: str | None


@router.get("projects/{slug}/codebooks", response=Codebooks)
def list_codebooks(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List codebooks.

    The versions of the codebook, the newest first; only leads see the draft.
    """
    project = project_for(request.user, slug)
    visible = _visible(project)
    page = page_of(visible, query, orders={"number": "number", "id": "id"}, default="-number")
    return {"items": [_out(codebook) for codebook in page.items], "next": page.next}


@router.post("projects/{slug}/codebooks", response={201: CodebookOut})
def post_codebook(request: HttpRequest, slug: str, payload: CodebookIn):
    """Save a draft.

    It is the next version, until it is published. It replaces an earlier draft as a whole, where `revision` names that
    draft as it is now; otherwise 409.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    spec = payload.model_dump(exclude={"note", "revision"})
    seen = payload.revision or revision_of(project, drafts=False)
    try:
        draft = save_draft(project=project, spec=spec, author=request.user, note=payload.note, seen=seen)
    except DraftConflict as conflict:
        advice = _("Nothing is saved. Read the draft, and send its revision, now %(revision)s, to replace it.")
        raise HttpError(409, f"{conflict} {advice % {'revision': conflict.revision}}") from conflict
    return Status(201, _out(draft))


@router.get("projects/{slug}/codebooks/{int:number}", response=CodebookOut)
def get_codebook(request: HttpRequest, slug: str, number: int):
    """Read a codebook.

    One version with its fields, questions, labels and rules.
    """
    return _out(_codebook(project_for(request.user, slug), number))


@router.post("projects/{slug}/codebooks/{int:number}/publish", response=CodebookOut)
def publish_codebook(request: HttpRequest, slug: str, number: int):
    """Publish a draft.

    Freezes it for good; from now on people and models answer to it.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    draft = _codebook(project, number)
    warnings = _before(draft)
    published = _out(publish(codebook=draft, author=request.user))
    return published | {"warnings": warnings + published["warnings"]}


@router.post("projects/{slug}/codebooks/lessons", response={201: CodebookOut})
def post_lesson(request: HttpRequest, slug: str, payload: LessonIn):
    """Add a lesson to the draft.

    An edge rule, or an example or counter-example of a label, from an item (`sample`) or in your own words (`text`).
    The draft begins as the version in force where there is none; what stands there already changes nothing.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    given = payload.model_dump(exclude={"sample"})
    if payload.sample is not None:
        sample = Sample.objects.filter(project=project, pk=payload.sample).first()
        if sample is None:
            raise Http404(_("There is no such sample in this project."))
        given["text"] = text_of(sample, Codebook.objects.current(project))
    return Status(201, _out(learn(project=project, lesson=Lesson(**given), author=request.user)))


def _visible(project: Project):
    """Drafts are the leads' business."""
    codebooks = Codebook.objects.filter(project=project)
    if project.my_role != Role.LEAD:
        codebooks = codebooks.published()
    return codebooks.with_parts()


def _codebook(project: Project, number: int) -> Codebook:
    found = _visible(project).filter(number=number).first()
    if found is None:
        raise Http404(_("There is no version %(number)d of the codebook.") % {"number": number})
    return found


def _before(draft: Codebook) -> list[str]:
    """What publishing a draft does to an open audit, to the rows whose label it does not have, and to answers whose
    label or rule means something else by it."""
    spec = draft.as_spec()
    left = rows_left_behind(draft.project, TaskSpec.from_json(spec))
    return before_publishing(draft.project) + left + turned_since(draft.project, spec)


def _out(codebook: Codebook) -> dict:
    spec = codebook.as_spec()
    warnings = [] if codebook.is_published else _before(codebook)
    return {
        **spec,
        "number": codebook.number,
        "published": codebook.is_published,
        "note": codebook.note,
        "revision": revision(codebook),
        "fingerprint": codebook.fingerprint,
        "warnings": warnings + slips(TaskSpec.from_json(spec)),
        "created_at": codebook.created_at,
        "published_at": codebook.published_at,
    }
