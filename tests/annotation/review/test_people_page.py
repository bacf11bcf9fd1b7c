"""Who may be given what, and how people did on gold checks: a page for leads, and the same by REST."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Annotation, Item, Lane, Skill, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.crews import Rule, rules_of, set_rules
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.review.gold import gold_report
from generation.children import carry_out_open_jobs
from generation.models import Event, Membership, Origin, Role, User
from tests.annotation.conftest import add_samples
from tests.annotation.review.test_lead_pages import CHOSEN, RULES

pytestmark = pytest.mark.django_db

PEOPLE = "/projects/reviews/settings/people/"
API = "/api/v1/projects/reviews"
KOREAN = {"part": "metadata", "key": "language", "value": "ko", "skill": "Korean"}


@pytest.fixture
def gold(queue, project, policy):
    policy.gold_share = 0.1
    policy.save()
    return add_samples(project, 4, start=100, label="", origin=Origin.GOLD, reference="negative")


def answered(project, user, labels):
    for label in labels:
        held = hand_out(project=project, user=user, stream=Stream.GOLD)
        submit(assignment=held, answers={"sentiment": label})


def test_shares_stand_with_their_intervals_and_nobody_is_ranked(gold, project, annotator, annotator2, signed_in, lead):
    answered(project, annotator, ["negative", "negative", "negative", "positive"])
    answered(project, annotator2, ["negative"])
    browser = signed_in(lead)
    browser.get(PEOPLE)
    carry_out_open_jobs()
    page = " ".join(browser.get(PEOPLE).content.decode().split())
    assert "75.0%" in page
    assert "30.1% – 95.4%" in page
    assert "3 of 4" in page
    assert "20.7% – 100.0%" in page
    assert page.index("anna</th>") < page.index("arno</th>")


def test_the_items_that_most_miss_are_named(gold, project, annotator, annotator2):
    answered(project, annotator, ["positive"] * 4)
    answered(project, annotator2, ["negative"] * 4)
    report = gold_report(project, {})
    assert {one["sample"] for one in report["missed"]} == {sample.pk for sample in gold}
    assert [(one["count"], one["n"]) for one in report["missed"]] == [(1, 2)] * 4
    assert (report["all"]["count"], report["all"]["n"]) == (4, 8)


def test_what_is_in_doubt_counts_for_nobody(gold, project, annotator, annotator2):
    answered(project, annotator, ["positive"] * 4)
    flag(assignment=hand_out(project=project, user=annotator2, stream=Stream.GOLD))
    assert gold_report(project, {})["all"]["n"] == 3
    assert Item.objects.filter(state=Item.State.FLAGGED).count() == 1


def test_nothing_of_the_queue_counts(gold, project, annotator):
    submit(
        assignment=hand_out(project=project, user=annotator, stream=Stream.ACTIVE), answers={"sentiment": "negative"}
    )
    assert Annotation.objects.exists()
    assert gold_report(project, {})["people"] == []


def test_a_lead_gives_skills_and_makes_rules(queue, project, annotator, signed_in, lead):
    browser = signed_in(lead)
    membership = Membership.objects.get(user=annotator)
    browser.post(f"{PEOPLE}{membership.pk}/skills/", {"skills": " Korean,, Tax  Law , korean"})
    assert list(Skill.objects.values_list("word", flat=True)) == ["korean", "tax law"]
    assert browser.post(f"{PEOPLE}rules/new/", KOREAN).status_code == 302
    assert rules_of(project) == [Rule("metadata", "language", "ko", "korean")]
    assert 'value="korean, tax law"' in browser.get(PEOPLE).content.decode()
    assert list(Event.objects.values_list("verb", flat=True)) == ["review.rules", "review.skills"]
    browser.post(f"{PEOPLE}rules/{Lane.objects.get().pk}/delete/")
    assert rules_of(project) == []


def test_one_rule_is_removed_and_the_others_stay(queue, project, signed_in, lead):
    rules = [Rule("label", "", label, "law") for label in ("positive", "negative")]
    set_rules(project=project, rules=rules, lead=lead)
    signed_in(lead).post(f"{PEOPLE}rules/{Lane.objects.first().pk}/delete/")
    assert rules_of(project) == rules[1:]


def test_it_says_where_nobody_can_answer(queue, project, signed_in, lead):
    set_rules(project=project, rules=[Rule("metadata", "language", "ko", "korean")], lead=lead)
    assert "Nobody has this skill" in signed_in(lead).get(PEOPLE).content.decode()


def test_what_the_rules_tell_is_not_hidden_by_a_later_choice(queue, policy, project, signed_in, api_client, lead):
    """Page and REST: whoever is given what a model called positive knows it."""
    set_rules(project=project, rules=[Rule("label", "", "positive", "law")], lead=lead)
    for chosen in ({"suggestion": "hidden"}, {"audit_open": "on"}, {"gold_share": "5"}):
        refused = signed_in(lead).post(RULES, CHOSEN | chosen)
        assert refused.status_code == 422
        assert "Remove that rule of assignment" in refused.content.decode()
    reply = api_client(lead).patch(f"{API}/policy", {"audit_open": True}, content_type="application/json")
    assert (reply.status_code, "Remove that rule" in reply.content.decode()) == (422, True)
    policy.refresh_from_db()
    assert (policy.suggestion, policy.audit_open, policy.gold_share) == ("shown", False, 0.0)


@pytest.mark.parametrize("wrong", [{"skill": ""}, {"key": ""}, {"value": ""}, {"people": "vera"}, {"part": "colour"}])
def test_what_is_wrong_stands_at_its_field(queue, project, signed_in, lead, wrong):
    reply = signed_in(lead).post(f"{PEOPLE}rules/new/", KOREAN | wrong)
    assert reply.status_code == 422
    assert 'class="errorlist' in reply.content.decode()
    assert not Lane.objects.exists()


@pytest.mark.parametrize("skills", ["x" * 41, ", ".join(f"skill {number}" for number in range(21))])
def test_skills_have_bounds(queue, project, annotator, signed_in, lead, skills):
    signed_in(lead).post(f"{PEOPLE}{Membership.objects.get(user=annotator).pk}/skills/", {"skills": skills})
    assert not Skill.objects.exists()


def test_by_rest(queue, project, annotator, api_client, lead):
    client = api_client(lead)
    skills = client.put(f"{API}/members/anna/skills", {"skills": ["Korean"]}, content_type="application/json")
    assert skills.json() == {"skills": ["korean"]}
    rules = {"rules": [KOREAN | {"skill": "korean", "people": ["arno"]}]}
    assert client.put(f"{API}/assignment", rules, content_type="application/json").json() == rules
    assert client.get(f"{API}/assignment").json() == rules
    wrong = {"rules": [KOREAN | {"skill": ""}]}
    assert client.put(f"{API}/assignment", wrong, content_type="application/json").status_code == 422
    assert client.get(f"{API}/assignment").json() == rules
    assert (
        client.put(f"{API}/members/nobody/skills", {"skills": []}, content_type="application/json").status_code == 404
    )


def test_the_page_asks_as_much_of_many_people_as_of_few(gold, project, signed_in, lead):
    browser = signed_in(lead)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            browser.get(PEOPLE)
        return len(asked)

    browser.get(PEOPLE)
    few = queries()
    for number in range(20):
        person = User.objects.create_user(f"person-{number}")
        membership = Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
        Skill.objects.create(membership=membership, word="law")
    assert queries() == few
