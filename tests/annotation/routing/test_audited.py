"""Where a queue took what looks wrong between an audit's draws, routes are judged for the rows that are left."""

from types import SimpleNamespace

import numpy as np
import pytest

from annotation.models import AuditDraw, Item, Stream
from annotation.routing.audited import audit_of
from annotation.routing.frames import known_rows
from annotation.routing.report import routes_report
from generation.models import MachineLabel, Sample, SampleState
from tests.annotation.curation.auditing import remove
from tests.annotation.enhance.conftest import truth
from tests.annotation.routing.conftest import ROWS, given, labelled, opened, scored_again
from tests.worlds import Committed, reviews

pytestmark = pytest.mark.django_db(transaction=True)


def looked_at_by_a_queue() -> SimpleNamespace:
    """People looked at 80 rows: every second one was drawn, the others are wrong ones that the queue found."""
    world = reviews()
    world.samples = labelled(world.project)
    snapshot = opened(world)
    rng, left = np.random.default_rng(3), list(range(ROWS))
    for look in range(80):
        wrong = [number for number in left if given(number) != truth(number)]
        number = int(rng.choice(left if look % 2 or not wrong else wrong))
        left.remove(number)
        stream = Stream.AUDIT if look % 2 else Stream.ACTIVE
        remove(snapshot, world.samples[number], world.annotator, truth(number), stream=stream)
    Item.objects.filter(snapshot_items__stream=Stream.AUDIT).update(stream=Stream.AUDIT)
    world.left = left
    scored_again(world.project)
    MachineLabel.objects.filter(source="student").delete()
    return world


QUEUED = Committed(looked_at_by_a_queue)


@pytest.fixture
def world(transactional_db) -> SimpleNamespace:
    return QUEUED.again()


def test_the_audit_speaks_of_the_rows_that_are_left(world):
    first = routes_report(world.project, {})["points"][0]
    left_wrong = np.mean([given(number) != truth(number) for number in world.left])
    assert first["routes"]["accept"] == len(world.left) == first["judged"]["population"]
    assert first["judged"]["n"] == 40
    assert first["judged"]["value"] == pytest.approx(left_wrong, abs=0.03)
    assert first["judged"]["low"] <= left_wrong <= first["judged"]["high"]


def test_a_row_that_waits_for_another_person_is_one_of_them_whatever_was_said_of_it(world):
    before = routes_report(world.project, {})["points"][0]["judged"]
    drawn = Item.objects.filter(stream=Stream.AUDIT).first()
    drawn.resolutions.update(settles=False)
    after = routes_report(world.project, {})["points"][0]["judged"]
    assert (after["n"], after["population"]) == (before["n"] - 1, before["population"] + 1)


def test_a_row_that_people_discarded_is_none_of_them(world):
    before = audit_of(world.project, known_rows(world.project, "sentiment"))
    Sample.objects.filter(item__stream=Stream.AUDIT).update(state=SampleState.REJECTED)
    after = audit_of(world.project, known_rows(world.project, "sentiment"))
    assert (after.population, after.settled_draws) == (before.population - 40, 0)


def test_without_an_audit_nothing_is_said(world):
    AuditDraw.objects.all()._raw_delete("default")
    told = routes_report(world.project, {})
    assert (told["drawn"], told["points"][0]["judged"]) == (0, None)
