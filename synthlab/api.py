"""The REST API under /api/v1/: bearer tokens in, JSON out, errors as problem details."""

import codecs

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from annotation.api import router as annotation_router
from generation.api import router as generation_router
from generation.tokens import BearerToken
from synthlab import bodies, described, problems, queries


class StrictParser(Parser):
    """JSON as RFC 8259 has it, without text that no database can hold, wherever in the body it stands.

    Python's own reader takes NaN and halves of characters, which then can neither be stored nor be shown again.
    """

    def parse_body(self, request: HttpRequest) -> dict:
        body = orjson.loads(request.body.removeprefix(codecs.BOM_UTF8))
        problems.check_storable(body)
        return body


class JSONRenderer(BaseRenderer):
    media_type = "application/json"

    def render(self, request: HttpRequest, data: object, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class SynthLabAPI(NinjaAPI):
    def get_openapi_schema(self, *args, **kwargs) -> OpenAPISchema:
        return described.by_docstrings(problems.declare(super().get_openapi_schema(*args, **kwargs)))

    def validation_error_from_error_contexts(self, error_contexts: list[ValidationErrorContext]) -> ValidationError:
        """Ninja's, with a suggestion for each key that is not known."""
        told = [message for context in error_contexts for message in bodies.meant(context)]
        found = super().validation_error_from_error_contexts(error_contexts)
        for error, message in zip(found.errors, told, strict=True):
            error["msg"] = message or error["msg"]
        return found


api = SynthLabAPI(
    title="SynthLab",
    version="1",
    description="Labelled datasets from a task description. Lists answer {items, next}; errors are RFC 9457 problems.",
    urls_namespace="api-1",
    auth=BearerToken(),
    parser=StrictParser(),
    renderer=JSONRenderer(),
)
problems.add_handlers(api)
api.add_decorator(queries.known_keys_only)
api.add_router("", generation_router)
api.add_router("", annotation_router)
