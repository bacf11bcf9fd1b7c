"""Given all that happened so far, the next audit draw is uniform: checked exactly, over every order of the secret keys.

The bound rests on it (methods/certificate/bound.py). A rule that looks at the row that comes next before it decides
whether to draw it lets the queue clear other rows meanwhile, and is found out here.
"""

from collections import Counter, defaultdict
from itertools import permutations

import pytest
from django.db import transaction

from annotation.certificate.actions import freeze
from annotation.models import Item, SnapshotItem, Stream
from annotation.queue.actions import dispense, draws
from annotation.queue.actions.answer import submit
from annotation.queue.actions.crews import Rule, set_rules, set_skills
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.actions.pull import pull
from generation.models import Membership, Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

ROWS, KOREAN = 4, 2
ASK, END = "ask", "end"


class Undo(Exception):
    """Takes back what was done with one order of the keys."""


@pytest.fixture
def audited(project, codebook, policy, lead, annotator):
    """Four rows, two of which the first annotator alone may have, in an open audit."""
    samples = add_samples(project, ROWS)
    Sample.objects.filter(pk__in=[sample.pk for sample in samples[:KOREAN]]).update(metadata={"language": "ko"})
    pull(project=project)
    set_skills(membership=Membership.objects.get(project=project, user=annotator), words=["korean"], lead=lead)
    set_rules(project=project, rules=[Rule("metadata", "language", "ko", "korean")], lead=lead)
    return freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")


def lives(project, snapshot, script, monkeypatch):
    """What happens with each order of the keys: the rows that leave the pool at each request, and how."""
    rows = list(snapshot.items.order_by("item").values_list("pk", "item"))
    for keys in permutations(range(len(rows))):
        try:
            with transaction.atomic():
                for (pk, _item), key in zip(rows, keys, strict=True):
                    SnapshotItem.objects.filter(pk=pk).update(audit_key=key)
                happened = [_asked(project, snapshot, *request, monkeypatch) for request in script]
                raise Undo
        except Undo:
            yield happened


def _asked(project, snapshot, person, coin, how, monkeypatch):
    left = snapshot.items.filter(removal=None).count()
    monkeypatch.setattr(dispense.chance, "random", lambda: coin)
    if held := hand_out(project=project, user=person):
        skip(assignment=held) if how == "skip" else submit(assignment=held, answers={"sentiment": "positive"})
    taken = snapshot.items.filter(removal__gt=ROWS - left).order_by("removal")
    return [*taken.values_list("stream", "item"), (END, None)]


def next_steps(all_lives):
    """{all that happened so far: how often each step came next}."""
    steps = defaultdict(Counter)
    for happened in all_lives:
        past = ()
        for removed in happened:
            past += (ASK,)
            for step in removed:
                steps[past][step] += 1
                past += (step,)
    return steps


AUDIT, ACTIVE = 0.1, 0.9


@pytest.mark.parametrize(
    ("most", "script"),
    [
        (1, [("other", AUDIT, "answer")] * 2 + [("skilled", AUDIT, "answer"), ("other", AUDIT, "answer")]),
        (draws.MOST_FOR_OTHERS, [("other", AUDIT, "answer")] * 3),
        (2, [("skilled", AUDIT, "skip"), ("other", ACTIVE, "answer"), ("other", AUDIT, "answer")]),
    ],
)
def test_whether_a_row_is_drawn_hangs_on_the_past_and_which_one_on_chance_alone(
    audited, project, annotator, annotator2, script, most, monkeypatch
):
    monkeypatch.setattr(draws, "MOST_FOR_OTHERS", most)
    people = {"skilled": annotator, "other": annotator2}
    script = [(people[who], coin, how) for who, coin, how in script]
    everything = set(Item.objects.values_list("pk", flat=True))
    steps = next_steps(lives(project, audited, script, monkeypatch))
    drawn = 0
    for past, came in steps.items():
        assert len({stream for stream, _item in came}) == 1, f"{past}: the next row decides, {came}"
        if {stream for stream, _item in came} == {Stream.AUDIT}:
            left = everything - {step[1] for step in past if step != ASK}
            assert {item for _stream, item in came} == left, past
            assert len(set(came.values())) == 1, f"{past}: not uniform, {came}"
            drawn += 1
    assert drawn > 1
