"""The room's number of an item tells nothing of its place among the samples."""

import pytest

from annotation.models import Item
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import return_
from annotation.templatetags.item_numbers import item_number

pytestmark = pytest.mark.django_db
ROOM = "/projects/reviews/review/"


def test_the_room_shows_it_and_never_the_samples_id(queue, project, annotator, signed_in):
    held = hand_out(project=project, user=annotator)
    room = signed_in(annotator).get(ROOM).content.decode()
    assert f">Item {item_number(held.item)}</h2>" in room
    assert f">Item {held.item.sample_id}</h2>" not in room


def test_it_is_the_same_under_another_lease(queue, project, annotator):
    first = hand_out(project=project, user=annotator)
    return_(assignment=first)
    assert item_number(Item.objects.get(pk=first.item_id)) == item_number(first.item)


def test_neighbours_are_no_neighbours_by_it(queue):
    numbers = [item_number(item) for item in Item.objects.order_by("sample")]
    assert len(set(numbers)) == len(numbers)
    assert all(100_000 <= number < 1_000_000 for number in numbers)
    assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))
    assert min(abs(one - other) for one, other in zip(numbers, numbers[1:], strict=False)) > 1
