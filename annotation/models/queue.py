"""Items in the queue and who holds them."""

import random
import secrets

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from annotation.methods.numbers import permuted, restored
from annotation.models.certificate import Snapshot
from annotation.models.estimation import Estimation
from annotation.models.policy import DoneWhen, Suggestion
from generation.models import Codebook, Project, Sample

#: A priority from here on is before everything else: a run, a gate, a contradiction or a lead asks for a person.
TOP = 2.0


class Stream(models.TextChoices):
    AUDIT = "audit", _("Audit")
    ACTIVE = "active", _("Active")
    OVERLAP = "overlap", _("Overlap")
    GOLD = "gold", _("Gold check")
    PICKED = "picked", _("Picked by hand")
    SAMPLE = "sample", _("Estimation sample")


#: What people say of these is the reference by the rule that the snapshot froze.
BY_REFERENCE_RULE = (Stream.AUDIT, Stream.SAMPLE)


class Dispenser(models.Model):
    """One row a project: the lock under which items are handed out, and how far the queue has pulled samples."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="dispenser")
    pulled_until = models.BigIntegerField(default=0)  # the last Sample.id that became an item
    asked_until = models.BigIntegerField(default=0)  # the last one looked at among those that need a person
    snapshot = models.ForeignKey(Snapshot, models.SET_NULL, null=True, related_name="+")
    # Rows of it are left to hand out; what came of it is read from `Estimation`.
    estimation = models.ForeignKey(Estimation, models.SET_NULL, null=True, related_name="+")
    handed_out = models.PositiveBigIntegerField(default=0)
    items = models.PositiveBigIntegerField(default=0)  # ever pulled
    open_items = models.PositiveBigIntegerField(default=0)  # nobody had them yet
    last_group = models.BigIntegerField(null=True)  # of the last active hand-out
    has_lanes = models.BooleanField(default=False)  # some items are for some people alone
    laned_until = models.BigIntegerField(null=True)  # the last item that the newest rules were applied to; null: all
    gold_until = models.BigIntegerField(default=0)  # the last gold sample that became an item
    checks_spent_at = models.DateTimeField(null=True)  # since when no gold check is left to give; null: some are
    explore = models.BooleanField(default=True)  # some of an unlabelled pool at random, until the student is good
    score_asked_at = models.PositiveBigIntegerField(default=0)  # `handed_out` when a score was last asked for
    answers_at_score = models.PositiveIntegerField(default=0)  # answers known when the student was last trained

    def __str__(self) -> str:
        return f"dispenser of {self.project_id}"


def draw_key() -> int:
    """The place in a random order that no priority knows of: the smallest key left is a uniform draw."""
    return random.getrandbits(63)


#: What people call a sample and its item: six digits.
FIRST, NUMBERS = 100_000, 900_000


def number_of(sample_id: int) -> int:
    """The number by which annotators and leads speak of a sample and of its item, the same on every page.

    It says nothing of when the sample came: gold samples are often brought in together, and a neighbour of one that was
    told as a check would be known for one.
    """
    return FIRST + permuted(sample_id % NUMBERS, size=NUMBERS, key=_key_of_numbers())


def samples_numbered(number: int) -> list[int]:
    """The ids that have this number, up to the newest sample: one of each 900,000, looked at by index."""
    if not FIRST <= number < FIRST + NUMBERS:
        return []
    newest = Sample.objects.aggregate(newest=models.Max("pk"))["newest"] or 0
    return list(range(restored(number - FIRST, size=NUMBERS, key=_key_of_numbers()), newest + 1, NUMBERS))


def _key_of_numbers() -> bytes:
    return salted_hmac("annotation.item_number", "").digest()


class ItemQuerySet(models.QuerySet):
    def let_go(self, **more) -> int:
        """Whoever held them does so no longer. What nobody holds stays as it is: an answer may have come in."""
        return self.filter(state=Item.State.HELD).update(state=Item.State.WAITING, **more)


class Item(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("Open")  # nobody had it yet
        HELD = "held", _("Held")  # leased to a person
        WAITING = "waiting", _("Waiting for another person")  # skipped, expired, or needs one more answer
        ANSWERED = "answered", _("Answered")
        GOLD = "gold", _("Kept for checks")  # a sample with a given label: many people may hold it, none settles it
        FLAGGED = "flagged", _("For a lead to decide")  # flagged, skipped by five, or undecided with nobody left to ask

    project = models.ForeignKey(Project, models.CASCADE, related_name="items", db_index=False)
    sample = models.OneToOneField(Sample, models.CASCADE, related_name="item")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    priority = models.FloatField(default=0.0)  # the active stream hands out the highest first
    group = models.BigIntegerField(null=True)  # near-duplicates share one
    cluster = models.BigIntegerField(null=True)  # texts alike enough to be answered together; null: none is
    stream = models.CharField(max_length=10, choices=Stream, blank=True)  # of the first hand-out
    answers = models.PositiveSmallIntegerField(default=0)  # valid answers
    answers_needed = models.PositiveSmallIntegerField(default=1)
    # As the policy said when it was first handed out; an audit item goes by the rule that its snapshot froze.
    done_when = models.CharField(max_length=10, choices=DoneWhen, default=DoneWhen.MAJORITY)
    draw_key = models.BigIntegerField(default=draw_key)
    lane = models.BigIntegerField(default=0)  # the rule (Lane) that says who may have it; 0: everybody
    last_holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    entered_as = models.CharField(max_length=12, blank=True)  # the sample's state before people spoke

    objects = ItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["project", "state", "lane", "-priority", "id"]),
            *(
                models.Index(
                    fields=["project", "lane", "draw_key"], condition=models.Q(state=state), name=f"{state}_at_random"
                )
                for state in ("open", "waiting", "gold")
            ),
            *(
                models.Index(fields=fields, name=name, condition=models.Q(state="open", cluster__isnull=False))
                for fields, name in (
                    (["project", "-priority", "id"], "alike_by_priority"),
                    (["project", "cluster", "-priority"], "open_by_cluster"),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"

    @property
    def number(self) -> int:
        return number_of(self.sample_id)


def new_lease() -> str:
    return secrets.token_urlsafe(16)


class Assignment(models.Model):
    """An item leased to a person: why it was asked (stream), with what probability, and how it ended."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        SUBMITTED = "submitted", _("Submitted")
        SKIPPED = "skipped", _("Skipped")
        FLAGGED = "flagged", _("Flagged")
        RETURNED = "returned", _("Returned")
        EXPIRED = "expired", _("Expired")

    project = models.ForeignKey(Project, models.CASCADE, related_name="assignments", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    lease = models.CharField(max_length=32, unique=True, default=new_lease)
    stream = models.CharField(max_length=10, choices=Stream)
    probability = models.FloatField(null=True)  # of this item being drawn now; null where the order chose it
    blind = models.BooleanField(default=True)
    # With what probability a coin was to leave it blind; null where no coin fell and something else decided.
    blind_chance = models.FloatField(null=True)
    # How its person may come to see the suggestion before they answer; once they did it is blind no more.
    look = models.CharField(max_length=10, blank=True, choices=Suggestion)
    looked_at = models.DateTimeField(null=True)
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.HELD)
    reason = models.CharField(max_length=500, blank=True)
    batch = models.CharField(max_length=32, blank=True)  # shared by items alike that were handed out together
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            # No two people hold one item, whatever races; a check is for everybody.
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(state="held") & ~models.Q(stream="gold"), name="one_holder_an_item"
            ),
            # Whoever was asked a check knows what is asked: nobody is asked it twice.
            models.UniqueConstraint(
                fields=["item", "user"],
                condition=models.Q(stream="gold") & ~models.Q(state="returned"),
                name="one_check_a_person",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "project"], condition=models.Q(state="held"), name="held_by_person"),
            models.Index(fields=["user", "batch"], condition=~models.Q(batch=""), name="batch_of_person"),
            models.Index(fields=["project", "expires_at"], condition=models.Q(state="held"), name="held_until"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} of item {self.item_id}"
