"""Many people at once, and what is left when a process dies in the middle."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from annotation.certificate.actions import freeze
from annotation.models import Annotation, Assignment, AuditDraw, Item, ReviewPolicy, Snapshot, SnapshotItem, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from generation.models import LabelSource, Membership, Role, Sample, SampleState, User
from tests.annotation.conftest import add_samples

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]

PEOPLE = 8


@pytest.fixture
def crowd(project, codebook):
    """Eight people before sixty items, an audit open."""
    people = [User.objects.create_user(f"person-{number}") for number in range(PEOPLE)]
    for person in people:
        Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
    ReviewPolicy.objects.create(project=project, overlap_share=0.2, audit_share=0.5)
    add_samples(project, 60)
    while pull(project=project):
        pass
    freeze(project=project, lead=people[0], risk=0.05, reference_rule="one_blind")
    return people


def at_once(people, work):
    """Run `work(person)` for all at the same moment, each on a connection of its own; raises what went wrong."""
    problems, start = [], threading.Barrier(len(people))

    def run(person):
        try:
            start.wait()
            work(person)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]


def test_no_two_people_hold_one_item(crowd, project):
    handed = []
    at_once(crowd, lambda person: handed.extend(hand_out(project=project, user=person).item_id for _ in range(5)))
    assert len(handed) == len(set(handed)) == 40


def test_everything_is_answered_once_and_the_order_of_removals_has_no_gap(crowd, project):
    def work(person):
        while assignment := hand_out(project=project, user=person):
            submit(assignment=assignment, answers={"sentiment": "positive"})

    at_once(crowd, work)
    while any(work(person) for person in crowd):  # second answers that waited for somebody else
        pass
    assert set(Item.objects.values_list("state", flat=True)) == {Item.State.ANSWERED}
    assert not Annotation.objects.values_list("item", "user").order_by().distinct().count() < Annotation.objects.count()
    removals = list(SnapshotItem.objects.order_by("removal").values_list("removal", flat=True))
    assert removals == list(range(1, 61))
    assert Snapshot.objects.get().removals == 60
    drawn = dict(AuditDraw.objects.values_list("removal", "remaining"))
    assert drawn == {removal: 61 - removal for removal in drawn}


def test_what_is_answered_while_a_run_asks_for_it_stays_answered(crowd, project):
    def work(person):
        if person == crowd[0]:
            ask_again_and_again()
        while assignment := hand_out(project=project, user=person):
            submit(assignment=assignment, answers={"sentiment": "positive"})

    def ask_again_and_again():
        for _ in range(10):
            Sample.objects.exclude(label_source=LabelSource.PERSON).update(state=SampleState.NEEDS_PERSON)
            pull(project=project)

    at_once(crowd, work)
    while any(work(person) for person in crowd):
        pass
    assert set(Item.objects.values_list("state", flat=True)) == {Item.State.ANSWERED}
    assert set(Sample.objects.values_list("state", "label_source")) == {(SampleState.ACCEPTED, LabelSource.PERSON)}
    assert AuditDraw.objects.count() == SnapshotItem.objects.filter(stream=Stream.AUDIT).count() > 0


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time")
def test_a_pull_does_not_wait_for_who_is_answering(crowd, project):
    Sample.objects.update(state=SampleState.NEEDS_PERSON)
    locked, pulled = threading.Event(), threading.Event()

    def answers_slowly():
        with transaction.atomic():
            Item.objects.select_for_update().order_by("pk").first()
            locked.set()
            pulled.wait(30)
        connections.close_all()

    slow = threading.Thread(target=answers_slowly)
    slow.start()
    locked.wait(30)
    assert pull(project=project) == 59
    pulled.set()
    slow.join()
    assert pull(project=project) == 1


def test_one_lease_answered_in_eight_tabs_is_one_answer(crowd, project):
    assignment = hand_out(project=project, user=crowd[0])
    mine = [Assignment.objects.select_related("item__sample", "project").get(pk=assignment.pk) for _ in range(PEOPLE)]
    answers = []
    at_once(mine, lambda tab: answers.append(submit(assignment=tab, answers={"sentiment": "positive"}).pk))
    assert len(set(answers)) == 1
    assert Annotation.objects.count() == 1


@pytest.mark.kills
def test_a_kill_in_the_middle_of_an_answer_leaves_nothing_half_done(crowd, project, tmp_path):
    assignment = hand_out(project=project, user=crowd[0])
    marker = tmp_path / "inside"
    victim = subprocess.Popen(
        [sys.executable, "-c", VICTIM, str(assignment.pk), str(marker)], env=database_env(), cwd=settings.BASE_DIR
    )
    deadline = time.monotonic() + 60
    while not marker.exists():
        assert victim.poll() is None, "the other process ended early"
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
    os.kill(victim.pid, signal.SIGKILL)
    victim.wait()
    item = Item.objects.select_related("sample").get(pk=assignment.item_id)
    assert (Annotation.objects.count(), item.state, item.answers) == (0, Item.State.HELD, 0)
    assert item.sample.label_source == LabelSource.MACHINE
    fresh = Assignment.objects.select_related("item__sample", "project").get(pk=assignment.pk)
    assert submit(assignment=fresh, answers={"sentiment": "negative"}).pk


#: Stores the answer and stops in the transaction, before the label that follows from it is written.
VICTIM = """
import sys, time, pathlib, django
django.setup()
from annotation.models import Assignment
from annotation.queue.actions import answer
def stop_here(**_):
    pathlib.Path(sys.argv[2]).touch()
    time.sleep(60)
answer.settle = stop_here
found = Assignment.objects.select_related("item__sample", "project").get(pk=sys.argv[1])
answer.submit(assignment=found, answers={"sentiment": "positive"})
"""


def database_env() -> dict:
    """This process's test database, for another process."""
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        parts = connection.settings_dict
        person = f"{parts['USER']}:{parts['PASSWORD']}".rstrip(":")
        address = f"postgres://{person}@{parts['HOST']}:{parts['PORT'] or 5432}/{name}"
    return {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "synthlab.settings"}
