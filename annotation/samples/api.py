"""Samples by REST. The importer is generation's; it shares this path, and one path lives in one router."""

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from annotation.queue.blind import check_not_silent, silent_samples
from annotation.samples.actions import requests_of
from annotation.samples.frames import Filters, list_tells, rows_for, sample_page
from annotation.samples.making import check_ingredient
from annotation.samples.provenance import hidden, sample_detail, sample_for
from annotation.samples.schemas import Requests, SampleDetail, SampleQuery, Samples
from generation.access import check_sees_labels, labels_for, project_for
from generation.support.api import IMPORT_BODY, ImportOut, import_samples

router = Router(tags=["samples"])
router.post("projects/{slug}/samples", response=ImportOut, openapi_extra=IMPORT_BODY)(import_samples)


@router.get("projects/{slug}/samples", response=Samples)
def list_samples(request: HttpRequest, slug: str, query: Query[SampleQuery]):
    """List samples.

    Filtered and sorted, each with its labels and signals. What was said of a sample that you may still be asked
    about is hidden.
    """
    project = project_for(request.user, slug)
    check_ingredient(query.made_from)
    chosen = query.model_dump(exclude={"order", "limit", "cursor"})
    filters = Filters(**chosen)
    if list_tells(filters, query.order):
        check_sees_labels(project)
    page = sample_page(project, filters=filters, order=query.order, limit=query.limit, cursor=query.cursor)
    silent = silent_samples(request.user, project, [row["id"] for row in page.rows])
    rows = rows_for(page, filters=filters, order=query.order, silent=silent)
    for row in rows:
        row |= {"provenance": f"{request.path}/{row['id']}", "hidden": False}
        if row["id"] in silent:
            hidden(row, request.user)
    # Plain values already: validating 1,000 rows against the schema again would cost more than all queries together.
    return HttpResponse(orjson.dumps({"items": rows, "next": page.next}), content_type="application/json")


@router.get("projects/{slug}/samples/{int:sample_id}", response=SampleDetail)
def get_sample(request: HttpRequest, slug: str, sample_id: int):
    """Read a sample.

    With every label, answer and decision, and all that it was made from and by.
    """
    project = project_for(request.user, slug)
    sample = sample_for(project, sample_id)
    detail = sample_detail(sample) | {"provenance": request.path}
    return hidden(detail, request.user) if silent_samples(request.user, project, [sample.pk]) else detail


@router.get("projects/{slug}/samples/{int:sample_id}/requests", response=Requests)
def get_sample_requests(request: HttpRequest, slug: str, sample_id: int):
    """Rebuild a sample's requests.

    Those that it was made and labelled by, from what is stored, beside what was sent. Nothing is sent.
    """
    project = labels_for(request.user, slug)
    sample = sample_for(project, sample_id)
    check_not_silent(request.user, project, sample.pk)
    return {"sample": sample.pk, "requests": requests_of(sample)}
