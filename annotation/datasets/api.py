"""Versions: cut, list, compare, export."""

from typing import Literal

from django.db import transaction
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router, Status
from ninja.errors import HttpError

from annotation.curation.filters import filters_from
from annotation.datasets.exports import NothingToProve, response
from annotation.datasets.frames import diff, version_for, versions_of
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.datasets.schemas import Diff, VersionCopies, VersionDetail, VersionIn, VersionOut, VersionPage
from annotation.models import DatasetVersion
from annotation.reports import as_answer
from generation.access import labels_for, project_for
from generation.models import Project, Role
from generation.repeats import IDEMPOTENCY_KEY, answered_once
from synthlab.paging import PageQuery, page_of

router = Router(tags=["versions"])


@router.post(
    "projects/{slug}/versions",
    response={202: VersionOut},
    openapi_extra=IDEMPOTENCY_KEY,
)
@answered_once(VersionOut)
def create_version(request: HttpRequest, slug: str, payload: VersionIn | None = None):
    """Cut a version.

    In the background; what it holds is frozen from then on.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    payload = payload or VersionIn()
    filters = filters_from(payload.filters)
    with transaction.atomic():
        version = open_version(project=project, filters=filters, note=payload.note, by=request.user)
        enqueue_cut(version)
    return Status(202, version)


@router.get("projects/{slug}/versions", response=VersionPage)
def list_versions(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List versions.

    Of the dataset, the newest first.
    """
    project = project_for(request.user, slug)
    page = page_of(versions_of(project), query, orders={"number": "number"}, default="-number")
    return {"items": page.items, "next": page.next}


@router.get("projects/{slug}/versions/{number}", response=VersionDetail)
def get_version(request: HttpRequest, slug: str, number: int):
    """Read a version.

    With its hash, its counts and its card.
    """
    return version_for(project_for(request.user, slug), number)


@router.get("projects/{slug}/versions/{number}/diff/{other}", response=Diff)
def get_diff(request: HttpRequest, slug: str, number: int, other: int):
    """Compare two versions.

    The worker compares a pair once; until then its `state` is `pending`.
    """
    project = labels_for(request.user, slug)
    return as_answer(diff(_ready(project, number), _ready(project, other)))


@router.get(
    "projects/{slug}/versions/{number}/export",
    response=None,
)
def export_version(
    request: HttpRequest,
    slug: str,
    number: int,
    format: Literal["jsonl", "csv", "parquet", "card", "certificate"] = "jsonl",
) -> StreamingHttpResponse:
    """Download a version.

    As jsonl, csv or parquet, the same bytes every time; `card` for its dataset card; `certificate` for a ZIP archive
    from which anybody can compute its label error again (409 where no audit speaks of it).
    """
    try:
        return response(_ready(labels_for(request.user, slug), number), format)
    except NothingToProve as nothing:
        raise HttpError(409, str(nothing)) from nothing


def _ready(project: Project, number: int) -> DatasetVersion:
    version = version_for(project, number)
    if version.state == DatasetVersion.State.CUTTING:
        raise HttpError(409, f"Version {number} is being cut; ask again when its state is ready.")
    if version.state == DatasetVersion.State.FAILED:
        raise HttpError(409, f"Version {number} could not be cut: {version.error}")
    return version


@router.get("projects/{slug}/versions/{number}/duplicates", response=VersionCopies)
def list_version_duplicates(request: HttpRequest, slug: str, number: int, query: Query[PageQuery]):
    """List what a version left out as near-duplicates.

    Each with the row of the version that it is a copy of, and the rule that chose between them.
    """
    version = _ready(labels_for(request.user, slug), number)
    page = page_of(version.left_out.all(), query, orders={"id": "id"}, default="id")
    return {"items": page.items, "next": page.next}
