import pytest
from django.core.exceptions import ValidationError

from generation.models import Event, Membership, Role, Token
from generation.projects.actions import (
    add_member,
    change_role,
    create_project,
    free_slug,
    issue_token,
    remove_member,
    revoke_token,
)


def test_the_creator_becomes_lead(lead):
    project = create_project(owner=lead, name="Support tickets")
    assert project.slug == "support-tickets"
    assert project.memberships.get().role == Role.LEAD
    assert project.events.get().verb == "project.created"


@pytest.mark.parametrize(
    ("name", "slug"), [("Film reviews", "film-reviews"), ("영화 평", "project"), ("New", "new-2"), ("---", "project")]
)
def test_a_name_becomes_an_address(db, name, slug):
    assert free_slug(name) == slug


def test_equal_names_get_numbers(lead):
    slugs = [create_project(owner=lead, name="Tickets").slug for _ in range(3)]
    assert slugs == ["tickets", "tickets-2", "tickets-3"]


def test_the_last_lead_stays(project, lead):
    membership = Membership.objects.get(project=project, user=lead)
    with pytest.raises(ValidationError):
        change_role(membership=membership, actor=lead, role=Role.VIEWER)
    with pytest.raises(ValidationError):
        remove_member(membership=membership, actor=lead)
    membership.refresh_from_db()
    assert membership.role == Role.LEAD


def test_one_of_two_leads_may_go(project, lead, stranger):
    add_member(project=project, actor=lead, user=stranger, role=Role.LEAD)
    remove_member(membership=Membership.objects.get(project=project, user=lead), actor=lead)
    assert project.memberships.get(role=Role.LEAD).user == stranger


def test_nobody_is_added_twice(project, lead, viewer):
    with pytest.raises(ValidationError):
        add_member(project=project, actor=lead, user=viewer, role=Role.LEAD)
    assert project.memberships.get(user=viewer).role == Role.VIEWER


def test_only_the_digest_of_a_token_is_kept(lead):
    token, secret = issue_token(user=lead, name="nightly")
    stored = Token.objects.values().get()
    assert secret not in str(stored)
    assert secret.startswith(token.prefix)
    assert secret not in str(list(Event.objects.values()))


def test_revoking_twice_is_noted_once(lead):
    token, _secret = issue_token(user=lead, name="nightly")
    for _ in range(2):
        revoke_token(token=token, actor=lead)
    assert Event.objects.filter(verb="token.revoked").count() == 1
