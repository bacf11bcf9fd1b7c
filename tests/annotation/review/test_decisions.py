"""A lead decides by the codebook that was read, and nothing typed is lost where a decision is refused."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.models import Assignment, Item, Resolution
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from tests.annotation.making import newer_version

pytestmark = pytest.mark.django_db

FLAGGED = "/projects/reviews/review/flagged/"
GIVEN = {"q-sentiment": "negative", "rule": "-", "reason": "Read it twice, it is a complaint."}


@pytest.fixture
def item(queue, project, annotator) -> Item:
    return flag(assignment=hand_out(project=project, user=annotator), reason="in Finnish").item


@pytest.fixture
def post(signed_in, lead, item):
    def sent(to="decide", at=None, query="", **data):
        return signed_in(lead).post(f"{FLAGGED}{(at or item).pk}/{to}/{query}", GIVEN | data)

    return sent


class TestByWhichVersion:
    def test_the_page_says_which_version_its_forms_go_by(self, item, signed_in, lead, project):
        assert '<input type="hidden" name="codebook" value="1">' in signed_in(lead).get(FLAGGED).text
        newer_version(project, lead)
        assert '<input type="hidden" name="codebook" value="2">' in signed_in(lead).get(FLAGGED).text

    def test_a_decision_is_stored_under_the_version_that_was_read(self, post):
        assert post(codebook="1").status_code == 302
        assert Resolution.objects.last().codebook.number == 1

    def test_a_form_of_an_older_version_decides_nothing_and_keeps_what_was_typed(self, item, post, project, lead):
        newer_version(project, lead)
        reply = post(codebook="1")
        assert reply.status_code == 422
        assert "Version 2 of the codebook was published" in reply.text
        assert "/projects/reviews/codebooks/1/diff/2/" in reply.text
        assert GIVEN["reason"] in reply.text
        assert 'value="negative" required checked' in reply.text
        assert '<input type="hidden" name="codebook" value="2">' in reply.text
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED

    @pytest.mark.parametrize("number", ["", "7", "one", "-1", "9" * 30, "²"])
    def test_so_does_a_form_of_no_version(self, item, post, number):
        reply = post(codebook=number)
        assert (reply.status_code, "/diff/" in reply.text) == (422, False)
        assert "version of the codebook" in reply.text
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED


class TestWhereItIsRefused:
    def test_the_slower_of_two_leads_keeps_what_was_typed(self, item, post, codebook, annotator2):
        decide(item=item, lead=annotator2, codebook=codebook, answers={"sentiment": "positive"}, reason="Praise.")
        reply = post(codebook="1")
        assert reply.status_code == 409
        assert "does not wait for a decision any more" in reply.text
        assert GIVEN["reason"] in reply.text
        assert 'value="negative" required checked' in reply.text
        assert f'action="{FLAGGED}{item.pk}/decide/"' not in reply.text  # nothing is left to be sent

    def test_what_others_said_is_shown_no_more_once_it_waits_for_people_again(self, item, post):
        Item.objects.filter(pk=item.pk).update(state=Item.State.WAITING)
        reply = post(codebook="1")
        assert (reply.status_code, "in Finnish" in reply.text) == (409, False)

    def test_nor_is_it_lost_where_nobody_is_left_to_send_it_back_to(self, item, post, monkeypatch):
        monkeypatch.setattr("annotation.queue.actions.decide.nobody_left", lambda *_: True)
        reply = post("return", codebook="1")
        assert reply.status_code == 409
        assert "Everybody who could answer this item has done so" in reply.text
        assert GIVEN["reason"] in reply.text
        assert f'action="{FLAGGED}{item.pk}/decide/"' in reply.text

    def test_the_item_is_on_the_screen_wherever_it_stands_in_the_list(self, item, post, project, annotator):
        flag(assignment=hand_out(project=project, user=annotator), reason="in Estonian")
        reply = post(codebook="1", rule="")
        assert reply.status_code == 422
        assert (reply.context["item"].pk, reply.context["place"]) == (item.pk, 2)


def test_more_items_cost_no_more_queries(item, signed_in, lead, project, annotator):
    client = signed_in(lead)
    client.get(FLAGGED)  # a published codebook is read once a process

    def cost() -> int:
        Assignment.objects.update(blind=False)  # a coin decides it, and what was answered blind shows no model's word
        with CaptureQueriesContext(connection) as queries:
            assert "<dt>Model</dt>" in client.get(FLAGGED).text
        return len(queries)

    one = cost()
    for _ in range(4):
        flag(assignment=hand_out(project=project, user=annotator), reason="in Estonian")
    assert cost() == one


def test_a_decision_taken_back_leaves_the_lead_among_what_they_had_chosen(item, post, signed_in, lead):
    post(query="?why=flagged", codebook="1")
    decision = Resolution.objects.last()
    undone = signed_in(lead).post(f"/projects/reviews/review/decisions/{decision.pk}/undo/?why=flagged")
    assert undone.url == f"{FLAGGED}?why=flagged&item={item.pk}#item"


def test_where_it_is_none_of_these_it_is_shown_all_the_same(item, post, signed_in, lead):
    post(codebook="1")
    decision = Resolution.objects.last()
    undone = signed_in(lead).post(f"/projects/reviews/review/decisions/{decision.pk}/undo/?why=skipped")
    assert undone.url == f"{FLAGGED}?item={item.pk}#item"


def test_the_first_of_those_that_were_chosen_has_no_previous_one(item, signed_in, lead):
    page = signed_in(lead).get(f"{FLAGGED}?why=flagged").text
    assert "Flagged by a person" in page
    assert "Previous" not in page
