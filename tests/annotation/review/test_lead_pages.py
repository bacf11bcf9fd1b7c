"""The rules of review, and what waits for a lead."""

import re

import pytest
from django.template.defaultfilters import date

from annotation.models import Annotation, Assignment, Item, Resolution, ReviewPolicy
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, skip
from annotation.queue.actions.undo import undo_skip
from generation.models import Codebook, Event, Job
from tests.annotation.making import newer_version

pytestmark = pytest.mark.django_db

RULES = "/projects/reviews/settings/review/"
FLAGGED = "/projects/reviews/review/flagged/"
CHOSEN = {
    "suggestion": "shown", "suggestion_seconds": "10", "reveal_after": "asked", "overlap_share": "15",
    "overlap_people": "2", "done_when": "majority", "gold_share": "0", "gold_least": "70", "audit_share": "30",
    "daily_cap": "0", "lease_minutes": "20",
}  # fmt: skip


@pytest.fixture
def item(queue, project, annotator) -> Item:
    return flag(assignment=hand_out(project=project, user=annotator), reason="in Finnish").item


def test_the_rules_are_stored_as_shares_and_written_down(queue, signed_in, lead):
    assert signed_in(lead).post(RULES, CHOSEN | {"suggestion": "hidden"}).status_code == 302
    policy = ReviewPolicy.objects.get()
    assert (policy.suggestion, policy.overlap_share, policy.audit_share) == ("hidden", 0.15, 0.3)
    assert Event.objects.get().verb == "review.policy"
    assert not Job.objects.exists()


def test_opening_the_audit_asks_for_a_freeze(queue, signed_in, lead):
    signed_in(lead).post(RULES, CHOSEN | {"audit_open": "on"})
    assert Job.objects.get().task == "annotation.freeze"


@pytest.mark.parametrize("wrong", [{"lease_minutes": "0"}, {"overlap_share": "101"}, {"audit_share": "0"}])
def test_nonsense_is_refused(queue, signed_in, lead, wrong):
    assert signed_in(lead).post(RULES, CHOSEN | wrong).status_code == 422


def test_a_flagged_item_is_shown_with_its_reason(item, signed_in, lead):
    page = signed_in(lead).get(FLAGGED).content.decode()
    assert "in Finnish" in page
    assert "Review 0" in page


def test_a_lead_reads_who_skipped_it_and_who_flagged_it_and_why(queue, project, annotator, annotator2, signed_in, lead):
    first = hand_out(project=project, user=annotator)
    skip(assignment=first, reason="not my language <script>alert(1)</script>")
    Assignment.objects.filter(pk=first.pk).update(item=hand_out(project=project, user=annotator2).item)
    flag(assignment=Assignment.objects.get(user=annotator2), reason="an advert")
    page = " ".join(signed_in(lead).get(FLAGGED).text.split())
    assert re.search(
        rf"{annotator.username}</dt><dd>.{{0,600}}?Skipped: <span dir=\"auto\">not my language &lt;script&gt;", page
    )
    assert re.search(rf"{annotator2.username}</dt><dd>.{{0,600}}?Flagged: <span dir=\"auto\">an advert", page)
    assert "<script>alert(1)" not in page


def test_a_skip_that_was_taken_back_says_nothing_of_the_flag_after_it(queue, project, annotator, signed_in, lead):
    skipped = skip(assignment=hand_out(project=project, user=annotator), reason="not my field")
    flag(assignment=undo_skip(assignment=skipped))
    assert "not my field" not in signed_in(lead).get(FLAGGED).text


def test_a_flag_without_a_reason_names_who_and_when(queue, project, annotator, signed_in, lead):
    flagged = flag(assignment=hand_out(project=project, user=annotator))
    flagged.refresh_from_db()
    page = " ".join(signed_in(lead).get(FLAGGED).text.split())
    said = re.search(
        rf"{annotator.username}</dt><dd>.{{0,600}}?Flagged: <span class=\"muted\">no reason given.*?</dd>", page
    )
    assert said
    assert f'<time class="muted small-text" datetime="{date(flagged.ended_at, "c")}"' in said[0]


def test_a_flagged_item_hides_the_models_label_where_its_review_was_blind(item, signed_in, lead):
    item.assignments.update(blind=False)
    Item.objects.filter(pk=item.pk).update(stream="active")
    assert "<dt>Model</dt>" in signed_in(lead).get(FLAGGED).content.decode()
    item.assignments.update(blind=True)
    assert "<dt>Model</dt>" not in signed_in(lead).get(FLAGGED).content.decode()


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({}, "Name the rule that decides, or say that none fits."),
        ({"reason": "It is plain."}, "Name the rule that decides, or say that none fits."),
        ({"rule": "-"}, "Say why."),
        ({"rule": "R9"}, "Select a valid choice."),
    ],
)
def test_a_decision_names_its_rule_or_says_why_none_fits(item, signed_in, lead, said, wrong):
    given = {"codebook": "1", "q-sentiment": "negative"} | said
    reply = signed_in(lead).post(f"{FLAGGED}{item.pk}/decide/", given)
    assert reply.status_code == 422
    assert wrong in reply.text
    assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED


