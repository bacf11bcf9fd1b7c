import json

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse

from generation.models import Membership, Role, Token

HTMX = {"hx-request": "true"}


@pytest.fixture
def browser(signed_in, lead, project):
    return signed_in(lead)


def url(name, *args):
    return reverse(f"generation:{name}", args=args)


def test_the_list_shows_only_ones_own_projects(signed_in, lead, stranger, project):
    assert "Film reviews" in signed_in(lead).get(url("project-list")).content.decode()
    answer = signed_in(stranger).get(url("project-list")).content.decode()
    assert "Film reviews" not in answer
    assert "Your first project" in answer


def test_renaming_keeps_the_address(browser, project):
    browser.post(url("project-settings", "reviews"), {"name": "Films"})
    project.refresh_from_db()
    assert (project.slug, project.name) == ("reviews", "Films")


def test_markup_in_a_name_is_shown_as_it_is(browser, project):
    browser.post(url("project-settings", "reviews"), {"name": "<script>alert(1)</script>"})
    page = browser.get(url("project-settings", "reviews")).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_member_is_added_by_name(browser, project, stranger):
    response = browser.post(url("member-create", "reviews"), {"username": "stan", "role": "viewer"}, headers=HTMX)
    page = response.content.decode()
    assert "<html" not in page
    assert "stan" in page
    assert json.loads(response["HX-Trigger"])["toasts"]["items"][0]["level"] == "success"
    assert Membership.objects.get(project=project, user=stranger).role == Role.VIEWER


@pytest.mark.parametrize("name", ["nobody", "anna", ""])
def test_a_wrong_name_says_why(browser, project, name):
    response = browser.post(url("member-create", "reviews"), {"username": name, "role": "viewer"}, headers=HTMX)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


def test_the_last_lead_cannot_be_removed(browser, project, lead):
    mine = project.memberships.get(user=lead)
    response = browser.post(url("member-delete", "reviews", mine.pk), headers=HTMX)
    assert "needs a lead" in response["HX-Trigger"]
    assert project.memberships.filter(user=lead).exists()


def test_a_membership_of_another_project_is_out_of_reach(browser, project, stranger):
    from generation.projects.actions import create_project

    other = create_project(owner=stranger, name="Other").memberships.get()
    assert browser.post(url("member-delete", "reviews", other.pk)).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_token_is_shown_once_and_stored_nowhere(browser, headers):
    answer = browser.post(url("token-list"), {"name": "nightly"}, headers=headers)
    created, token = answer.content.decode(), Token.objects.get()
    assert ("<html" in created) == (not headers)
    secret = created.split('id="token-secret">')[1].split("<")[0]
    assert secret.startswith(token.prefix)
    assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert secret not in browser.get(url("token-list")).content.decode()
    assert secret not in _everything_stored()


def _everything_stored() -> str:
    """All tables as text, and all sessions as the server reads them."""
    sessions = [session.get_decoded() for session in Session.objects.all()]
    rows = [list(model.objects.values()) for model in apps.get_models()]
    assert "nightly" in str(rows)
    return f"{rows} {sessions}"


def test_a_token_without_a_name_is_refused(browser):
    answer = browser.post(url("token-list"), {"name": ""}, headers=HTMX)
    assert (answer.status_code, Token.objects.count()) == (422, 0)


def test_a_revoked_token_says_so(browser):
    browser.post(url("token-list"), {"name": "nightly"})
    browser.post(url("token-delete", Token.objects.get().pk))
    assert "Revoked" in browser.get(url("token-list")).content.decode()


def test_the_audit_log_tells_who_did_what(browser, stranger):
    browser.post(url("member-create", "reviews"), {"username": "stan", "role": "viewer"})
    page = browser.get(url("event-list", "reviews")).content.decode()
    assert "let stan in" in page
    assert "stan" in page


def test_the_audit_log_turns_pages_by_key(browser, project, lead):
    from generation.audit import record

    for number in range(120):
        record(actor=lead, verb=f"count.{number:03}", project=project)
    first = browser.get(url("event-list", "reviews")).context["pager"]
    second = browser.get(f"{url('event-list', 'reviews')}?{first.older}").context["pager"]
    back = browser.get(f"{url('event-list', 'reviews')}?{second.newer}").context["pager"]
    assert [event.verb for event in first.items][:2] == ["count.119", "count.118"]
    assert second.items[0].verb == "count.069"
    assert [event.pk for event in back.items] == [event.pk for event in first.items]
    assert not back.newer


def test_preferences_are_kept_with_the_person(browser, lead):
    response = browser.post(url("preferences"), {"theme": "dark", "language": "ko", "next": "/tokens/"})
    lead.refresh_from_db()
    assert (lead.theme, lead.language, response["Location"]) == ("dark", "ko", "/tokens/")
    assert response.cookies["django_language"].value == "ko"


@pytest.mark.parametrize("data", [{"theme": "neon"}, {"language": "tlh"}])
def test_unknown_preferences_change_nothing(browser, lead, data):
    assert browser.post(url("preferences"), data).status_code == 400
    lead.refresh_from_db()
    assert (lead.theme, lead.language) == ("system", "")


def test_preferences_lead_back_to_our_own_pages_only(browser):
    response = browser.post(url("preferences"), {"theme": "dark", "next": "//elsewhere.example/"})
    assert response["Location"] == url("project-list")
