"""Many items wait for somebody else: whoever had them all is handed new ones as fast as ever, and misses none."""

import pytest
from django.utils import timezone

from annotation.models import Assignment, Item, Stream
from annotation.queue.actions import waiting
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import return_
from annotation.queue.actions.pull import pull
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]

PILE = 2 * waiting.LOOK_AT + 50


@pytest.fixture
def left(queue, project, codebook, annotator, annotator2) -> Item:
    """The last of a pile of waiting items, and the only one that the annotator never had."""
    add_samples(project, PILE, start=10)
    pull(project=project)
    *had, left = Item.objects.order_by("pk")[:PILE]
    Assignment.objects.bulk_create(
        Assignment(
            project=project, item=item, user=annotator, codebook=codebook, stream=Stream.ACTIVE,
            state=Assignment.State.SKIPPED, expires_at=timezone.now(),
        )
        for item in had
    )  # fmt: skip
    held_last = {"stream": Stream.ACTIVE, "last_holder": annotator2}
    Item.objects.filter(pk__lte=left.pk).update(state=Item.State.WAITING, priority=1.0, **held_last)
    Item.objects.filter(pk=left.pk).update(priority=0.5)
    return left


def handed(project, user) -> int:
    assignment = hand_out(project=project, user=user)
    return_(assignment=assignment)
    return assignment.item_id


def test_what_waits_below_them_has_its_turn_in_the_long_run(left, project, annotator):
    assert any(handed(project, annotator) == left.pk for _ in range(200))


def test_all_are_looked_at_before_the_queue_ends(left, project, annotator):
    Item.objects.filter(state=Item.State.OPEN).update(state=Item.State.ANSWERED)
    assert handed(project, annotator) == left.pk


def test_whoever_had_none_of_them_gets_the_first(left, project, annotator2):
    first = Item.objects.order_by("pk").first()
    Item.objects.update(last_holder=None)
    assert handed(project, annotator2) == first.pk


@pytest.mark.parametrize(
    ("place", "key_of_the_others", "key_of_the_last", "given"),
    [
        ("FIRST_WAITING", 5, 5, {}),
        ("WAITING_ABOVE", 5, 9, {"key": 1}),
        ("WAITING_BELOW", 5, 1, {"key": 9}),
    ],
)
def test_a_few_hundred_of_them_are_looked_at(
    left, project, annotator, place, key_of_the_others, key_of_the_last, given
):
    Item.objects.update(draw_key=key_of_the_others)
    Item.objects.filter(pk=left.pk).update(draw_key=key_of_the_last)
    assert getattr(waiting, place).first(project=project.pk, user=annotator.pk, lane=0, **given) is None
