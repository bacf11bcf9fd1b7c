"""Pages for what goes wrong: in our words, without a trace of the inside."""

import pytest
from django.test import Client
from django.urls import path

from synthlab import urls


def broken(request):
    raise RuntimeError("the inside of the machine")


urlpatterns = [path("broken/", broken), path("api/v1/broken", broken), *urls.urlpatterns]


@pytest.fixture
def rough(db, settings) -> Client:
    settings.ROOT_URLCONF = "tests.synthlab.test_errors"
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def test_a_fault_of_ours_says_so_and_no_more(rough):
    response = rough.get("/broken/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side" in page
    assert "inside of the machine" not in page
    assert "css/tokens.css" in page


def test_a_fault_in_the_api_is_a_problem_document(rough):
    response = rough.get("/api/v1/broken")
    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert "inside of the machine" not in response.content.decode()


def test_a_wrong_address_says_so(rough):
    response = rough.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_a_form_without_its_token_is_refused_kindly(rough):
    response = rough.post("/sign-in/", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "This form is too old" in response.content.decode()


def test_too_low_a_role_is_told_which_is_needed(signed_in, viewer, project):
    response = signed_in(viewer).get("/projects/reviews/settings/")
    assert response.status_code == 403
    assert "This needs the role Lead" in response.content.decode()


def test_a_fragment_and_its_page_are_kept_apart_by_caches(client, db):
    assert "HX-Request" in client.get("/sign-in/")["Vary"]


def test_the_policy_allows_nothing_inline(client, db):
    policy = client.get("/sign-in/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
