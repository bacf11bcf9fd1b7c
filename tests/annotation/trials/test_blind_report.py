"""Who is asked about an item by a draft is told nothing of it in a try's report, page and REST alike."""

import pytest

from annotation.queue.blind import silent_samples
from annotation.trials.actions.people import ask_people
from annotation.trials.actions.trying import try_draft
from annotation.trials.actions.turns import answer, take
from generation.access import project_for
from tests.annotation.trials.conftest import carry_out

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_report_leaves_out_what_the_reader_is_asked_until_they_have_answered(
    project, lead, viewer, split, endpoint, better_draft, api_client
):
    better_draft()
    trial = carry_out(try_draft(project=project, endpoint=endpoint, by=lead))
    address = f"/api/v1/projects/reviews/tries/{trial.pk}"

    def samples(user) -> set[int]:
        return {row["sample"] for row in api_client(user).get(address).json()["report"]["rows"]}

    every = samples(lead)
    ask_people(trial=trial, by=lead, items=3, people=[lead.username])
    asked = silent_samples(lead, project_for(lead, "reviews"), every)
    assert len(asked) == 3
    assert samples(lead) == every - asked
    assert samples(viewer) == every  # nobody asks the viewer
    turn = take(project=project, user=lead)
    answer(project=project, user=lead, lease=turn.lease, answers={"sentiment": "negative"})
    assert samples(lead) == every - asked | {turn.item.sample_id}
