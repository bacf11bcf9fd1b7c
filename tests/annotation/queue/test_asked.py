"""A gate, a schedule or a contradiction asks for a person after a sample has become an item."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotation.certificate.actions import freeze
from annotation.models import Dispenser, Item, SnapshotItem, Stream
from annotation.queue.actions import dispense
from annotation.queue.actions import pull as pulling
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, skip
from annotation.queue.actions.pull import TOP, pull
from annotation.queue.actions.undo import undo
from annotation.queue.sweeps import pull_all
from generation.models import Sample, SampleState
from tests.annotation.conftest import add_samples
from tests.annotation.queue.test_submit import POSITIVE

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


def ask(*samples: Sample) -> None:
    """As a run leaves them."""
    Sample.objects.filter(pk__in=[sample.pk for sample in samples]).update(state=SampleState.NEEDS_PERSON)


def handed(project, user, count: int) -> list[int]:
    return [hand_out(project=project, user=user).item.sample_id for _ in range(count)]


def state_of(sample: Sample) -> str:
    return Sample.objects.values_list("state", flat=True).get(pk=sample.pk)


def test_it_comes_before_what_looks_most_wrong(queue, project, annotator):
    Item.objects.filter(sample=queue[0]).update(priority=1.0)
    ask(queue[4], queue[8])
    assert pull(project=project) == 2
    assert pull(project=project) == 0
    assert handed(project, annotator, 3) == [queue[4].pk, queue[8].pk, queue[0].pk]
    assert Dispenser.objects.get().open_items == 7


def test_the_worker_s_sweep_sees_to_it(queue, project, annotator, monkeypatch):
    monkeypatch.setattr("annotation.queue.sweeps._seen", {"sample": queue[-1].pk, "at": float("-inf")})
    ask(queue[4])
    pull_all()
    assert handed(project, annotator, 1) == [queue[4].pk]


def test_it_comes_before_what_an_unlabelled_pool_draws_at_random(project, codebook, policy, annotator, monkeypatch):
    samples = add_samples(project, 10, label="")
    pull(project=project)
    monkeypatch.setattr(dispense.chance, "random", lambda: 0.1)
    ask(samples[6])
    pull(project=project)
    assert hand_out(project=project, user=annotator).item.sample_id == samples[6].pk
    drawn = hand_out(project=project, user=annotator)
    assert drawn.probability == pytest.approx(1 / 9)


@pytest.mark.parametrize(("priority", "coin", "chance"), [(0.0, 0.9, 1 / 10), (0.5, 0.1, 0.2 / 10), (0.5, 0.9, None)])
def test_an_unlabelled_pool_is_drawn_at_random_until_it_has_an_order_and_then_one_in_five(
    project, codebook, policy, annotator, monkeypatch, priority, coin, chance
):
    add_samples(project, 10, label="")
    pull(project=project)
    Item.objects.update(priority=priority)
    monkeypatch.setattr(dispense.chance, "random", lambda: coin)
    assert hand_out(project=project, user=annotator).probability == (chance and pytest.approx(chance))


@pytest.mark.parametrize("pulled", [True, False])
def test_the_doubt_stays_when_an_answer_is_taken_back(queue, project, annotator, pulled):
    ask(*queue)
    if pulled:
        pull(project=project)
    assignment = hand_out(project=project, user=annotator)
    answer = submit(assignment=assignment, answers=POSITIVE)
    assert state_of(assignment.item.sample) == SampleState.ACCEPTED
    undo(annotation=answer)
    assert state_of(assignment.item.sample) == SampleState.NEEDS_PERSON


def test_so_does_one_that_comes_while_a_person_holds_the_item(queue, project, annotator):
    assignment = hand_out(project=project, user=annotator)
    ask(assignment.item.sample)
    pull(project=project)
    undo(annotation=submit(assignment=assignment, answers=POSITIVE))
    assert state_of(assignment.item.sample) == SampleState.NEEDS_PERSON


def test_what_was_accepted_meanwhile_is_accepted_again(queue, project, annotator):
    Sample.objects.update(state=SampleState.ACCEPTED)
    assignment = hand_out(project=project, user=annotator)
    undo(annotation=submit(assignment=assignment, answers=POSITIVE))
    assert state_of(assignment.item.sample) == SampleState.ACCEPTED


def test_items_that_people_spoke_of_are_not_touched(queue, project, policy, annotator, annotator2):
    policy.overlap_share = 1.0
    policy.save()
    flagged, answered, skipped = (hand_out(project=project, user=annotator) for _ in range(3))
    flag(assignment=flagged)
    submit(assignment=answered, answers=POSITIVE)
    skip(assignment=skipped)
    ask(*queue[:3])
    assert pull(project=project) == 1  # the skipped one, which nobody has answered
    priorities = dict(Item.objects.values_list("pk", "priority"))
    assert [priorities[one.item_id] for one in (flagged, answered, skipped)] == [0, 0, TOP]


def test_an_audit_draws_by_its_secret_keys_as_before(queue, project, policy, lead, annotator):
    policy.audit_share = 1.0
    policy.save()
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    ask(*queue[5:])
    pull(project=project)
    order = list(SnapshotItem.objects.order_by("audit_key", "item").values_list("item__sample", flat=True))
    drawn = [hand_out(project=project, user=annotator, stream=Stream.AUDIT) for _ in range(10)]
    assert [one.item.sample_id for one in drawn] == order
    assert [one.probability for one in drawn] == [1 / left for left in range(10, 0, -1)]


def raised_by_each_pull(project, **limit) -> list[int]:
    """How many stand at the top after each of five pulls."""
    counts = []
    for _ in range(5):
        pull(project=project, **limit)
        counts.append(Item.objects.filter(priority=TOP).count())
    return counts


def test_one_pull_looks_at_a_window_of_them_and_the_next_one_goes_on(queue, project, monkeypatch):
    monkeypatch.setattr(pulling, "WINDOW", 3)
    ask(*queue[2:])
    assert raised_by_each_pull(project) == [3, 6, 8, 8, 8]
    ask(*queue)  # two more, before those that are at the top already
    assert raised_by_each_pull(project)[-1] == 10


def test_one_pull_raises_no_more_than_it_may(queue, project):
    ask(*queue[:7])
    assert raised_by_each_pull(project, limit=3) == [3, 6, 7, 7, 7]


def test_looking_for_them_costs_the_same_however_many_there_are(queue, project):
    def queries() -> int:
        with CaptureQueriesContext(connection) as done:
            assert pull(project=project) == 0
        return len(done)

    ask(queue[0])
    pull(project=project)
    alone = queries()
    ask(*queue)
    pull(project=project)
    assert queries() == alone
