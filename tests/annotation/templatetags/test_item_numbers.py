"""An item has one number for all who speak of it, and it tells nothing of its place among the samples."""

import pytest

from annotation.comments.actions import say as comment_on
from annotation.models import Item
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, return_
from generation.audit_words import told
from generation.models import Codebook, Event

pytestmark = pytest.mark.django_db
ROOM = "/projects/reviews/review/"


def test_the_room_shows_it_and_never_the_samples_id(queue, project, annotator, signed_in):
    held = hand_out(project=project, user=annotator)
    room = signed_in(annotator).get(ROOM).content.decode()
    assert f">Item {held.item.number}</h2>" in room
    assert f">Item {held.item.sample_id}</h2>" not in room


def test_it_is_the_same_under_another_lease(queue, project, annotator):
    first = hand_out(project=project, user=annotator)
    return_(assignment=first)
    assert Item.objects.get(pk=first.item_id).number == first.item.number


def test_neighbours_are_no_neighbours_by_it(queue):
    numbers = [item.number for item in Item.objects.order_by("sample")]
    assert len(set(numbers)) == len(numbers)
    assert all(100_000 <= number < 1_000_000 for number in numbers)
    assert numbers not in (sorted(numbers), sorted(numbers, reverse=True))
    assert min(abs(one - other) for one, other in zip(numbers, numbers[1:], strict=False)) > 1


class TestEverybodySpeaksOfIt:
    @pytest.fixture
    def item(self, queue, project, annotator) -> Item:
        return flag(assignment=hand_out(project=project, user=annotator), reason="in Finnish").item

    def test_a_lead_on_the_desk_the_page_of_the_sample_and_in_the_log(self, item, lead, signed_in):
        assert f"Item {item.number}" in signed_in(lead).get(f"{ROOM}flagged/").text
        assert f"Sample {item.number}" in signed_in(lead).get(f"/projects/reviews/samples/{item.sample_id}/").text
        assert told(Event.objects.get(verb="item.flagged")) == f"flagged item {item.number}"

    def test_whoever_is_named_in_a_comment(self, item, project, lead, annotator, signed_in):
        comment_on(project=project, sample=item.sample, author=lead, text="@anna read it again")
        decide(item=item, lead=lead, codebook=Codebook.objects.current(project), answers={"sentiment": "negative"})
        assert f"Open item {item.number}" in signed_in(annotator).get("/projects/reviews/mentions/").text
