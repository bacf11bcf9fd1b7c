"""One life of a snapshot through the queue itself, for certificate_queue.py and tests: Django is set up before it.

Nothing here is simulated but people and the order of the queue: hand-outs, skips, leases that run out, flags, a lead's
decisions, answers and what they settle are the product's own, and so is the bound that is read after every event. What
is really wrong is kept apart: `Life` knows which labels are wrong and who has said so.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import blake2b
from math import floor

from django.db.models import F
from django.utils import timezone
from scipy.stats import beta

from annotation.certificate.actions import freeze, publish_seed
from annotation.certificate.frames import removals
from annotation.certificate.reckoning import certificate_report
from annotation.methods.certificate.audit_keys import audit_keys, commitment
from annotation.methods.certificate.bound import Bound, bound
from annotation.models import Assignment, AuditDraw, Item, ReviewPolicy, Snapshot, Stream
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import decide
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, skip
from annotation.queue.actions.pull import pull
from annotation.queue.refusals import TooManyLeases
from bench.certificate_queue import RISK
from generation.models import Codebook, Label, LabelSource, Membership, Origin, Project, Question, Role, Sample, User

ROWS, UNTIL, AUDITED = 40, 0.9, 0.6
WRONG = (6, 10)  # labels that are wrong
#: In what order the queue shows what is no audit draw: `adaptive` turns round after each error that an audit finds.
QUEUES = ("clears right ones first", "adaptive", "finds errors", "random")
RULES = (Snapshot.ReferenceRule.ONE_BLIND,) * 3 + (Snapshot.ReferenceRule.TWO_ADJUDICATED,)
#: What becomes of a hand-out, in parts of a hundred; of a row whose label is wrong all but `answered` twice as often.
FATES = ("answered", "skipped", "held", "lapsed", "flagged")
HABITS = ((94, 3, 1, 1, 1), (75, 8, 9, 5, 3))
LATER, DECIDED = 0.2, 0.2  # at each turn: a held row is answered after all, a lead decides a flagged one
RIGHT, OTHER = "negative", "positive"  # the frozen label of every row is the second; of a wrong row the first is right


@dataclass
class Life:
    """What happened: how far below the truth the bound was at most, and what is counted beside it."""

    number: int
    short: int = 0  # the most wrong labels that were left beyond the bound, at any look
    looks: int = 0
    audits: int = 0
    pending: int = 0  # the most rows that were handed out and not settled, at any look
    plain_broken: bool = False
    replayed: bool = False
    printed: bool = False  # the certificate as it is printed at the end says what was read
    fates: Counter = field(default_factory=Counter)

    @property
    def broken(self) -> bool:
        return self.short > 0


def people() -> list[User]:
    """A lead and an annotator, for all lives."""
    return [User.objects.get_or_create(username=name)[0] for name in ("life-lead", "life-annotator")]


def lived(number: int, *, queue: str = "", rule: str = "", wrong: int = 0, rows: int = ROWS) -> Life:
    """The life of this number: the same people and fates each time; which rows the audit draws is the secret seed's."""
    world = _World(
        number,
        queue=queue or QUEUES[number % len(QUEUES)],
        rule=rule or RULES[number // len(QUEUES) % len(RULES)],
        wrong=wrong or WRONG[number // 8 % len(WRONG)],
        habits=HABITS[number // len(QUEUES) % len(HABITS)],
        rows=rows,
    )
    told = world.look()
    while world.removals < floor(UNTIL * rows) and world.turn():
        told = world.look()
    world.life.printed = certificate_report(world.project, {})["at_most_wrong"] == told.remaining
    world.life.replayed = world.replay()
    return world.life


class _World:
    def __init__(self, number: int, *, queue: str, rule: str, wrong: int, habits: tuple[int, ...], rows: int):
        self.chance, self.life, self.queue = random.Random(number), Life(number), queue
        self.people, self.habits, self.removals = people(), habits, 0
        self.lead = self.people[0]
        self.project, self.codebook = _project(number, self.people)
        samples = _samples(self.project, rows)
        self.wrong = {sample.pk for sample in self.chance.sample(samples, wrong)}
        self.needed = 2 if rule == Snapshot.ReferenceRule.TWO_ADJUDICATED else 1
        self.said: Counter = Counter()  # answers of a sample, as far as this side knows
        self.settled: set[int] = set()
        self.held: dict[int, list[Assignment]] = {person.pk: [] for person in self.people}
        self.flagged: set[int] = set()
        self.audited: list[bool] = []  # of the audit draws, in the order of their answers: whether each was wrong
        pull(project=self.project)
        self._put_in_order()
        self.snapshot = freeze(project=self.project, lead=self.lead, risk=RISK, reference_rule=rule)

    def _put_in_order(self) -> None:
        """The order knows which labels are wrong: none that a model makes could work harder against the bound."""
        items = Item.objects.filter(project=self.project)
        if self.queue == "random":
            for item in items:
                items.filter(pk=item.pk).update(priority=self.chance.random())
            return
        first = items.filter(sample__in=self.wrong)
        (first if self.queue == "finds errors" else items.exclude(pk__in=first.values("pk"))).update(priority=0.5)

    def turn(self) -> bool:
        """One event; False where nobody is left to do anything."""
        if self.flagged and self.chance.random() < DECIDED:
            return self._decide(self.flagged.pop())
        person = self.chance.choice(self.people)
        held = self.held[person.pk]
        if held and self.chance.random() < LATER:
            return self._answer(held.pop(0))
        try:
            given = hand_out(project=self.project, user=person)
        except TooManyLeases:
            return self._answer(held.pop(0))
        if given is None:
            return any(self.held.values()) or bool(self.flagged)
        sample = given.item.sample_id
        others = 2 if sample in self.wrong else 1
        weights = [self.habits[0], *(others * part for part in self.habits[1:])]
        fate = self.chance.choices(FATES, weights)[0]
        self.life.fates[fate] += 1
        return getattr(self, f"_{fate}")(given, person)

    def _answered(self, given: Assignment, person: User) -> bool:
        return self._answer(given)

    def _answer(self, given: Assignment) -> bool:
        """The truth: the reference is what is said of an audit draw (methods/human.md 9.2)."""
        sample = given.item.sample_id
        submit(assignment=given, answers={"sentiment": self._truth(sample)})
        self.said[sample] += 1
        if self.said[sample] >= self.needed or given.stream != Stream.AUDIT:
            self._settle(sample, audit=given.stream == Stream.AUDIT)
        return True

    def _settle(self, sample: int, *, audit: bool) -> None:
        self.settled.add(sample)
        if not audit:
            return
        self.audited.append(sample in self.wrong)
        if self.queue == "adaptive" and sample in self.wrong:
            Item.objects.filter(project=self.project, state=Item.State.OPEN).update(priority=0.5 - F("priority"))

    def _skipped(self, given: Assignment, person: User) -> bool:
        skip(assignment=given)
        if Item.objects.get(pk=given.item_id).state == Item.State.FLAGGED:  # one skip too many: a lead decides
            self.flagged.add(given.item_id)
        return True

    def _held(self, given: Assignment, person: User) -> bool:
        self.held[person.pk].append(given)
        return True

    def _lapsed(self, given: Assignment, person: User) -> bool:
        """Its time is over at once; the next hand-out gives it to somebody else."""
        return bool(Assignment.objects.filter(pk=given.pk).update(expires_at=timezone.now() - timedelta(minutes=1)))

    def _flagged(self, given: Assignment, person: User) -> bool:
        flag(assignment=given)
        self.flagged.add(given.item_id)
        return True

    def _decide(self, item_id: int) -> bool:
        item = Item.objects.select_related("sample", "project").get(pk=item_id)
        answers = {"sentiment": self._truth(item.sample_id)}
        decide(item=item, lead=self.lead, codebook=self.codebook, answers=answers)
        self._settle(item.sample_id, audit=item.stream == Stream.AUDIT)
        return True

    def _truth(self, sample: int) -> str:
        return RIGHT if sample in self.wrong else OTHER

    def look(self) -> Bound:
        """The bound by the log as the certificate reads it, against what is still wrong: unreviewed, or not settled."""
        log = [row.removal for row in removals(self.snapshot.items.all())]
        told, left = bound(self.snapshot.size, log, risk=self.snapshot.risk), len(self.wrong - self.settled)
        self.removals, self.life.audits = len(log), told.audits
        self.life.looks += 1
        self.life.pending = max(self.life.pending, told.unresolved)
        self.life.short = max(self.life.short, left - told.remaining)
        self.life.plain_broken |= left > self._plain_limit(told.population - told.reviewed)
        return told

    def _plain_limit(self, rows: int) -> float:
        """Clopper and Pearson's of the audits so far, computed anew at each look: what must fail."""
        n, errors = len(self.audited), sum(self.audited)
        return rows if errors == n else floor(rows * beta.ppf(1 - RISK, errors + 1, n - errors))

    def replay(self) -> bool:
        """Whether the published seed is the one committed to and gives the same draws, from it and the rows alone."""
        told = publish_seed(project=self.project, lead=self.lead, number=self.snapshot.number)
        rows = list(told.items.order_by("removal").values_list("item", "removal", "stream"))
        keys = dict(
            zip([row[0] for row in rows], audit_keys(told.published_seed, [row[0] for row in rows]), strict=True)
        )
        left, again = sorted(keys, key=lambda item: (keys[item], item)), []
        for item, removal, stream in rows:
            if removal is None:
                continue
            if stream == Stream.AUDIT:
                again.append((removal, left[0], len(left)))
            left.remove(item)
        drawn = list(AuditDraw.objects.filter(snapshot=told).values_list("removal", "item", "remaining"))
        return commitment(told.published_seed) == self.snapshot.seed_commitment and again == drawn


def _project(number: int, members: list[User]) -> tuple[Project, Codebook]:
    lead, annotator = members
    project = Project.objects.create(slug=f"life-{number}", name=f"Life {number}", created_by=lead)
    Membership.objects.create(project=project, user=lead, role=Role.LEAD)
    Membership.objects.create(project=project, user=annotator, role=Role.ANNOTATOR)
    codebook = Codebook.objects.create(
        project=project, number=1, fields=[{"name": "text", "type": "text"}], created_by=lead, published_by=lead,
        published_at=timezone.now(),
    )  # fmt: skip
    question = Question.objects.create(codebook=codebook, position=0, name="sentiment", title="How is it?")
    for position, name in enumerate((RIGHT, OTHER)):
        Label.objects.create(question=question, position=position, name=name)
    ReviewPolicy.objects.create(project=project, audit_share=AUDITED, overlap_share=0.0)
    return project, codebook


def _samples(project: Project, rows: int) -> list[Sample]:
    """A model has given all of them the same label."""
    return Sample.objects.bulk_create(
        Sample(
            project=project, fields={"text": f"Review {row}"}, origin=Origin.GENERATED, current_label=OTHER,
            label_source=LabelSource.MACHINE, external_id=f"row-{row}",
            content_hash=blake2b(f"{project.pk}/{row}".encode(), digest_size=16).digest(),
        )
        for row in range(rows)
    )  # fmt: skip
