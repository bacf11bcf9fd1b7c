"""The promise: in many simulated lives of a snapshot, and once through the real queue, line by line."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from scipy.stats import binomtest

from annotation.certificate.actions import freeze
from annotation.certificate.frames import removals
from annotation.certificate.reckoning import certificate_report
from annotation.methods.certificate.bound import bound
from annotation.methods.certificate.removal import Removal
from annotation.models import ReviewPolicy, SnapshotItem, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import skip
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import undo
from generation.models import Sample
from tests.annotation.conftest import add_samples

ROWS, WRONG, RISK = 60, 9, 0.05
LOOKS = (8, 15, 22, 30, 40, 50)  # after so many rows somebody looks
SURELY = 1e-6  # a test that fails by chance, or passes by chance, does so once in a million times

Certify = Callable[[list[Removal]], int]


@dataclass(frozen=True)
class Life:
    """What happens to a snapshot: two of three rows are audit draws, or all; the queue picks the others."""

    audits: float = 0.67
    finds: bool = False  # the queue finds errors; else it works against the promise and takes right labels away
    waiting: float = 0.0  # so many right labels are never settled, and twice as many wrong ones


LIVES = {"clears": Life(), "finds": Life(finds=True), "waits": Life(audits=1.0, waiting=0.25)}


def broken(life: Life, certify: Certify, runs: int) -> float:
    """How surprising it is, at the stated risk, that the promise was broken in so many of the lives."""
    count = sum(is_ever_broken(random.Random(number), life, certify) for number in range(runs))
    return binomtest(count, runs, RISK, alternative="greater").pvalue


def is_ever_broken(chance: random.Random, life: Life, certify: Certify) -> bool:
    left = [True] * WRONG + [False] * (ROWS - WRONG)
    chance.shuffle(left)
    log: list[Removal] = []
    unsettled = 0
    for turn in range(1, LOOKS[-1] + 1):
        audit = chance.random() < life.audits
        place = chance.randrange(len(left)) if audit or life.finds not in left else left.index(life.finds)
        wrong = left.pop(place)
        waits = chance.random() < life.waiting * (1 + wrong)
        unsettled += wrong and waits
        log.append(Removal(audit, None if waits else float(wrong)))
        if turn in LOOKS and certify(log) < sum(left) + unsettled:
            return True
    return False


def promised(log: list[Removal], risk: float = RISK) -> int:
    return bound(ROWS, log, risk=risk).remaining


@pytest.mark.parametrize("life", LIVES)
def test_it_is_broken_no_more_often_than_its_risk_says(life):
    assert broken(LIVES[life], promised, runs=1000) > SURELY


@pytest.mark.parametrize(
    ("life", "certify"),
    [
        pytest.param("clears", lambda log: promised(log, risk=3 * RISK), id="a larger risk than is printed"),
        pytest.param("clears", lambda log: promised(log) - 2, id="two too few"),
        pytest.param("clears", lambda log: promised([replace(row, audit=True) for row in log]), id="all are audits"),
        pytest.param("clears", lambda log: ROWS * sum(row.loss for row in log) // len(log), id="the share seen"),
        pytest.param(
            "waits", lambda log: promised([replace(one, loss=one.loss or 0) for one in log]), id="open: right"
        ),
        pytest.param("waits", lambda log: promised([one for one in log if one.loss is not None]), id="open: left out"),
    ],
)
def test_a_bound_that_is_wrong_does_not_get_through(life, certify):
    assert broken(LIVES[life], certify, runs=600) < SURELY


@pytest.mark.django_db
def test_through_the_queue_it_is_the_bound_of_what_really_happened(project, codebook, lead, annotator):
    """Two people answer, skip, hold on to items and take answers back; a log of our own is kept beside it."""
    chance, people = random.Random(5), [lead, annotator]
    ReviewPolicy.objects.create(project=project, audit_share=0.6, overlap_share=0.0)
    wrong = {sample.pk for sample in chance.sample(add_samples(project, 40), 8)}
    pull(project=project)
    freeze(project=project, lead=lead, risk=RISK, reference_rule="one_blind")
    log: dict[int, Removal] = {}
    fates = {"answered": 0, "skipped": 0, "held": 0, "taken back": 0}
    for _turn in range(60):
        assignment = hand_out(project=project, user=chance.choice(people))
        if assignment is None:
            break
        sample, loss = assignment.item.sample_id, float(assignment.item.sample_id in wrong)
        log.setdefault(sample, Removal(assignment.stream == Stream.AUDIT, None))
        fate = chance.choices(list(fates), [8, 1, 0.5, 1])[0]
        fates[fate] += 1
        if fate == "skipped":
            skip(assignment=assignment)
        elif fate != "held":
            answer = submit(assignment=assignment, answers={"sentiment": "negative" if loss else "positive"})
            log[sample] = replace(log[sample], loss=loss)
            if fate == "taken back":
                undo(annotation=answer)
                log[sample] = replace(log[sample], loss=None)
        told, ours = certificate_report(project, {}), bound(40, list(log.values()), risk=RISK)
        assert (told["at_most_wrong"], told["found"], told["audits"]) == (ours.remaining, ours.finds, ours.audits)
        assert (told["reviewed"], told["unresolved"]) == (ours.reviewed, ours.unresolved)
        assert told["found"] == Sample.objects.filter(pk__in=wrong, label_source="person").count()
    assert min(fates.values()) > 0
    assert told["at_most_wrong"] < 20  # it has come to say something


@pytest.mark.django_db
def test_the_log_is_the_order_in_which_items_left(project, codebook, lead, annotator):
    add_samples(project, 12)
    pull(project=project)
    ReviewPolicy.objects.create(project=project, overlap_share=0.0)
    snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    left = [hand_out(project=project, user=[lead, annotator][number % 2]) for number in range(8)]
    order = list(SnapshotItem.objects.filter(removal__isnull=False).order_by("removal").values_list("item", flat=True))
    assert order == [assignment.item_id for assignment in left]
    log = [row.removal for row in removals(snapshot.items.all())]
    assert log == [Removal(assignment.stream == Stream.AUDIT, None) for assignment in left]
