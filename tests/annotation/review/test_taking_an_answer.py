"""A lead takes one person's label and text as they are, and says which text a label of their own goes with."""

import json

import pytest

from annotation.curation.filters import Filters
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.models import Annotation, Item, Resolution
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.review.actions import two_people_revise
from generation.children import carry_out_open_jobs
from generation.codebooks.actions import publish
from generation.models import Sample

pytestmark = pytest.mark.django_db

FLAGGED = "/projects/reviews/review/flagged/"
ANNAS = {"sentiment": "negative", "text_revised": "It drags on."}
BENS = {"sentiment": "positive", "text_revised": "It flies by."}
PLAIN = {"sentiment": "positive"}


@pytest.fixture
def differ(project, queue, lead, annotator, annotator2, policy):
    """`differ(first, second)`: one item to which two people answered so, and which waits for a lead."""

    def answered(*answers) -> Item:
        Item.objects.exclude(sample=queue[0]).delete()
        publish(codebook=two_people_revise(project=project, lead=lead).draft, author=lead)
        policy.refresh_from_db()
        policy.done_when = "lead"
        policy.save()
        for person, said in zip((annotator, annotator2), answers, strict=True):
            submit(assignment=hand_out(project=project, user=person), answers=said)
        return Item.objects.get(state=Item.State.FLAGGED)

    return answered


@pytest.fixture
def post(signed_in, lead):
    def sent(item, to, **data):
        return signed_in(lead).post(f"{FLAGGED}{item.pk}/{to}/", {"codebook": "2"} | data)

    return sent


def of(person) -> Annotation:
    return Annotation.objects.valid().get(user=person)


def told(item) -> tuple:
    item.sample.refresh_from_db()
    return item.sample.current_label, item.sample.answers.get("text_revised", "")


class TestByOnePress:
    def test_label_and_text_hold_as_that_person_left_them(self, differ, post, annotator):
        item = differ(ANNAS, BENS)
        reply = post(item, f"take/{of(annotator).pk}")
        assert reply.status_code == 302
        assert told(item) == ("negative", "It drags on.")
        assert Item.objects.get(pk=item.pk).state == Item.State.ANSWERED
        assert Sample.objects.get(pk=item.sample_id).fields == {"text": "Review 0"}

    def test_who_did_not_revise_leaves_the_text_as_it_came(self, differ, post, annotator2):
        item = differ(ANNAS, PLAIN)
        post(item, f"take/{of(annotator2).pk}")
        assert told(item) == ("positive", "")

    def test_it_is_written_down_whose_answers_were_taken(self, differ, post, lead, annotator, annotator2):
        post(differ(ANNAS, BENS), f"take/{of(annotator).pk}")
        one = Resolution.objects.latest("pk")
        two = [of(annotator).pk, of(annotator2).pk]
        assert (one.rule, one.decided_by, one.of_another_text) == ("lead", lead, True)
        assert one.merged == {"row": "taken", "kept": two[0], "of": two, "seed": "", "coin": None}

    def test_the_message_and_the_samples_page_say_which_text_holds(self, differ, signed_in, lead, annotator):
        item, client = differ(ANNAS, BENS), signed_in(lead)
        client.post(f"{FLAGGED}{item.pk}/take/{of(annotator).pk}/", {"codebook": "2"})
        said = client.get(f"/projects/reviews/samples/{item.sample_id}/").text
        name = annotator.username
        assert f"Decided: negative, of the text as {name} revised it." in said  # the message waits for the next page
        assert f"the answers of {name}, taken as they are" in said

    def test_a_rule_and_a_reason_may_go_along(self, differ, post, annotator):
        post(differ(ANNAS, BENS), f"take/{of(annotator).pk}", rule="R1", reason="Hers says it.")
        one = Resolution.objects.latest("pk")
        assert (one.named_rule, one.reason) == ("R1", "Hers says it.")

    def test_else_the_rule_that_its_author_named_decides(self, differ, post, annotator):
        item = differ(ANNAS, BENS)
        Annotation.objects.filter(user=annotator).update(rule="R1")
        post(item, f"take/{of(annotator).pk}", rule="")
        assert Resolution.objects.latest("pk").named_rule == "R1"

    def test_where_the_lead_says_that_none_fits_its_authors_does_not_decide(self, differ, post, annotator):
        item = differ(ANNAS, BENS)
        Annotation.objects.filter(user=annotator).update(rule="R1")
        post(item, f"take/{of(annotator).pk}", rule="-")
        assert Resolution.objects.latest("pk").named_rule == ""

    @pytest.mark.parametrize(("more", "wrong"), [({"rule": "R9"}, "R9"), ({"into": "rule"}, "becomes the rule")])
    def test_what_is_wrong_beside_it_takes_nothing(self, differ, post, annotator, more, wrong):
        item = differ(ANNAS, BENS)
        reply = post(item, f"take/{of(annotator).pk}", **more)
        assert (reply.status_code, wrong in reply.text) == (422, True)
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED

    def test_an_answer_taken_back_meanwhile_is_not_taken(self, differ, post, annotator):
        item, answer = differ(ANNAS, BENS), of(annotator)
        Annotation.objects.filter(pk=answer.pk).update(undone_at=answer.created_at)
        reply = post(item, f"take/{answer.pk}")
        assert (reply.status_code, "taken back meanwhile" in reply.text) == (409, True)
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED

    def test_nor_is_one_of_another_version_that_does_not_fit_this_one(self, differ, post, annotator):
        item = differ(ANNAS, BENS)
        Annotation.objects.filter(user=annotator).update(answers={"sentiment": "mixed"})
        reply = post(item, f"take/{of(annotator).pk}")
        assert (reply.status_code, "do not fit version 2" in reply.text) == (409, True)
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED

    def test_by_a_form_of_an_older_version_nothing_is_taken(self, differ, post, annotator):
        item = differ(ANNAS, BENS)
        reply = post(item, f"take/{of(annotator).pk}", codebook="1")
        assert (reply.status_code, "was published after you read" in reply.text) == (422, True)
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED


