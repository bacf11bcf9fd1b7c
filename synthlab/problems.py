"""Errors of the API as RFC 9457 problem details: one shape, whatever went wrong and wherever."""

from http import HTTPStatus
from json import JSONDecodeError
from typing import Any

import orjson
import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict, Field

from generation.methods.storable import unstorable_places

log = structlog.get_logger(__name__)
CONTENT_TYPE = "application/problem+json"
UNSTORABLE = "A NUL or half a character stands here, which no database can hold. Take it out."
NOT_KEPT = "A value in it is too large for the database, or of characters that it cannot hold. Nothing was changed."
DECLARED = (400, 401, 403, 404, 409, 413, 415, 422)


class FieldProblem(Schema):
    field: str = Field(
        description="What of the request is meant, by its path: `count`, `params.temperature`, "
        "`document.plan.steps.steps.1.ask.step` (entries of lists from 1). Empty where it is no single field."
    )
    message: str = Field(
        description="What is wrong and, where a name is misspelt, what was probably meant. Of a recipe's document it "
        "begins with the line and the path in it."
    )


class Problem(Schema):
    model_config = ConfigDict(json_schema_extra={"description": "RFC 9457 problem details"})

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


def problem(status: int, detail: str = "", errors: list[dict] | None = None, **more: object) -> HttpResponse:
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail or title, "errors": errors or []}
    response = HttpResponse(orjson.dumps(body | more), content_type=CONTENT_TYPE, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="SynthLab"'
    return response


def invalid(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    # Ninja says where: ("body", "payload", "name"). The argument's name is ours and tells the caller nothing.
    errors = [
        {"field": ".".join(str(part) for part in (error["loc"][2:] or error["loc"][1:])), "message": error["msg"]}
        for error in exc.errors
    ]
    return problem(422, "; ".join(f"{error['field']}: {error['message']}" for error in errors), errors)


def refused(request: HttpRequest, exc: DjangoValidationError) -> HttpResponse:
    if hasattr(exc, "error_dict"):
        errors = [{"field": field, "message": text} for field, texts in exc.message_dict.items() for text in texts]
    else:
        errors = [{"field": "", "message": text} for text in exc.messages]
    return problem(422, "; ".join(error["message"] for error in errors), errors)


def unreadable(request: HttpRequest, exc: HttpError) -> HttpResponse:
    """What a part of ours refuses, and what ninja says of a body: the reason why it could not be read is its cause."""
    why = exc.__cause__
    if isinstance(why, DjangoValidationError):
        return refused(request, why)
    return problem(exc.status_code, f"The body is no JSON: {why}" if isinstance(why, JSONDecodeError) else str(exc))


def not_kept(request: HttpRequest, exc: DataError) -> HttpResponse:
    """The net below all checks: a value that the database refused. Its transaction changed nothing."""
    log.warning("value_refused_by_database", path=request.path_info, why=str(exc)[:300])
    return problem(422, NOT_KEPT)


def check_storable(data: Any) -> None:
    """ValidationError names each place of JSON with text that no database can hold."""
    if places := unstorable_places(data):
        raise DjangoValidationError({place: [UNSTORABLE] for place in places})


def too_large(request: HttpRequest, exc: RequestDataTooBig) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    return problem(413, f"The body is larger than {most} MB. Samples have no such limit: send them as NDJSON.")


def add_handlers(api: NinjaAPI) -> None:
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(DjangoValidationError, refused)
    api.add_exception_handler(RequestDataTooBig, too_large)
    api.add_exception_handler(HttpError, unreadable)
    api.add_exception_handler(DataError, not_kept)
    api.add_exception_handler(Http404, lambda request, exc: problem(404, str(exc)))
    api.add_exception_handler(PermissionDenied, lambda request, exc: problem(403, str(exc)))
    api.add_exception_handler(
        AuthenticationError, lambda request, exc: problem(401, "Send a valid token: Authorization: Bearer sl_…")
    )


def declare(schema: dict) -> dict:
    """Every operation may answer with a problem, so the OpenAPI document says so at each."""
    schemas = schema["components"]["schemas"]
    definition = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= definition.pop("$defs", {}) | {"Problem": definition}
    answer = {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status in DECLARED:
                described = {"description": HTTPStatus(status).phrase, "content": answer}
                operation["responses"].setdefault(status, described)
    return schema
