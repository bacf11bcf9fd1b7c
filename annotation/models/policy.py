from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Project

_share = [MinValueValidator(0.0), MaxValueValidator(1.0)]


def _between(least: float, most: float) -> list:
    return [MinValueValidator(least), MaxValueValidator(most)]


class Suggestion(models.TextChoices):
    """When a person may see what a model says of the item before them."""

    HIDDEN = "hidden", _("Hidden until the answer")
    SHOWN = "shown", _("Shown from the start")
    DELAYED = "delayed", _("Shown after some seconds")
    ASKED = "asked", _("Shown when they ask for it (the V key)")


class Afterwards(models.TextChoices):
    """Whether a person learns what the model said of an item that they have answered."""

    NEVER = "never", _("Never")
    ASKED = "asked", _("When they ask for it (the V key)")
    ALWAYS = "always", _("Always")


class DoneWhen(models.TextChoices):
    """What settles an item that several people answer."""

    FIRST = "first", _("The first answer holds; the others only measure agreement")
    MAJORITY = "majority", _("More than half agree; one more person is asked where they do not, then a lead")
    ALL = "all", _("All agree; where they do not, a lead decides")
    LEAD = "lead", _("A lead decides each of them, with the answers in view")
    MERGE = "merge", _("Two people revise: one person's version is kept whole, by WANLI's rule")


class ReviewPolicy(models.Model):
    """How a lead wants a project to be reviewed."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="review_policy")
    suggestion = models.CharField(
        _("what the model suggests"),
        max_length=10,
        choices=Suggestion,
        default=Suggestion.SHOWN,
        help_text=_(
            "An answer given after a look at it is recorded as not blind. Audit, gold, overlap and hand-picked items "
            "are always blind, and so is everything while an audit or gold checks run: a missing suggestion would tell "
            "them."
        ),
    )
    suggestion_seconds = models.PositiveSmallIntegerField(
        _("seconds until it is shown"), default=10, validators=_between(1, 600)
    )
    reveal_after = models.CharField(
        _("after the answer, what the model said is shown"),
        max_length=10,
        choices=Afterwards,
        default=Afterwards.ASKED,
        help_text=_("From then on the answer stands: with “Always” no answer can be taken back."),
    )
    audit_open = models.BooleanField(_("audit is open"), default=False)
    audit_share = models.FloatField(_("share of audit items"), default=0.25, validators=_share)
    overlap_share = models.FloatField(_("share of items that several people answer"), default=0.1, validators=_share)
    overlap_people = models.PositiveSmallIntegerField(
        _("how many people answer each of them"), default=2, validators=_between(2, 5)
    )
    done_when = models.CharField(
        _("such an item is done when"),
        max_length=10,
        choices=DoneWhen,
        default=DoneWhen.MAJORITY,
        help_text=_(
            "It holds for items handed out from now on. Audit items go by the reference rule that their snapshot "
            "froze: two people, then a third, then a lead."
        ),
    )
    gold_share = models.FloatField(_("share of gold checks"), default=0.0, validators=_share)
    gold_least = models.FloatField(
        _("share of checks that ought to be right"), default=0.7, validators=_between(0.01, 0.99)
    )
    gold_feedback = models.BooleanField(
        _("tell people right after a gold check whether they were right"),
        default=True,
        help_text=_("With the definition and the rules of the right label. An answer that was told about stands."),
    )
    batches = models.BooleanField(
        _("people may answer similar items together"),
        default=False,
        help_text=_(
            "A page beside the room shows up to eight new items alike: one label for all, exceptions come one by one. "
            "Always blind, only from the queue's own choice; audit, overlap, gold and hand-picked items are asked one "
            "by one. For codebooks that ask one question for one label."
        ),
    )
    daily_cap = models.PositiveIntegerField(
        _("answers a person and day, at most"),
        default=0,
        validators=[MaxValueValidator(100_000)],
        help_text=_("0 for no limit. What somebody holds already may still be answered."),
    )
    lease_minutes = models.PositiveIntegerField(
        _("minutes until an item that nobody answers goes to another person"),
        default=30,
        validators=_between(1, 1440),
    )

    def __str__(self) -> str:
        return f"policy of {self.project}"

    def clean(self) -> None:
        if self.done_when == DoneWhen.MERGE and self.overlap_people != 2:
            raise ValidationError({"overlap_people": _("By WANLI's rule two people revise an item, not more.")})