class TestByHand:
    GIVEN = {"q-sentiment": "positive", "rule": "-", "reason": "Read it twice."}

    def test_a_label_says_which_text_it_goes_with(self, differ, post):
        item = differ(ANNAS, BENS)
        reply = post(item, "decide", **self.GIVEN)
        assert (reply.status_code, "Say which text the label goes with." in reply.text) == (422, True)
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED

    @pytest.mark.parametrize(
        ("whose", "box", "text"),
        [("came", "typed", ""), ("anna", "typed", "It drags on."), ("own", "It races.", "It races.")],
    )
    def test_that_text_holds_whatever_stands_in_the_box(self, differ, post, annotator, whose, box, text):
        item = differ(ANNAS, BENS)
        chosen = str(of(annotator).pk) if whose == "anna" else whose
        post(item, "decide", **self.GIVEN, text=chosen, **{"q-text_revised": box})
        assert told(item) == ("positive", text)
        assert Resolution.objects.latest("pk").merged == {}

    def test_who_throws_it_away_needs_no_text(self, differ, post):
        item = differ(ANNAS, BENS)
        reply = post(item, "decide", **{"q-discard": "discard", "rule": "-", "reason": "Nonsense."})
        assert reply.status_code == 302

    def test_nobody_is_asked_where_nobody_revised(self, differ, post):
        item = differ(PLAIN, {"sentiment": "negative"})
        assert post(item, "decide", **self.GIVEN).status_code == 302


class TestByRest:
    URL = "/api/v1/projects/reviews/flagged"

    @pytest.fixture
    def send(self, api_client, lead):
        def sent(item, body):
            return api_client(lead).post(f"{self.URL}/{item.pk}/take", body, content_type="application/json")

        return sent

    def test_an_answer_is_taken_by_its_id(self, differ, send, api_client, lead, annotator):
        item = differ(ANNAS, BENS)
        [one] = api_client(lead).get(self.URL).json()["items"]
        assert one["why"] == ["differ", "revised"]
        [annas] = [answer for answer in one["answers"] if answer["by"] == annotator.username]
        reply = send(item, {"answer": annas["id"], "codebook": one["codebook"]})
        assert reply.status_code == 201
        said = reply.json()
        assert (said["label"], said["texts"], said["taken"]) == ("negative", {"text": "It drags on."}, annas["id"])
        assert told(item) == ("negative", "It drags on.")

    def test_what_a_label_was_decided_with_is_told(self, differ, api_client, lead):
        item = differ(ANNAS, BENS)
        body = {"answers": PLAIN, "codebook": 2, "rule": None, "reason": "Both went too far."}
        said = api_client(lead).post(f"{self.URL}/{item.pk}/decide", body, content_type="application/json").json()
        assert (said["texts"], said["taken"]) == ({}, None)

    @pytest.mark.parametrize(
        ("change", "status"), [({"codebook": 1}, 409), ({"answer": 10**6}, 409), ({"rule": "R9"}, 422)]
    )
    def test_what_is_wrong_takes_nothing(self, differ, send, annotator, change, status):
        item = differ(ANNAS, BENS)
        assert send(item, {"answer": of(annotator).pk, "codebook": 2} | change).status_code == status
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED


def test_the_version_holds_that_text_with_that_label_and_says_whose_it_is(differ, post, project, lead, annotator):
    item = differ(ANNAS, BENS)
    post(item, f"take/{of(annotator).pk}")
    version = open_version(project=project, filters=Filters(), note="", by=lead)
    enqueue_cut(version)
    carry_out_open_jobs()
    row = json.loads(version.frozen_rows.get(sample=item.sample_id).payload)
    assert (row["text"], row["label"]) == ("It drags on.", "negative")
    assert row["provenance"]["two_people"]["row"] == "taken"
    assert row["provenance"]["two_people"]["kept"] in [one["id"] for one in row["annotations"]]
    assert row["provenance"]["revised"]["text"]["original"] == "Review 0"
    assert row["provenance"]["revised"]["text"]["by"] == [f"annotator-{annotator.pk}"]
