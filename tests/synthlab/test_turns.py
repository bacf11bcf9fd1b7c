"""Work that writes for long does not keep SQLite's lock from the others."""

import time
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from annotation.certificate import actions as certificate
from annotation.certificate.actions import bring_up_to_date, fill, open_snapshot
from annotation.queue import sweeps
from annotation.queue.actions.pull import pull_present
from synthlab import turns
from synthlab.turns import turn
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 5


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    """The pauses of turns alone: other threads of this process sleep too."""
    taken = []
    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=time.monotonic, sleep=taken.append))
    return taken


@pytest.fixture
def samples(project, codebook):
    return add_samples(project, ROWS)


def test_a_pause_follows_as_long_as_the_turn_and_bounded(monkeypatch, pauses):
    clock = iter([10.0, 10.02, 20.0, 29.0])
    monkeypatch.setattr(turns.time, "monotonic", lambda: next(clock))
    for _ in range(2):
        with turn():
            pass
    assert pauses == [pytest.approx(0.02), turns.LONGEST_PAUSE_S]


def test_nobody_rests_inside_a_transaction_for_that_keeps_the_lock(pauses):
    with transaction.atomic(), turn():
        pass
    assert pauses == []


def test_nobody_rests_on_postgresql(monkeypatch, pauses):
    monkeypatch.setattr(connection, "vendor", "postgresql")
    with turn():
        pass
    assert pauses == []


def test_filling_a_snapshot_leaves_room_after_each_step(samples, project, lead, monkeypatch, pauses):
    pull_present(project=project)
    snapshot = open_snapshot(project=project, author=lead)
    monkeypatch.setattr(certificate, "STEP", 1)
    pauses.clear()
    fill(snapshot=snapshot)
    assert len(pauses) == ROWS  # however many rows of other projects were stored before


def test_pulling_leaves_room_after_each_batch(samples, project, pauses):
    pull_present(project=project)
    assert len(pauses) == 2  # the batch, and the look that finds nothing more


def test_the_sweep_leaves_room_after_each_batch(samples, project, monkeypatch, pauses):
    monkeypatch.setattr(sweeps, "_seen", {"sample": 0, "at": float("-inf")})
    sweeps.pull_all()
    assert len(pauses) == 1


def test_a_snapshot_of_the_worker_leaves_room_too(samples, project, pauses):
    bring_up_to_date(project=project)
    assert len(pauses) >= 3  # at least two looks for samples, and a step