def test_that_none_fits_is_said_with_a_reason_alone(item, signed_in, lead):
    given = {"codebook": "1", "q-sentiment": "negative", "rule": "-", "reason": "No rule speaks of it."}
    assert signed_in(lead).post(f"{FLAGGED}{item.pk}/decide/", given).status_code == 302
    decided = Resolution.objects.last()
    assert (decided.named_rule, decided.reason) == ("", "No rule speaks of it.")


def test_where_the_codebook_has_no_rules_a_reason_will_do(item, signed_in, lead, project):
    newer_version(project, lead)
    page = signed_in(lead).get(FLAGGED).text
    assert "Rule that decides" not in page
    given = {"codebook": "2", "q-sentiment": "negative", "reason": "It is plain."}
    assert signed_in(lead).post(f"{FLAGGED}{item.pk}/decide/", {**given, "reason": ""}).status_code == 422
    assert signed_in(lead).post(f"{FLAGGED}{item.pk}/decide/", given).status_code == 302


def test_a_decision_holds(item, signed_in, lead):
    given = {"codebook": "1", "q-sentiment": "negative", "rule": "R1", "reason": "Read it twice."}
    assert signed_in(lead).post(f"{FLAGGED}{item.pk}/decide/", given).status_code == 302
    decided = Resolution.objects.last()
    assert (decided.named_rule, decided.reason) == ("R1", "Read it twice.")
    assert "Nothing waits for a decision" in signed_in(lead).get(FLAGGED).content.decode()


def test_it_can_go_back_to_the_queue(item, signed_in, lead):
    signed_in(lead).post(f"{FLAGGED}{item.pk}/return/")
    item.refresh_from_db()
    assert item.state == Item.State.WAITING


class TestWhatADecisionTaught:
    def decide(self, client, item, **sent):
        return client.post(
            f"{FLAGGED}{item.pk}/decide/",
            {"codebook": "1", "q-sentiment": "negative", "rule": "-", "reason": "Irony decides.", **sent},
        )

    def labels(self, project) -> dict:
        draft = Codebook.objects.with_parts().get(project=project, published_at=None).as_spec()
        return {label["name"]: label for label in draft["questions"][0]["labels"]} | {"rules": draft["rules"]}

    def test_the_item_becomes_an_example_of_the_label_decided(self, item, signed_in, lead, project):
        self.decide(signed_in(lead), item, into="example")
        assert item.sample.fields["text"] in self.labels(project)["negative"]["examples"]

    def test_or_a_counter_example_of_another(self, item, signed_in, lead, project):
        self.decide(signed_in(lead), item, into="counter_example", of_label="positive")
        assert item.sample.fields["text"] in self.labels(project)["positive"]["counter_examples"]

    def test_the_reason_becomes_a_rule(self, item, signed_in, lead, project):
        self.decide(signed_in(lead), item, into="rule")
        rule = self.labels(project)["rules"][-1]
        assert (rule["text"], rule["label"]) == ("Irony decides.", "negative")

    def test_a_rule_needs_words(self, item, signed_in, lead, project):
        rule = project.codebooks.get().rules.get().key
        assert self.decide(signed_in(lead), item, into="rule", reason="", rule=rule).status_code == 422
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED

    def test_where_it_cannot_be_learnt_nothing_is_decided(self, item, signed_in, lead):
        assert self.decide(signed_in(lead), item, into="example", of_label="mixed").status_code == 422
        assert Item.objects.get(pk=item.pk).state == Item.State.FLAGGED
        assert not Codebook.objects.filter(published_at=None).exists()

    def test_the_rules_in_question_stand_beside_the_answers(self, item, signed_in, lead, project, annotator):
        rule = project.codebooks.get().rules.get()
        Annotation.objects.create(
            project=project, item=item, assignment=item.assignments.get(), user=annotator, codebook=rule.codebook,
            stream="active", blind=True, answers={"sentiment": "positive"}, label="positive", rule=rule.key,
        )  # fmt: skip
        assert f'<dd class="verbatim" dir="auto">{rule.text}</dd>' in signed_in(lead).get(FLAGGED).content.decode()
