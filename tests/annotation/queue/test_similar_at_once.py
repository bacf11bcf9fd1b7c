"""Many people take groups of items alike at the same time, beside single items: nothing twice, nothing lost."""

import random
from collections import Counter, defaultdict
from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from annotation.certificate.actions import freeze
from annotation.models import Annotation, Assignment, Item, ReviewPolicy, Snapshot, SnapshotItem
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import return_, skip
from annotation.queue.actions.pull import pull
from annotation.queue.actions.similar import (
    ask_one_by_one,
    hand_out_similar,
    return_similar,
    submit_similar,
    undo_similar,
)
from annotation.queue.actions.undo import undo
from annotation.queue.frames import held_by
from annotation.queue.refusals import Refused
from generation.models import Membership, Role, User
from tests.annotation.conftest import add_samples
from tests.annotation.queue.test_collisions import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]

PEOPLE, ITEMS, CLUSTERS, UNDOS = 8, 60, 8, 4
WAYS = ("answer", "leave_out", "take_back", "set_apart", "give_back", "run_out", "answer")


@pytest.fixture
def crowd(project, codebook):
    """Eight people before sixty items in eight clusters, every sixth of them alike to nothing."""
    people = [User.objects.create_user(f"person-{number}") for number in range(PEOPLE)]
    for person in people:
        Membership.objects.create(project=project, user=person, role=Role.ANNOTATOR)
    ReviewPolicy.objects.create(project=project, batches=True, overlap_share=0, audit_share=0.2)
    samples = add_samples(project, ITEMS)
    while pull(project=project):
        pass
    for number, sample in enumerate(samples):
        if number % 6:
            Item.objects.filter(sample=sample).update(cluster=number % CLUSTERS, priority=(number % 7) / 10)
    return people


