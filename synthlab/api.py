"""The REST API under /api/v1/: bearer tokens in, JSON out, errors as problem details."""

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.renderers import BaseRenderer

from annotation.api import router as annotation_router
from generation.api import router as generation_router
from generation.tokens import BearerToken
from synthlab import problems


class JSONRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class SynthLabAPI(NinjaAPI):
    def get_openapi_schema(self, *args, **kwargs) -> OpenAPISchema:
        return problems.declare(super().get_openapi_schema(*args, **kwargs))


api = SynthLabAPI(
    title="SynthLab",
    version="1",
    description="Labelled datasets from a task description. Lists answer {items, next}; errors are RFC 9457 problems.",
    urls_namespace="api-1",
    auth=BearerToken(),
    renderer=JSONRenderer(),
)
problems.add_handlers(api)
api.add_router("", generation_router)
api.add_router("", annotation_router)
