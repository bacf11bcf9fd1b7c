"""The OpenAPI document is true: what it promises holds for inputs that nobody thought of."""

from functools import cache

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from generation.models import Token
from synthlab.api import api

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def operations() -> list[tuple[str, str]]:
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    return sorted((method.upper(), path) for path, methods in paths.items() for method in methods)


@cache
def served() -> schemathesis.BaseSchema:
    """The document as a client gets it, read once: putting it together takes longer than all requests of a test."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def document(codebook):
    # A request's end closes the connection that the test's transaction lives in; Django's own client does the same.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield served()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def header(lead) -> dict:
    _token, secret = Token.objects.issue(user=lead, name="test")
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize(("method", "path"), operations(), ids=lambda part: part)
def test_it_keeps_its_promises(document, header, project, method, path):
    operation = document[path][method]
    slow = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]

    @settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=slow)
    @given(case=operation.as_strategy())
    def send(case):
        if "slug" in (case.path_parameters or {}):
            case.path_parameters["slug"] = project.slug
        case.call_and_validate(headers=header, checks=CHECKS, excluded_checks=[ignored_auth])

    send()


def test_every_operation_declares_its_problems():
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            missing = {401, 403, 404, 422} - set(operation["responses"])
            assert not missing, f"{method} {path}"
            assert operation["responses"][422]["content"].keys() == {"application/problem+json"}


def test_every_operation_has_a_short_summary_and_a_description_for_people():
    seen, paths = set(), api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    for method, path in operations():
        operation = paths[path][method.lower()]
        summary, description = operation["summary"], operation["description"]
        assert 0 < len(summary) <= 60, f"{method} {path}"
        assert not summary.endswith("."), f"{method} {path}"
        assert summary != summary.title(), f"{method} {path} is called by its function's name"
        assert description.endswith("."), f"{method} {path} has no description"
        assert summary not in seen, f"two operations are called “{summary}”"
        seen.add(summary)