class Worker:
    """One person who does at random what the pages let people do, and remembers which of their answers hold."""

    def __init__(self, project, person, seed: int):
        self.project, self.person, self.seed = project, person, seed
        self.rng, self.undos, self.hold = random.Random(seed), UNDOS, {}
        self.did = Counter()

    def take(self) -> None:
        self.first = hand_out_similar(project=self.project, user=self.person)

    def run(self, turns: int) -> None:
        """First one way each, so that every way is tried against the others; then as it comes."""
        self.went(WAYS[self.seed % len(WAYS)], self.first)
        if self.seed % 2 and (assignment := hand_out(project=self.project, user=self.person)):
            self.one(assignment, "undo")
        for _ in range(turns):
            try:
                self.rng.choice([self.group, self.group, self.single])()
            except Refused as refusal:
                self.did[type(refusal).__name__] += 1

    def group(self) -> None:
        held = hand_out_similar(project=self.project, user=self.person)
        if held:
            self.went(self.rng.choice(WAYS), held)

    def went(self, way: str, held) -> None:
        self.did["group"] += 1
        getattr(self, way)({"project": self.project, "user": self.person, "batch": held[0].batch}, held)

    def answer(self, mine, held) -> None:
        answers, leases = {"sentiment": self.rng.choice(["positive", "negative"])}, [one.lease for one in held]
        done = submit_similar(**mine, leases=leases, answers=answers)
        again = submit_similar(**mine, leases=leases, answers=answers)  # the same click twice
        assert {one.pk for one in again.stored} == {one.pk for one in done.stored}
        self.keep(done.stored)

    def leave_out(self, mine, held) -> None:
        some = held[: len(held) // 2]
        self.keep(submit_similar(**mine, leases=[one.lease for one in some], answers={"sentiment": "positive"}).stored)

    def take_back(self, mine, held) -> None:
        self.answer(mine, held)
        if self.undos:
            self.undos -= 1
            self.forget(undo_similar(**mine).stored)
            self.did["undone together"] += 1

    def set_apart(self, mine, held) -> None:
        ask_one_by_one(**mine)
        self.did["set apart"] += 1

    def give_back(self, mine, held) -> None:
        return_similar(**mine)
        self.did["given back"] += 1

    def run_out(self, mine, held) -> None:
        """The person is away; the leases run out, somebody takes the items, and then the answer comes after all."""
        Assignment.objects.filter(batch=mine["batch"]).update(expires_at=timezone.now() - timedelta(minutes=1))
        if self.rng.random() < 0.5:
            hand_out(project=self.project, user=self.person)  # which frees what ran out
        self.did["ran out"] += 1
        self.answer(mine, held)

    def single(self) -> None:
        if assignment := hand_out(project=self.project, user=self.person):
            self.one(assignment, self.rng.choice(["answer", "answer", "undo", "skip", "return"]))

    def one(self, assignment, way: str) -> None:
        if way == "skip":
            skip(assignment=assignment)
        elif way == "return":
            return_(assignment=assignment)
        else:
            annotation = submit(assignment=assignment, answers={"sentiment": "negative"})
            self.keep([annotation])
            if way == "undo" and self.undos:
                self.undos -= 1
                undo(annotation=annotation)
                self.forget([annotation])
                self.did["undone alone"] += 1

    def finish(self) -> None:
        """Answer what is still held, alone or together, then whatever the queue hands out."""
        while (held := list(held_by(self.person, self.project))) or (
            held := [one for one in [hand_out(project=self.project, user=self.person)] if one]
        ):
            for assignment in held:
                try:
                    self.one(assignment, "answer")
                except Refused as refusal:
                    self.did[type(refusal).__name__] += 1

    def keep(self, stored) -> None:
        self.hold |= {one.pk: one.item_id for one in stored}

    def forget(self, stored) -> None:
        for one in stored:
            del self.hold[one.pk]


def worked(crowd, project, *, turns=8) -> list[Worker]:
    workers = [Worker(project, person, seed) for seed, person in enumerate(crowd)]
    at_once(workers, lambda worker: worker.take())
    at_once(workers, lambda worker: worker.run(turns))
    at_once(workers, lambda worker: worker.finish())
    for worker in workers:  # what was skipped, or given back last, waits for somebody else
        worker.finish()
    return workers


def check(workers) -> None:
    valid = Annotation.objects.valid()
    stored = {pk for worker in workers for pk in worker.hold}
    assert stored == set(valid.values_list("pk", flat=True))  # every answer that was taken is there, and no other
    twice = valid.values("item").annotate(n=Count("pk")).exclude(n=1)
    assert list(twice) == []
    assert valid.count() == ITEMS
    assert set(Item.objects.values_list("state", "answers")) == {(Item.State.ANSWERED, 1)}
    assert not Assignment.objects.filter(state=Assignment.State.HELD).exists()
    did = sum((worker.did for worker in workers), Counter())
    for way in ("group", "undone together", "undone alone", "set apart", "given back", "ran out"):
        assert did[way], f"nobody tried: {way} ({did})"


def test_groups_and_single_items_at_once_are_each_answered_once(crowd, project):
    check(worked(crowd, project))


def test_the_order_of_removals_has_no_gap_when_an_audit_runs_beside_groups(crowd, project):
    freeze(project=project, lead=crowd[0], risk=0.05, reference_rule="one_blind")
    workers = worked(crowd, project)
    check(workers)
    removals = list(SnapshotItem.objects.order_by("removal").values_list("removal", flat=True))
    assert removals == list(range(1, ITEMS + 1))
    assert Snapshot.objects.get().removals == ITEMS


def test_no_item_is_in_two_groups_at_a_time(crowd, project):
    held = defaultdict(list)

    def take(person):
        held[person.pk] = [one.item_id for one in hand_out_similar(project=project, user=person)]

    at_once(crowd, take)
    taken = [item for items in held.values() for item in items]
    assert len(taken) == len(set(taken)) > PEOPLE
    one_cluster = (Item.objects.filter(pk__in=items).values("cluster").distinct().count() for items in held.values())
    assert set(one_cluster) == {1}


def test_one_group_answered_in_eight_tabs_is_one_answer_each(crowd, project):
    held = hand_out_similar(project=project, user=crowd[0])
    mine = {"project": project, "user": crowd[0], "batch": held[0].batch}
    leases, done = [one.lease for one in held], []
    at_once(crowd, lambda tab: done.append(submit_similar(**mine, leases=leases, answers={"sentiment": "positive"})))
    assert len({frozenset(one.pk for one in outcome.stored) for outcome in done}) == 1
    assert Annotation.objects.count() == len(held)


def test_a_group_answered_in_one_tab_and_set_apart_in_another_loses_nothing(crowd, project):
    """Whichever comes first: an item is answered, or its person holds it alone."""
    for _ in range(4):
        held = hand_out_similar(project=project, user=crowd[0])
        mine = {"project": project, "user": crowd[0], "batch": held[0].batch}
        leases = [one.lease for one in held]

        def work(tab, mine=mine, leases=leases):
            try:
                if tab % 2:
                    submit_similar(**mine, leases=leases, answers={"sentiment": "positive"})
                else:
                    ask_one_by_one(**mine)
            except Refused:
                pass

        at_once(range(PEOPLE), work)
        items = {one.item_id for one in held}
        answered = set(Annotation.objects.filter(item__in=items).values_list("item", flat=True))
        alone = set(held_by(crowd[0], project).filter(batch="", item__in=items).values_list("item", flat=True))
        assert answered | alone == items
        assert not answered & alone
        for one in held_by(crowd[0], project):
            submit(assignment=one, answers={"sentiment": "positive"})
