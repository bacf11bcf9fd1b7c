"""A draft of the codebook is tried on items that people have answered, before anybody publishes it.

A `TrialSplit` freezes items with what people said of them under the version in force (`base`), in two halves. A `Trial`
(a try) has an LLM label one half by the base and by a *candidate*, the frozen copy of the draft
(`Codebook.candidates`). The development half may be tried on as often as one likes; the held-out half judges one
candidate, once.

People answer the same items under the candidate with `TrialAnswer`s. They are beside the queue's `Annotation`s, which
settle items: no answer to a candidate settles anything, and nothing that is read of items knows of it. Where they are,
they are what the candidate's LLM is held against. Those of the held-out half are shown to nobody before it has judged
(`Trial.is_told`).
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from annotation.models.queue import Item
from generation.methods.questions.kind import Answer
from generation.models import Codebook, Endpoint, Project, Run


class Half(models.TextChoices):
    DEVELOPMENT = "development", _("Development half")
    HELD_OUT = "held_out", _("Held-out half")


class TrialSplit(models.Model):
    """Items drawn once, and what a candidate has to reach on the held-out half, set beforehand."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="trial_splits")
    base = models.ForeignKey(Codebook, models.PROTECT, related_name="+")  # in force when the items were drawn
    question = models.CharField(max_length=60)  # that leads the report: the first that takes one label, if there is one
    seed = models.BigIntegerField()
    thresholds = models.JSONField(default=dict)  # as annotation.methods.trials.verdict.Thresholds
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    spent_at = models.DateTimeField(null=True)  # the held-out half has judged a candidate

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"split {self.pk} of {self.project_id}"

    @property
    def has_begun_to_judge(self) -> bool:
        """Then what people say of its held-out half stands: no answer is added, corrected or taken back."""
        return self.trials.filter(half=Half.HELD_OUT).exists()


def newer_is_in_force(split: str) -> models.Exists:
    """Whether a newer version is published than a row's split (by this path) was drawn under.

    Then nobody is asked any more to answer its items by a draft, and no half of it can judge one: drafts are held
    against the version in force. No row is changed by that, neither a turn nor the split.
    """
    base = {"project": models.OuterRef(f"{split}__project"), "number__gt": models.OuterRef(f"{split}__base__number")}
    return models.Exists(Codebook.objects.published().filter(**base))


class TrialItemQuerySet(models.QuerySet):
    def kept_back(self) -> "TrialItemQuerySet":
        """Those that can still judge a draft. A half that has judged, or whose version is in force no more, can judge
        no further.

        What tells a draft's writer where models and people differ leaves them out: comparing, and the student's
        accuracy. Samples, a sample's page and the map show them like any other, and do not say which they are; the
        agreement between people counts them, and names none (docs/decisions/0012).
        """
        return self.filter(~newer_is_in_force("split"), half=Half.HELD_OUT, split__spent_at=None)


class TrialItem(models.Model):
    """An item of a split, with what people's blind answers came to under the base when it was drawn: to every question,
    and the label among them (`label`, "" where no question takes one), by which items are drawn and weighed."""

    split = models.ForeignKey(TrialSplit, models.CASCADE, related_name="items", db_index=False)
    item = models.ForeignKey(Item, models.CASCADE, related_name="trial_items")
    half = models.CharField(max_length=11, choices=Half)
    label = models.CharField(max_length=80)
    settled = models.JSONField(default=dict)  # {question: value}, as in Annotation; {}: the label alone is known
    rule = models.CharField(max_length=20, blank=True)  # that the newest of them named
    adjudicated = models.BooleanField(default=False)  # several people agreed, or a lead decided
    at_random = models.BooleanField(default=False)  # chance had chosen the item, not its suspicion
    weight = models.FloatField(default=1.0)  # items that it stands for, where labels were drawn at different rates

    objects = TrialItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["split", "item"], name="one_place_an_item_in_a_split")]

    def __str__(self) -> str:
        return f"{self.half} item {self.item_id}: {self.label}"

    def answer_to(self, question: str, split: TrialSplit) -> Answer | None:
        """What people's answers came to; None where there is none. `split` is its own, which callers have at hand."""
        if self.settled:
            return self.settled.get(question)
        return self.label if question == split.question and self.label else None


class Trial(models.Model):
    """A try: a candidate held against the base on one half. Where it stands follows from its runs.

    The base is asked first, then the candidate, with what is left of the one budget.
    """

    class Verdict(models.TextChoices):
        NONE = "", _("None")
        GO = "go", _("Go")
        NO_GO = "no_go", _("No-go")
        TOO_FEW = "too_few", _("Too few to say")

    split = models.ForeignKey(TrialSplit, models.CASCADE, related_name="trials")
    candidate = models.ForeignKey(Codebook, models.PROTECT, related_name="trials")
    half = models.CharField(max_length=11, choices=Half)
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="+")
    recipe = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    budget_usd = models.DecimalField(max_digits=12, decimal_places=6, null=True)  # of both runs together
    base_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")  # tries of a half may share it
    candidate_run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    report = models.JSONField(default=dict)
    reported_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=7, choices=Verdict, blank=True, default=Verdict.NONE)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["split"], condition=models.Q(half=Half.HELD_OUT), name="one_judgement_a_split"
            )
        ]
        indexes = [models.Index(fields=["id"], condition=models.Q(reported_at=None), name="tries_without_a_report")]

    def __str__(self) -> str:
        return f"try {self.pk} of {self.split_id}"

    @property
    def is_told(self) -> bool:
        """Whether what people say of its items by the draft may be shown."""
        return self.half != Half.HELD_OUT or self.reported_at is not None


class TrialAnswerQuerySet(models.QuerySet):
    def valid(self) -> "TrialAnswerQuerySet":
        return self.filter(undone_at=None)

    def with_corrected(self) -> "TrialAnswerQuerySet":
        """With `corrected`: undone at the very moment when another one was put in its place."""
        same = {name: models.OuterRef(name) for name in ("item", "codebook", "user")}
        instead = self.model.objects.filter(**same, created_at=models.OuterRef("undone_at"))
        return self.annotate(corrected=models.Exists(instead))


class TrialAnswer(models.Model):
    """What a person says of a split's item under a candidate, blind. Appended; a correction undoes the one before.

    `codebook` is the candidate that they read. Tries of the same text share it, hence these answers as well.
    """

    item = models.ForeignKey(TrialItem, models.CASCADE, related_name="answers", db_index=False)
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="trial_answers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answers = models.JSONField()  # {question: value}, as in Annotation
    label = models.CharField(max_length=80)  # the answer to the split's question, where that takes one label
    rule = models.CharField(max_length=20, blank=True)
    comment = models.TextField(blank=True)
    seconds = models.FloatField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    objects = TrialAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "codebook", "user"],
                condition=models.Q(undone_at=None),
                name="one_trial_answer_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on a candidate: {self.label}"
