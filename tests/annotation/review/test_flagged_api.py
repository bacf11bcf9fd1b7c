"""What waits for a lead, by REST."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Item, Resolution
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from generation.models import Codebook
from tests.annotation.making import answer, newer_version

pytestmark = pytest.mark.django_db

FLAGGED = "/api/v1/projects/reviews/flagged"
GIVEN = {"answers": {"sentiment": "negative"}, "codebook": 1, "rule": "R1", "reason": "Irony."}


@pytest.fixture
def item(queue, project, annotator) -> Item:
    return flag(assignment=hand_out(project=project, user=annotator), reason="in Finnish").item


@pytest.fixture
def post(api_client, lead, item):
    def sent(to="decide", body=None):
        return api_client(lead).post(f"{FLAGGED}/{item.pk}/{to}", body, content_type="application/json")

    return sent


def test_it_lists_what_was_said_and_why_it_waits(item, api_client, lead, annotator2):
    answer(annotator2, item.sample, "positive", rule="R1", resolve=False)
    Item.objects.filter(pk=item.pk).update(state=Item.State.FLAGGED)
    item.assignments.update(blind=False)
    told = api_client(lead).get(FLAGGED).json()
    [one] = told["items"]
    assert (told["next"], one["item"], one["codebook"]) == (None, item.pk, 1)
    assert one["sample"]["fields"] == item.sample.fields
    [flagged] = one["reasons"]
    assert datetime.fromisoformat(flagged.pop("at")) == item.assignments.get(state="flagged").ended_at
    assert flagged == {"by": "anna", "state": "flagged", "reason": "in Finnish"}
    assert one["why"] == ["flagged"]
    [said] = one["answers"]
    assert said.pop("id") == item.annotations.get().pk
    assert said == {
        "by": annotator2.username, "answers": {"sentiment": "positive"}, "codebook": 1, "rule": "R1", "comment": "",
    }  # fmt: skip
    assert one["suggestion"]["answers"] == {"sentiment": "positive"}


def test_what_a_model_says_is_not_told_where_the_answers_were_blind(item, api_client, lead):
    item.assignments.update(blind=True)
    assert api_client(lead).get(FLAGGED).json()["items"][0]["suggestion"] is None


def test_pages_follow_each_other_and_more_items_cost_no_more_queries(item, api_client, lead, project, annotator):
    item.assignments.update(blind=False)
    client = api_client(lead)
    client.get(FLAGGED)
    with CaptureQueriesContext(connection) as few:
        client.get(FLAGGED)
    for _ in range(3):
        flag(assignment=hand_out(project=project, user=annotator), reason="odd")
    with CaptureQueriesContext(connection) as many:
        everything = client.get(FLAGGED).json()
    assert len(many) == len(few)
    first = client.get(f"{FLAGGED}?limit=3").json()
    rest = client.get(f"{FLAGGED}?limit=3&cursor={first['next']}").json()
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [3, 1, None]
    assert first["items"] + rest["items"] == everything["items"]


def test_a_lead_decides_by_a_rule(item, post, lead):
    reply = post(body=GIVEN)
    assert reply.status_code == 201
    told = reply.json()
    assert (told["item"], told["label"], told["codebook"], told["rule"]) == (item.pk, "negative", 1, "R1")
    stored = Resolution.objects.get(pk=told["id"])
    assert (stored.decided_by, stored.named_rule, stored.reason) == (lead, "R1", "Irony.")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": ""}, "rule"),
        ({"rule": "R9"}, "rule"),
        ({"rule": None, "reason": ""}, "reason"),
        ({"reason": "", "into": "rule"}, "reason"),
        ({"answers": {"sentiment": "odd"}}, "sentiment"),
        ({"into": "example", "of_label": "odd"}, "label"),
    ],
)
def test_what_is_wrong_decides_nothing(item, post, change, field):
    reply = post(body=GIVEN | change)
    assert (reply.status_code, [one["field"] for one in reply.json()["errors"]]) == (422, [field])
    assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED


def test_that_no_rule_fits_is_said_with_null_and_a_reason(post):
    assert post(body=GIVEN | {"rule": None, "reason": "No rule speaks of it."}).json()["rule"] == ""


@pytest.mark.parametrize(("rule", "decides"), [("", "R1"), (None, "")])
def test_of_an_answer_that_is_taken_its_authors_rule_decides_unless_none_fits(item, post, annotator2, rule, decides):
    taken = answer(annotator2, item.sample, "positive", rule="R1", resolve=False)
    Item.objects.filter(pk=item.pk).update(state=Item.State.FLAGGED)
    reply = post("take", {"answer": taken.pk, "codebook": 1, "rule": rule})
    assert (reply.status_code, reply.json()["rule"]) == (201, decides)


def test_what_it_taught_goes_into_the_draft(item, post, project):
    assert post(body=GIVEN | {"into": "example"}).status_code == 201
    draft = Codebook.objects.with_parts().get(project=project, published_at=None).as_spec()
    labels = {label["name"]: label for label in draft["questions"][0]["labels"]}
    assert item.sample.fields["text"] in labels["negative"]["examples"]


def test_it_is_decided_by_the_version_that_was_read(item, post, project, lead):
    newer_version(project, lead)
    reply = post(body=GIVEN)
    assert (reply.status_code, "Version 2 of the codebook" in reply.json()["detail"]) == (409, True)
    assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED


def test_it_is_decided_once(post):
    post(body=GIVEN)
    assert (post(body=GIVEN).status_code, post("return").status_code) == (409, 409)


def test_it_goes_back_to_the_queue(item, post):
    assert post("return").status_code == 204
    assert Item.objects.get(pk=item.pk).state == Item.State.WAITING


def test_an_item_that_is_not_there_is_404(item, api_client, lead):
    client = api_client(lead)
    assert client.post(f"{FLAGGED}/{10**6}/decide", GIVEN, content_type="application/json").status_code == 404
    assert client.post(f"{FLAGGED}/{10**6}/return").status_code == 404


class TestADecisionTakenBack:
    @pytest.fixture
    def undo(self, post, api_client, lead):
        decided = post(body=GIVEN).json()["id"]
        return lambda: api_client(lead).post(f"/api/v1/projects/reviews/decisions/{decided}/undo")

    def test_the_item_waits_again(self, undo, item, api_client, lead):
        assert api_client(lead).get(FLAGGED).json()["items"] == []
        assert undo().status_code == 204
        assert [one["item"] for one in api_client(lead).get(FLAGGED).json()["items"]] == [item.pk]

    def test_a_second_time_is_refused(self, undo):
        undo()
        reply = undo()
        assert (reply.status_code, "taken back already" in reply.text) == (409, True)

    def test_of_what_no_lead_decided_there_is_none(self, item, api_client, lead):
        assert api_client(lead).post("/api/v1/projects/reviews/decisions/9/undo").status_code == 404
