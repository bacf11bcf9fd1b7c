"""A lease that ran out still holds until somebody else was given the item; an item handed on keeps its probability."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotation.models import Assignment
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.actions.pull import pull
from annotation.queue.refusals import LeaseGone
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def lapsed(project, codebook, annotator, annotator2) -> Assignment:
    """Anna's lease ran out, and somebody's request has noticed."""
    add_samples(project, 1)
    pull(project=project)
    assignment = hand_out(project=project, user=annotator)
    Assignment.objects.filter(pk=assignment.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    return assignment


def test_the_answer_still_counts_while_nobody_else_has_the_item(project, annotator, lapsed):
    hand_out(project=project, user=annotator, stream="overlap")  # gives nothing, but notes what ran out
    lapsed.refresh_from_db()
    assert lapsed.state == Assignment.State.EXPIRED
    assert submit(assignment=lapsed, answers={"sentiment": "positive"}).label == "positive"


def test_it_does_not_once_somebody_else_has_it(project, annotator2, lapsed):
    assert hand_out(project=project, user=annotator2).item_id == lapsed.item_id
    with pytest.raises(LeaseGone):
        submit(assignment=lapsed, answers={"sentiment": "positive"})


def test_an_item_handed_on_keeps_its_probability(project, codebook, annotator, annotator2):
    add_samples(project, 1)
    pull(project=project)
    first = hand_out(project=project, user=annotator)
    Assignment.objects.filter(pk=first.pk).update(probability=0.25)
    skip(assignment=first, reason="")
    assert hand_out(project=project, user=annotator2).probability == 0.25
