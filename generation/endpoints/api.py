"""Endpoints by REST. A key is taken and never given back."""

from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import ConfigDict, Field

from generation.access import project_for
from generation.endpoints.actions import create_endpoint
from generation.models import Endpoint, Role
from synthlab.paging import PageQuery, page_of

router = Router(tags=["endpoints"])


class EndpointIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    base_url: str = Field(min_length=1, max_length=300)
    model: str = Field(min_length=1, max_length=120)
    api_key: str = Field("", max_length=500)
    price_in: Decimal = Field(Decimal(0), ge=0, lt=1_000_000, description="USD a million tokens read")
    price_out: Decimal = Field(Decimal(0), ge=0, lt=1_000_000, description="USD a million tokens written")
    batch_discount: Decimal = Field(
        Decimal("0.5"), ge=0, le=1, description="share off both prices for what a batch answers"
    )
    concurrency: int = Field(16, ge=1, le=512)
    timeout_s: int = Field(60, ge=1, le=600)


class EndpointOut(Schema):
    id: int
    name: str
    base_url: str
    model: str
    price_in: float
    price_out: float
    batch_discount: float
    concurrency: int
    timeout_s: int
    simulated: bool
    has_key: bool

    @staticmethod
    def resolve_has_key(endpoint: Endpoint) -> bool:
        return bool(endpoint.api_key_encrypted)


class Endpoints(Schema):
    items: list[EndpointOut]
    next: str | None


@router.get("projects/{slug}/endpoints", response=Endpoints)
def list_endpoints(request: HttpRequest, slug: str, query: Query[PageQuery]):
    """List model endpoints.

    The models that runs may ask, with their prices. A key is never shown.
    """
    project = project_for(request.user, slug)
    return page_of(project.endpoints.all(), query, orders={"name": "name", "id": "id"}, default="name")


@router.post("projects/{slug}/endpoints", response={201: EndpointOut})
def post_endpoint(request: HttpRequest, slug: str, payload: EndpointIn):
    """Add a model endpoint.

    Any address that speaks the OpenAI protocol and is on the allow-list; the key is kept encrypted.
    """
    project = project_for(request.user, slug, role=Role.LEAD)
    values = payload.model_dump()
    values |= {name: values[name].quantize(Decimal("0.0001")) for name in ("price_in", "price_out")}
    values["batch_discount"] = values["batch_discount"].quantize(Decimal("0.001"))
    return Status(201, create_endpoint(project=project, actor=request.user, **values))
