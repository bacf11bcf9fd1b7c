"""The review room for a draft: a card like any other, by the draft's text."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import Dispenser, DraftTurn, Item, Mention, TrialAnswer
from annotation.queue.blind import silent_samples
from annotation.queue.draft_turns import draft_waits
from annotation.trials.actions.people import ask_people
from generation.access import project_for
from generation.models import Codebook, Sample
from tests.annotation.making import newer_version
from tests.annotation.trials.drafting import RULE, make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(project, codebook, lead, annotator):
    return make_trial(project, codebook, lead, annotator)


@pytest.fixture
def asked(trial, lead):
    return ask_people(trial=trial, by=lead, items=4)


@pytest.fixture
def room(signed_in, annotator2):
    """Arno's browser: `room()`, `room("draft-answer", lease, {...})`; with HTMX as the page's script asks."""
    client = signed_in(annotator2)

    def call(name="draft-room", *args, data=None, htmx=True):
        address = reverse(f"annotation:{name}", args=["reviews", *args])
        headers = {"HX-Request": "true"} if htmx and data is not None else {}
        return client.get(address) if data is None else client.post(address, data, headers=headers)

    return call


def leases() -> list[str]:
    return list(DraftTurn.objects.filter(state="held").order_by("pk").values_list("lease", flat=True))


def test_the_card_goes_by_the_draft_which_stands_beside_it_with_what_it_changes(asked, room):
    text = room().text
    assert "This is a draft of the codebook: answer by this text" in text
    assert RULE in text
    assert 'value="mixed"' in text  # a label of the draft alone
    assert "What the draft changes" in text
    assert "<ins>" in text
    assert "Version 1 goes on being in force" in text


def test_it_is_blind(asked, room):
    text = room().text
    assert "data-look" not in text
    assert "gpt" not in text


def test_its_scripts_have_words_for_whatever_goes_wrong(asked, room):
    said = re.findall(r'data-(gone|barred|unkept|rest|rests|enter)="[^"]+"', room().text)
    assert said == ["gone", "barred", "unkept", "rest", "rests", "enter"]


def test_an_answer_is_stored_and_the_next_card_comes(asked, room):
    room()
    lease = leases()[0]
    answered = room("draft-answer", lease, data={"q-sentiment": "mixed", "rule": "R1", "have": ",".join(leases())})
    assert answered.status_code == 200
    assert 'id="review-after"' in answered.text
    assert "<html" not in answered.text
    assert answered.text.count('class="card review-card') == 1
    assert "mixed" in answered.text
    assert TrialAnswer.objects.get().rule == "R1"


def test_a_second_tab_that_says_something_else_of_an_answered_item_is_told(asked, room):
    room()
    said, lease = {"q-sentiment": "mixed", "comment": "both"}, leases()[0]
    assert [room("draft-answer", lease, data=said).status_code for _tab in range(2)] == [200, 200]
    other = room("draft-answer", lease, data=said | {"comment": "both, @lena"})
    assert other.status_code == 409
    assert "another comment or rule" in other["HX-Trigger"]
    assert TrialAnswer.objects.get().comment == "both"


def test_a_wrong_answer_comes_back_with_what_is_wrong_and_what_was_typed(asked, room):
    room()
    again = room("draft-answer", leases()[0], data={"comment": "half typed"})
    assert again.status_code == 422
    assert "half typed" in again.text
    assert not TrialAnswer.objects.exists()


def test_without_a_script_the_page_is_loaded_anew(asked, room):
    room()
    gone = room("draft-answer", leases()[0], data={"q-sentiment": "mixed"}, htmx=False)
    assert (gone.status_code, gone.headers["Location"]) == (302, "/projects/reviews/review/draft/")
    assert room("draft-answer", leases()[0], data={}, htmx=False).status_code == 422


def test_skip_flag_and_undo(asked, room):
    room()
    first, second = leases()
    assert room("draft-skip", first, data={}).status_code == 200
    assert room("draft-flag", second, data={"reason": "odd"}).status_code == 200
    room("draft-answer", leases()[0], data={"q-sentiment": "mixed"})
    again = room("draft-undo", TrialAnswer.objects.get().pk, data={})
    turn = DraftTurn.objects.get(place=TrialAnswer.objects.get().item, state="held")
    assert f'data-again="{turn.lease}"' in again.text
    assert not TrialAnswer.objects.valid().exists()
    assert re.search(r'value="mixed"[^>]* checked', again.text)  # what was said stands there to be changed


def test_a_skip_takes_a_reason(asked, room):
    room()
    first, second = leases()
    told = room("draft-skip", first, data={"reason": "x" * 501})
    assert "At most 500 plain characters." in told["HX-Trigger"]
    assert leases() == [first, second]
    said = room("draft-skip", first, data={"reason": " not my language "})
    assert "You are not asked about it by this draft again." in said["HX-Trigger"]
    room("draft-skip", second, data={})
    passed_on = DraftTurn.objects.filter(state="skipped").order_by("pk")
    assert [turn.reason for turn in passed_on] == ["not my language", ""]


class TestASkipTakenBack:
    @pytest.fixture
    def skipped(self, asked, room) -> DraftTurn:
        room()
        room("draft-skip", leases()[0], data={"reason": "not my language"})
        return DraftTurn.objects.get(state="skipped")

    def test_the_item_comes_back_and_nobody_else_is_asked_in_its_place(self, skipped, room, annotator2):
        asked = DraftTurn.objects.count()
        assert f"You skipped item {skipped.place.item.number}." in room().text
        reply = room("draft-unskip", skipped.lease, data={}).text
        skipped.refresh_from_db()
        assert (skipped.state, skipped.user) == ("held", annotator2)
        assert f'data-again="{skipped.lease}"' in reply
        assert DraftTurn.objects.count() == asked - 1
        assert "You skipped" not in room().text

    def test_not_once_somebody_else_has_taken_it(self, skipped, room, annotator):
        free = DraftTurn.objects.filter(place=skipped.place, pk__gt=skipped.pk)
        free.update(state="held", user=annotator)
        reply = room("draft-unskip", skipped.lease, data={})
        assert reply.status_code == 409
        assert "You skipped" not in reply.text
        skipped.refresh_from_db()
        assert skipped.state == "skipped"

    def test_not_what_was_answered(self, asked, room):
        room()
        lease = leases()[0]
        room("draft-answer", lease, data={"q-sentiment": "mixed"})
        assert room("draft-unskip", lease, data={}).status_code == 409


def test_a_flag_is_taken_back_like_a_skip(asked, room):
    room()
    lease = leases()[0]
    room("draft-flag", lease, data={"reason": "odd"})
    flagged = DraftTurn.objects.get(state="flagged")
    assert f"You flagged item {flagged.place.item.number} for a lead." in room().text
    reply = room("draft-unflag", flagged.lease, data={}).text
    flagged.refresh_from_db()
    assert flagged.state == "held"
    assert f'data-again="{flagged.lease}"' in reply
    assert room("draft-unflag", flagged.lease, data={}).status_code == 409
    assert "You flagged" not in room().text


def test_the_home_of_the_project_tells_whoever_is_asked(asked, annotator, annotator2, viewer, signed_in):
    home, words = "/projects/reviews/", "asks you to answer some items by it"
    assert words in signed_in(annotator2).get(home).text
    assert words not in signed_in(viewer).get(home).text
    DraftTurn.objects.all().delete()
    assert words not in signed_in(annotator2).get(home).text


def test_once_another_version_is_in_force_what_is_held_is_asked_no_more(asked, room, annotator2, project, lead):
    assert 'data-lease="' in room().text
    assert draft_waits(annotator2, project)
    lease, sample = leases()[0], DraftTurn.objects.filter(state="held").first().place.item.sample_id
    ours = project_for(lead, project.slug)
    DraftTurn.objects.filter(lease=lease).update(user=lead)
    assert silent_samples(lead, ours, [sample]) == {sample}
    DraftTurn.objects.filter(lease=lease).update(user=annotator2)
    project.codebooks.filter(published_at=None, number__isnull=False).delete()
    newer_version(project, lead)
    assert 'data-lease="' not in room().text
    assert not draft_waits(annotator2, project)
    DraftTurn.objects.filter(lease=lease).update(user=lead)
    assert silent_samples(lead, ours, [sample]) == set()  # nobody keeps it for ever from who held it
    DraftTurn.objects.filter(lease=lease).update(user=annotator2)
    assert room("draft-answer", lease, data={"q-sentiment": "mixed"}).status_code == 200  # it stood on the screen
    assert TrialAnswer.objects.valid().count() == 1


def test_a_lease_that_is_gone_is_said_and_the_next_item_comes(asked, room):
    room()
    gone = room("draft-answer", "nobodys", data={"q-sentiment": "mixed"})
    assert gone.status_code == 409
    assert "no longer yours" in gone.headers["HX-Trigger"]
    assert "review-card" in gone.text


def test_an_item_that_is_asked_about_no_more_goes_with_the_reason(asked, trial, room, lead, project):
    room()
    first, second = leases()[:2]
    project.codebooks.filter(published_at=None, number__isnull=False).delete()
    newer_version(project, lead)
    gone = room("draft-answer", first, data={"q-sentiment": "mixed", "have": second})
    assert 'data-gone="Another version of the codebook is in force by now' in gone.text


@pytest.mark.parametrize(("half", "judged", "said"), [
    ("held_out", True, "The held-out items have begun to judge the draft"),
    ("development", False, "The lead no longer asks for an answer to that item."),
])  # fmt: skip
def test_so_does_one_that_was_withdrawn(asked, trial, room, half, judged, said):
    room()
    first, second = leases()[:2]
    turn = DraftTurn.objects.get(lease=second)
    type(turn.place).objects.filter(pk=turn.place_id).update(half=half)
    DraftTurn.objects.filter(pk=turn.pk).update(state="withdrawn")
    if judged:
        type(trial).objects.filter(pk=trial.pk).update(half="held_out")
    gone = room("draft-answer", first, data={"q-sentiment": "mixed", "have": second})
    assert f'data-gone="{said}' in gone.text


def test_one_that_went_to_somebody_else_has_none_but_that(asked, room):
    room()
    first, second = leases()[:2]
    DraftTurn.objects.filter(lease=second).update(lease="anothers", user=None, state="open")
    gone = room("draft-answer", first, data={"q-sentiment": "mixed", "have": second})
    assert "data-gone" not in gone.text
    assert "its time had run out" in room().text


def test_when_all_is_answered_it_says_so_and_leads_back(asked, room):
    room()
    while held := leases():
        room("draft-answer", held[0], data={"q-sentiment": "mixed"})
    text = room().text
    assert "No item waits for you by a draft" in text
    assert "4 answers of yours by drafts so far" in text


def test_the_review_room_tells_who_is_asked(asked, room, signed_in, annotator, project):
    Dispenser.objects.create(project=project, pulled_until=Sample.objects.latest("pk").pk)  # all are items already
    assert "asks you to answer some items by it" in room("review").text
    client = signed_in(annotator)  # anna gave the answers that hold, and others are there to ask
    assert "asks you to answer some items by it" not in client.get(reverse("annotation:review", args=["reviews"])).text


def test_own_answers_are_listed_and_corrected_by_the_draft(asked, room):
    room()
    room("draft-answer", leases()[0], data={"q-sentiment": "mixed", "comment": "both"})
    pk = TrialAnswer.objects.get().pk
    assert "both" in room("draft-answers").text
    page = room("draft-correct", pk).text
    assert RULE in page
    corrected = room("draft-correct", pk, data={"q-sentiment": "negative"}, htmx=False)
    assert corrected.headers["Location"] == "/projects/reviews/review/draft/answers/"
    assert TrialAnswer.objects.valid().get().label == "negative"
    assert "corrected since" in room("draft-answers").text
    assert (
        room("draft-correct", TrialAnswer.objects.valid().get().pk, data={"rule": "R1"}, htmx=False).status_code == 422
    )


def test_what_was_typed_is_still_there_where_the_answer_by_a_draft_stands(asked, room):
    room()
    room("draft-answer", leases()[0], data={"q-sentiment": "mixed"})
    pk = TrialAnswer.objects.get().pk
    room("draft-correct", pk, data={"q-sentiment": "negative"}, htmx=False)
    sent = {"q-sentiment": "positive", "comment": "I misread its end."}
    refused = room("draft-correct", pk, data=sent, htmx=False)
    assert refused.status_code == 409
    assert "This answer was taken back already." in refused.text
    assert "I misread its end." in refused.text
    assert re.search(r'value="positive"[^>]* checked', refused.text)
    assert TrialAnswer.objects.valid().get().label == "negative"


def test_somebody_elses_answer_is_nobodys_business(asked, room, signed_in, annotator):
    room()
    room("draft-answer", leases()[0], data={"q-sentiment": "mixed"})
    client, pk = signed_in(annotator), TrialAnswer.objects.get().pk
    assert client.get(reverse("annotation:draft-correct", args=["reviews", pk])).status_code == 404
    assert client.post(reverse("annotation:draft-undo", args=["reviews", pk])).status_code == 404


def test_who_is_asked_by_a_draft_is_told_nothing_of_the_item_meanwhile(asked, room, lead, annotator2, signed_in):
    room()
    held = DraftTurn.objects.filter(state="held").first().item.sample_id
    project = project_for(annotator2, "reviews")
    assert silent_samples(annotator2, project, [held]) == {held}
    ours = project_for(lead, "reviews")
    assert silent_samples(lead, ours, [held]) == set()
    signed_in(lead).get(reverse("annotation:draft-room", args=["reviews"]))
    mine = DraftTurn.objects.filter(user=lead).first().item.sample_id
    assert silent_samples(lead, ours, [mine]) == {mine}


def test_names_are_offered_and_it_says_when_they_are_told(asked, room):
    """A comment of the queue's own cards tells at once; here somebody else may still be asked."""
    told = "Whoever you name with @ is told once nobody is asked about this item any more."
    page = room().text
    assert "data-mentions" in page
    assert told in page
    room("draft-answer", leases()[0], data={"q-sentiment": "mixed", "comment": "as @lena says"})
    assert [one.user.username for one in Mention.objects.all()] == ["lena"]
    page = room("draft-correct", TrialAnswer.objects.get().pk).text
    assert "data-mentions" in page
    assert told in page


def test_hostile_text_is_shown_as_text(asked, room):
    sample = asked[0].item.sample
    sample.fields = {"text": "<script>alert(1)</script>"}
    sample.save(update_fields=["fields"])
    assert "<script>alert" not in room().text


def test_the_queue_and_the_codebook_are_as_they_were(asked, room, project):
    room()
    assert not Item.objects.exclude(state=Item.State.ANSWERED).exists()
    assert Codebook.objects.current(project).number == 1


def test_it_costs_the_same_however_much_is_asked(trial, lead, signed_in, annotator2):
    client, address = signed_in(annotator2), reverse("annotation:draft-room", args=["reviews"])

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    ask_people(trial=trial, by=lead, items=2)
    few = cost()
    ask_people(trial=trial, by=lead, items=4)
    assert cost() <= few <= 26
