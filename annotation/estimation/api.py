"""The estimation sample by REST."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Schema
from ninja.responses import Status
from pydantic import ConfigDict, Field

from annotation.estimation.asking import end_estimation, estimation, newest_estimation, order_estimation
from annotation.estimation.shapes import looks_for, standing_of, with_prices
from annotation.reports import as_answer
from annotation.routing.asking import prices_in_force
from generation.access import labels_for, project_for
from generation.models import Role

router = Router(tags=["certificate"])


class EstimationIn(Schema):
    model_config = ConfigDict(extra="forbid")

    looks: int | None = Field(None, description="Rows to look at, 20 to 5,000.")
    width: float | None = Field(None, description="Instead of looks: one of the offered widths to each side, 0.02 say.")


class EstimationOut(Schema):
    number: int
    snapshot: int
    looks: int
    state: str = Field(description="drawing, asked or ended")
    seed_commitment: str


@router.get("projects/{slug}/estimation", response=dict)
def get_estimation(request: HttpRequest, slug: str):
    """Read the estimation sample.

    `offers` say how exact a sample within strata would be, to each side, and what it costs. `sample` holds what the
    newest has told: `estimate`, `low` and `high` of the whole snapshot, `shown` whether its interval may stand beside
    the audit's (simulated before any answer, whether the chances are right or tell nothing, it covers 94 % at least and
    is narrower than Wilson's of as many rows), and its strata.
    `audit` is the estimate from the audit alone. None of it is the promise. `newest` is the sample as it stands.
    """
    project = labels_for(request.user, slug)
    shown = estimation(project)
    now = {"newest": standing_of(newest_estimation(project))}
    if not shown.data:
        return as_answer(shown) | now
    return as_answer(shown) | with_prices(shown.data, prices_in_force(project)) | now


@router.post("projects/{slug}/estimation", response={202: EstimationOut})
def order(request: HttpRequest, slug: str, body: EstimationIn):
    """Order an estimation sample.

    Of so many `looks`, or as many as an offered `width` takes. The worker draws it by a secret key within strata of
    risk and label; its rows are asked for blind among the others. It never feeds the certificate.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    if (body.looks is None) == (body.width is None):
        raise ValidationError({"looks": _("Say either looks or a width.")})
    looks = body.looks if body.looks is not None else looks_for(estimation(project).data, body.width)
    if looks is None:
        raise ValidationError({"width": _("This width is not offered now; read which are.")})
    return Status(202, standing_of(order_estimation(project=project, by=request.user, looks=looks)))


@router.post("projects/{slug}/estimation/{number}/end", response=EstimationOut)
def end(request: HttpRequest, slug: str, number: int):
    """End the sample.

    Nobody is asked for its rows any more; what was answered stays told.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    return standing_of(end_estimation(project=project, by=request.user, number=number))
