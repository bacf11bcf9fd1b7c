"""A token says who calls and, in a project, what they may do there: one query, asked anew by each call."""

import pytest
from django.utils import timezone

from generation.models import Membership, Project, Role, Token

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


@pytest.fixture
def get(api_client, annotator):
    client = api_client(annotator)
    return lambda slug: client.get(f"/api/v1/projects/{slug}")


def test_a_member_is_known_by_one_query(project, get, django_assert_max_num_queries):
    get(project.slug)
    with django_assert_max_num_queries(3) as seen:
        assert get(project.slug).status_code == 200
    asked = [query["sql"] for query in seen.captured_queries if "generation_membership" in query["sql"]]
    assert len([sql for sql in asked if "generation_token" in sql]) == 1


def test_whoever_left_the_project_is_a_stranger_at_the_next_call(project, get, annotator):
    assert get(project.slug).status_code == 200
    Membership.objects.filter(project=project, user=annotator).delete()
    assert get(project.slug).status_code == 404


def test_membership_of_one_project_is_none_of_another(project, get, lead):
    Project.objects.create(slug="another", name="Another", created_by=lead)
    assert (get(project.slug).status_code, get("another").status_code) == (200, 404)


def test_a_revoked_token_and_an_account_that_is_closed_are_refused(project, get, annotator):
    assert get(project.slug).status_code == 200
    Token.objects.filter(user=annotator).update(revoked_at=timezone.now())
    assert get(project.slug).status_code == 401
    Token.objects.filter(user=annotator).update(revoked_at=None)
    annotator.is_active = False
    annotator.save()
    assert get(project.slug).status_code == 401


def test_a_site_admin_acts_as_lead_even_where_they_are_a_viewer(project, api_client, viewer):
    viewer.is_superuser = True
    viewer.save()
    assert Membership.objects.get(project=project, user=viewer).role == Role.VIEWER
    body = {"username": viewer.username, "role": Role.VIEWER}
    client = api_client(viewer)
    answer = client.post(f"/api/v1/projects/{project.slug}/members", body, content_type="application/json")
    assert answer.status_code not in (401, 403, 404)


def test_the_use_is_noted(project, get, annotator):
    Token.objects.filter(user=annotator).update(last_used_at=None)
    get(project.slug)
    assert Token.objects.filter(user=annotator, last_used_at__isnull=False).exists()
