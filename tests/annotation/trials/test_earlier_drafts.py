"""Once a newer draft is tried on the same items, people are asked no further by the earlier ones."""

import pytest
from django.urls import reverse

from annotation.models import DraftTurn
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.trying import try_draft
from annotation.trials.actions.turns import answer, take
from generation.codebooks.actions import save_draft
from generation.models import Event
from tests.annotation.trials.drafting import make_trial

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial(project, codebook, lead, annotator):
    return make_trial(project, codebook, lead, annotator, held_out=2, done=True)


def edit(trial, lead) -> None:
    spec = trial.candidate.as_spec()
    spec["rules"][0]["text"] = "Praise for one actor alone is no praise."
    save_draft(project=trial.split.project, spec=spec, author=lead)


def states() -> list[str]:
    return sorted(DraftTurn.objects.values_list("state", flat=True))


def test_what_nobody_has_in_hand_is_given_up_and_the_rest_stays(trial, lead, annotator2, project):
    ask_people(trial=trial, by=lead, items=3)
    ask_people(trial=trial, by=lead, items=1, half="held_out")
    first, second = (take(project=project, user=annotator2) for _ in range(2))
    answer(project=project, user=annotator2, lease=first.lease, answers={"sentiment": "mixed"})
    edit(trial, lead)
    try_draft(project=project, endpoint=trial.endpoint, by=lead)
    assert states() == ["held", "submitted", "withdrawn", "withdrawn"]
    assert answer(project=project, user=annotator2, lease=second.lease, answers={"sentiment": "mixed"})
    event = Event.objects.get(verb="trial.people_withdrawn")
    assert (event.subject, event.detail) == (f"try {trial.pk}", {"answers": 1})
    assert Event.objects.filter(verb="trial.held_out_withdrawn").exists()


def test_the_same_draft_tried_again_takes_nothing_from_its_people(trial, lead, project):
    ask_people(trial=trial, by=lead, items=3)
    assert try_draft(project=project, endpoint=trial.endpoint, by=lead) == trial
    assert states() == ["open"] * 3


def test_the_page_says_so_before_it_begins(trial, lead, signed_in):
    client, address = signed_in(lead), reverse("annotation:trial-create", args=["reviews"])
    ask_people(trial=trial, by=lead, items=3)
    assert "no further by earlier drafts" not in client.get(address).text
    edit(trial, lead)
    assert "3 answers that nobody has in hand are given up" in client.get(address).text
