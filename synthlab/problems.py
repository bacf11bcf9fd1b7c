"""Errors of the API as RFC 9457 problem details: one shape, whatever went wrong and wherever."""

from http import HTTPStatus

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import ConfigDict

CONTENT_TYPE = "application/problem+json"
DECLARED = (400, 401, 403, 404, 409, 413, 415, 422)


class FieldProblem(Schema):
    field: str
    message: str


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


def too_large(request: HttpRequest, exc: RequestDataTooBig) -> HttpResponse:
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024**2
    return problem(413, f"The body is larger than {most} MB. Samples have no such limit: send them as NDJSON.")


def add_handlers(api: NinjaAPI) -> None:
    api.add_exception_handler(ValidationError, invalid)
    api.add_exception_handler(DjangoValidationError, refused)
    api.add_exception_handler(RequestDataTooBig, too_large)
    api.add_exception_handler(HttpError, lambda request, exc: problem(exc.status_code, str(exc)))
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
