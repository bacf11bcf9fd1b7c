"""Whoever is named in what somebody says by a draft is told, once that can spoil nobody's answer."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotation.comments.threads import count_unread, mentions_of, told
from annotation.models import Half, Mention, TrialAnswer
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.turns import answer, correct, take, undo
from generation.access import project_for
from generation.codebooks.actions import publish, save_draft
from tests.annotation.trials.drafting import make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(project, codebook, lead, annotator):
    return make_trial(project, codebook, lead, annotator, done=True)


@pytest.fixture
def say(project):
    """`say(arno, "as @lena says")`: of the next item that arno is handed by the draft."""

    def said(user, comment: str) -> TrialAnswer:
        lease = take(project=project, user=user).lease
        return answer(project=project, user=user, lease=lease, answers={"sentiment": "mixed"}, comment=comment)

    return said


def unread(user) -> int:
    return count_unread(user, project_for(user, "reviews"))


def read(user) -> list[str]:
    project = project_for(user, "reviews")
    return [one["text"] for one in told(user, project, mentions_of(user, project))]


def test_who_is_named_finds_it_among_the_mentions(trial, lead, annotator2, say, signed_in):
    ask_people(trial=trial, by=lead, items=1)
    say(annotator2, "Is that so, @lena?")
    assert (unread(lead), read(lead)) == (1, ["Is that so, @lena?"])
    assert "Is that so, @lena?" in signed_in(lead).get("/projects/reviews/mentions/").text


def test_nobody_is_told_while_somebody_is_asked_about_the_item(trial, lead, annotator, annotator2, say):
    ask_people(trial=trial, by=lead, items=1, people=[annotator.username, annotator2.username])
    say(annotator2, "I think so, @lena and @anna.")
    assert (read(lead), read(annotator)) == ([], [])
    say(annotator, "")
    assert read(lead) == ["I think so, @lena and @anna."]
    assert read(annotator) == [""]  # she may still take her answer to the version in force back: no words yet


def test_of_the_held_out_half_nothing_is_told_before_it_has_judged(trial, lead, annotator2, say):
    ask_people(trial=trial, by=lead, items=1, half=Half.HELD_OUT)
    say(annotator2, "The draft is wrong here, @lena.")
    assert (unread(lead), read(lead)) == (0, [])
    trial.split.spent_at = timezone.now()
    trial.split.save()
    assert read(lead) == ["The draft is wrong here, @lena."]


@pytest.mark.parametrize("half", Half.values)
def test_once_another_version_is_published_the_waiting_is_over(half, project, trial, lead, annotator, annotator2, say):
    """Nobody judged, and of two who were asked one never answered: from then on neither can."""
    ask_people(trial=trial, by=lead, items=1, people=[annotator.username, annotator2.username], half=half)
    say(annotator2, "Is that so, @lena?")
    assert (unread(lead), read(lead)) == (0, [])
    draft = save_draft(project=project, spec=trial.candidate.as_spec(), author=lead)
    publish(codebook=draft, author=lead)
    assert (unread(lead), read(lead)) == (1, ["Is that so, @lena?"])


def test_what_is_taken_back_is_told_nobody(trial, lead, annotator2, say, project):
    ask_people(trial=trial, by=lead, items=1)
    given = say(annotator2, "@lena?")
    undo(answer=given, project=project)
    assert unread(lead) == 0


def test_a_correction_tells_nobody_again_who_has_read_it(trial, lead, annotator2, say, project):
    ask_people(trial=trial, by=lead, items=1)
    given = say(annotator2, "@lena?")
    Mention.objects.update(seen_at=timezone.now())
    correct(answer=given, project=project, answers={"sentiment": "positive"}, comment="@lena!")
    assert (unread(lead), read(lead)) == (0, ["@lena!"])


def test_a_mention_is_of_one_thing(trial, lead, annotator2, say):
    ask_people(trial=trial, by=lead, items=1)
    say(annotator2, "@lena?")
    with pytest.raises(IntegrityError), transaction.atomic():
        Mention.objects.update(draft_answer=None)
