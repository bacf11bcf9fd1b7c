"""What people say by a draft, held against what they said before and against the model."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import DraftTurn, TrialItem
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.turns import answer, flag, take
from annotation.trials.frames import Said
from annotation.trials.people import comparison_of, read_items
from tests.annotation.making import answer as answer_item
from tests.annotation.making import newer_version
from tests.annotation.trials.drafting import make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(project, codebook, lead, annotator):
    return make_trial(project, codebook, lead, annotator)


@pytest.fixture
def say(project):
    """`say(arno, "mixed", ...)`: the next items that arno is handed, answered so."""

    def answered(user, *labels, **more):
        for label in labels:
            turn = take(project=project, user=user)
            answer(project=project, user=user, lease=turn.lease, answers={"sentiment": label}, **more)

    return answered


@pytest.fixture
def page(signed_in, lead):
    address = lambda trial: reverse("annotation:trial-people", args=["reviews", trial.pk])  # noqa: E731
    return lambda trial, user=lead, **data: (
        signed_in(user).post(address(trial), data) if data else signed_in(user).get(address(trial))
    )


def test_a_lead_asks_by_the_form(trial, page):
    assert "6 items of the development half were not asked yet" in page(trial).text
    assert page(trial, items=5).status_code == 302
    assert DraftTurn.objects.count() == 5
    assert "1 item of the development half was not asked yet" in page(trial).text


def test_what_does_not_fit_is_said_at_its_field(trial, page):
    told = page(trial, items=7)
    assert told.status_code == 422
    assert "6 items of the development half were not asked yet; 7 are asked for" in told.text


def test_changed_labels_have_their_share_and_interval(trial, lead, annotator2, say):
    """Two of five: .4, Wilson's 95% interval .118 to .769."""
    ask_people(trial=trial, by=lead, items=5)
    say(annotator2, "mixed", "negative", "positive", "positive", "positive")
    told = comparison_of(read_items(trial))
    assert (told.items, told.answers, told.again, told.undecided) == (5, 5, 0, 0)
    assert (told.changed.value, told.changed.n) == (0.4, 5)
    assert (told.changed.low, told.changed.high) == (pytest.approx(0.1176, abs=1e-4), pytest.approx(0.7693, abs=1e-4))


def test_an_item_on_which_people_differ_is_no_changed_one(trial, lead, annotator2, say):
    ask_people(trial=trial, by=lead, items=2, each=2)
    say(annotator2, "mixed", "mixed")
    say(lead, "mixed", "negative")
    told = comparison_of(read_items(trial))
    assert (told.undecided, told.changed.value, told.changed.n) == (1, 1.0, 1)
    assert (told.together[1].value, told.together[1].n) == (0.5, 2)


def test_people_among_themselves_before_are_those_who_answered_the_same_items(trial, lead, annotator2, say):
    for place in TrialItem.objects.filter(split=trial.split, half="development")[:4]:
        answer_item(lead, place.item.sample, "negative", resolve=False)
    ask_people(trial=trial, by=lead, items=6)
    say(annotator2, *["positive"] * 6)
    before, _after = comparison_of(read_items(trial)).together
    assert (before.value, before.n) == (0, 4)


def test_answers_of_who_had_answered_before_are_told(trial, lead, annotator, annotator2, say, page):
    ask_people(trial=trial, by=lead, items=2, people=["anna", "arno"])
    say(annotator, "mixed", "mixed")
    say(annotator2, "mixed", "mixed")
    assert comparison_of(read_items(trial)).again == 2
    assert "2 answers are by somebody who had answered the item before" in page(trial).text
    assert "for the second time" in page(trial).text


def test_the_model_is_held_against_people_by_the_same_text(trial, lead, annotator2, say):
    """Three items: the model was right before on one, and is right by the draft on all three."""
    ask_people(trial=trial, by=lead, items=3)
    say(annotator2, "mixed", "mixed", "positive")
    reads = read_items(trial)
    for read in reads:
        before = "positive" if read.after == "positive" else "negative"
        read.models = (Said(before), Said(read.after))
    told = comparison_of(reads)
    assert [share.value for share in told.model] == [pytest.approx(1 / 3), 1.0]
    assert told.gain.value == pytest.approx(2 / 3)
    assert told.gain.low > -0.1


def test_the_page_shows_items_people_and_flags_the_changed_ones_first(trial, lead, annotator2, say, page, project):
    ask_people(trial=trial, by=lead, items=4)
    say(annotator2, "positive", "positive", "mixed", rule="R1", comment="by the draft")
    turn = take(project=project, user=annotator2)
    flag(project=project, user=annotator2, lease=turn.lease, reason="in another language")
    for reason in ("not my field", ""):
        DraftTurn.objects.create(
            project=project,
            place=turn.place,
            codebook=trial.candidate,
            asked_by=lead,
            user=annotator2,
            state="skipped",
            reason=reason,
        )
    reads = page(trial).context["reads"]
    assert [read.after for read in reads] == ["mixed", "positive", "positive"]
    text = page(trial).text
    for words in ("by the draft", "in another language", "33.3%", "not my field"):
        assert words in text
    assert (text.count("Flagged:"), text.count("Skipped:")) == (1, 1), "without a reason a skip is a number"


def test_a_viewer_reads_and_asks_nobody(trial, page, viewer, annotator):
    assert "Ask people" not in page(trial, viewer).text
    assert page(trial, viewer, items=1).status_code == 403
    assert page(trial, annotator).status_code == 403


def test_nobody_is_asked_about_the_held_out_half(trial, page):
    trial.half = "held_out"
    trial.save(update_fields=["half"])
    assert "Ask people" not in page(trial).text
    assert page(trial, items=1).status_code == 422


def test_more_answers_cost_no_more_queries(trial, lead, annotator2, say, signed_in):
    client, address = signed_in(lead), reverse("annotation:trial-people", args=["reviews", trial.pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    ask_people(trial=trial, by=lead, items=6)
    say(annotator2, "mixed")
    few = cost()
    say(annotator2, *["mixed"] * 5)
    assert cost() <= few <= 26


def test_once_another_version_is_in_force_nobody_can_be_asked_and_the_page_says_so(trial, lead, project, page):
    ask_people(trial=trial, by=lead, items=2)
    project.codebooks.filter(published_at=None, number__isnull=False).delete()
    newer_version(project, lead)
    told = page(trial).text
    assert "Another version is in force" in told
    assert "Nobody is asked by this draft any more" in told
    assert 'name="items"' not in told
    refused = page(trial, items=2)
    assert (refused.status_code, DraftTurn.objects.count()) == (422, 2)
    with pytest.raises(ValidationError, match="not in force any more"):
        ask_people(trial=trial, by=lead, items=1)
