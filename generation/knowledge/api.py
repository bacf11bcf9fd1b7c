"""Documents and facts by REST. Thin: access, schema, action."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from generation.access import project_for
from generation.knowledge.actions import bring_in, set_aside
from generation.knowledge.frames import knowledge_of
from generation.knowledge.reading import FACTS
from generation.models import Knowledge, Role
from generation.support.readers.lines import FileProblem
from synthlab.paging import PageQuery, page_of

router = Router(tags=["knowledge"])

FORM = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "kind": {"type": "string", "enum": [*Knowledge.Kind.values, FACTS]},
    },
}
BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": FORM}}}}


class KnowledgeOut(Schema):
    id: int
    kind: str = Field(description="documents or triples")
    name: str
    count: int
    rejected: int
    created_at: datetime


class KnowledgeFiles(Schema):
    items: list[KnowledgeOut]
    next: str | None


class Added(KnowledgeOut):
    duplicates: int = Field(description="Rows that were left out because they were there already.")
    surer: int = Field(0, description="Facts that were there already, less sure; the surer ones hold.")
    reasons: list[str] = Field(description="Why the first lines of no use were left out.")


@router.get("projects/{slug}/knowledge", response=KnowledgeFiles)
def list_knowledge(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List documents and facts.

    The files that a run started now may write from, the newest first.
    """
    files = knowledge_of(project_for(request.user, slug, role=Role.LEAD))
    orders = {"id": "id", "name": "name", "created_at": "created_at"}
    page = page_of(files, query, orders=orders, default="-id")
    return {"items": page.items, "next": page.next}


@router.post("projects/{slug}/knowledge", response={201: Added}, openapi_extra=BODY)
def create_knowledge(request: HttpRequest, slug: str):
    """Bring documents or facts in.

    Documents: .txt, .md, or a table with `text`. Facts: .nt, or a table with subject, relation and object.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    file = request.FILES.get("file")
    if file is None:
        raise ValidationError({"file": _("The form has no file.")})
    try:
        kept, found = bring_in(
            project=project,
            chunks=file.chunks(),
            filename=file.name,
            kind=request.POST.get("kind", ""),
            by=request.user,
        )
    except FileProblem as problem:
        raise ValidationError({"file": str(problem)}) from problem
    told = {name: getattr(kept, name) for name in KnowledgeOut.model_fields}
    return Status(201, {**told, "duplicates": found.duplicates, "surer": found.surer, "reasons": found.reasons})


@router.delete("projects/{slug}/knowledge/{int:pk}", response={204: None})
def delete_knowledge(request: HttpRequest, slug: str, pk: int):
    """Set a file aside.

    No run that starts from now on uses it; what was written from it stays.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    found: Knowledge | None = knowledge_of(project).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such file."))
    set_aside(knowledge=found, by=request.user)
    return Status(204, None)
