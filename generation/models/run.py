"""A run of a recipe, the rows it planned, and every call it paid for."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models.codebook import Codebook
from generation.models.endpoint import Endpoint
from generation.models.project import Project


class RunState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


MOVING = (RunState.PLANNED, RunState.RUNNING)
ENDED = (RunState.DONE, RunState.FAILED, RunState.CANCELLED)


class RunPurpose(models.TextChoices):
    GENERATE = "generate", _("Generate")
    ANNOTATE = "annotate", _("Annotate")
    JUDGE = "judge", _("Judge")
    TRIAL = "trial", _("Try a codebook")
    PROPOSE = "propose", _("Propose labels")


#: What these say stays in their rows: no sample carries it.
STAYING = (RunPurpose.JUDGE, RunPurpose.TRIAL, RunPurpose.PROPOSE)


class Run(models.Model):
    project = models.ForeignKey(Project, models.CASCADE, related_name="runs")
    purpose = models.CharField(max_length=10, choices=RunPurpose, default=RunPurpose.GENERATE)
    recipe = models.CharField(max_length=60)
    recipe_version = models.PositiveIntegerField(default=1)
    recipe_hash = models.CharField(max_length=64, blank=True)
    params = models.JSONField(default=dict)
    codebook = models.ForeignKey(Codebook, models.PROTECT, related_name="runs")
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="runs")
    second = models.ForeignKey(Endpoint, models.PROTECT, null=True, related_name="seconded_runs")  # asked by some steps
    seed = models.BigIntegerField()
    count = models.PositiveIntegerField()  # samples to accept
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PLANNED)
    reason = models.TextField(blank=True)  # why it paused, failed or stopped early
    budget_usd = models.DecimalField(max_digits=12, decimal_places=6, null=True)
    reserved_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)
    lost_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)  # reserved when a worker died
    accepted = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)  # passed the gates, and wait for the choice at their round's end
    rejected = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    settled = models.PositiveIntegerField(default=0)  # the round's rows before this index are decided for good
    calls = models.PositiveIntegerField(default=0)
    reused = models.PositiveIntegerField(default=0)  # of these, answered by what an earlier run had paid for
    tokens_in = models.BigIntegerField(default=0)
    tokens_out = models.BigIntegerField(default=0)
    round = models.PositiveIntegerField(default=1)  # the current one; the four below speak of it
    batches = models.PositiveIntegerField(default=0)
    plan_state = models.JSONField(default=dict)  # what the recipe's allocator carries on, and what is counted for good
    setup = models.JSONField(default=dict)  # frozen: scope, support and topic samples, and the endpoints
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # What its page shows every two seconds, counted while it is written:
    turned_away = models.JSONField(default=dict)  # gate -> reason -> how many candidates
    problems = models.JSONField(default=dict)  # what went wrong -> how many requests
    pace = models.JSONField(default=list)  # [seconds since the epoch, passed by then], of the last minute

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.recipe} #{self.pk}"

    @property
    def passed(self) -> int:
        """What no gate turned away: what is judged while the run goes on, for a choice comes at a round's end alone."""
        return self.accepted + self.held

    @property
    def asked(self) -> dict:
        """The endpoint as it was at the start: editing it later does not change what this run was."""
        return self.setup.get("endpoint") or self.endpoint.facts()

    @property
    def asked_second(self) -> dict:
        """The same of the second endpoint; without one its steps ask the first."""
        return self.setup.get("second") or (self.second.facts() if self.second else self.asked)

    @property
    def simulated(self) -> bool:
        """Whether a simulated model had a part in it: then all that it wrote is marked."""
        return self.asked["simulated"] or self.asked_second["simulated"]


class Round(models.Model):
    """A round of a run, written once it is prepared: what its rows are drawn with, and what came of it."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="rounds", db_index=False)
    number = models.PositiveIntegerField()
    target = models.PositiveIntegerField()  # samples to accept in it
    notes = models.JSONField(default=dict)  # what its rows are drawn with: frozen, and tens of thousands of entries
    report = models.JSONField(default=dict)  # what was found out before it, for people: small, beside the notes
    accepted = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(null=True)  # of these, where a choice was made at its end
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_round_a_number")]

    def __str__(self) -> str:
        return f"round {self.number} of {self.run_id}"


class Claim(models.Model):
    """A worker's hold on planned rows of a run; renewed by heartbeat, so that a dead worker's rows come free."""

    LEASE = timedelta(seconds=6)

    run = models.ForeignKey(Run, models.CASCADE, related_name="claims")
    token = models.CharField(max_length=32, unique=True)
    until = models.DateTimeField()
    reserved_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)

    def __str__(self) -> str:
        return self.token


class PlannedRow(models.Model):
    """One work unit: a draw, frozen when its batch starts. Round 0 is the recipe's set-up."""

    class State(models.TextChoices):
        PLANNED = "planned"
        CLAIMED = "claimed"
        ANSWERED = "answered"  # its candidates are stored and wait for their turn at the last gates
        HELD = "held"  # passed the gates; the choice at its round's end decides
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        FAILED = "failed"
        SURPLUS = "surplus"  # answered after enough had been accepted

    run = models.ForeignKey(Run, models.CASCADE, related_name="rows")
    round = models.PositiveIntegerField(default=0)
    batch = models.PositiveIntegerField()
    index = models.PositiveIntegerField()
    label = models.CharField(max_length=80, blank=True)
    condition = models.JSONField(default=dict)  # the draw, as generation.methods.steps.Draw writes it
    candidates = models.JSONField(default=list)  # what came of it, each with fields, labels, or the problem
    accepted = models.PositiveSmallIntegerField(default=0)  # how many of them
    source = models.ForeignKey("generation.Sample", models.PROTECT, null=True, related_name="planned_rows")
    seed = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    claim = models.CharField(max_length=32, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["run", "round", "index"], name="one_row_an_index")]
        indexes = [models.Index(fields=["run", "state", "index"])]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.index}"


class Call(models.Model):
    """One request to a model and what came back, kept whether it was of use or not. It is a run's, or a plan's."""

    run = models.ForeignKey(Run, models.CASCADE, null=True, related_name="call_log")
    plan = models.ForeignKey("generation.Plan", models.CASCADE, null=True, related_name="call_log", db_index=False)
    row = models.ForeignKey(PlannedRow, models.CASCADE, null=True, related_name="calls")
    step = models.CharField(max_length=200)
    template = models.CharField(max_length=120, blank=True)
    seed = models.BigIntegerField(null=True)
    attempt = models.PositiveIntegerField(default=1)
    second = models.BooleanField(default=False)  # whether the run's second endpoint was asked
    request_hash = models.CharField(max_length=64)
    request = models.JSONField()
    reply = models.JSONField(default=dict)
    model = models.CharField(max_length=120, blank=True)
    rung = models.CharField(max_length=20, blank=True)
    error = models.CharField(max_length=300, blank=True)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)
    latency_ms = models.PositiveIntegerField(default=0)
    cached = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["row", "step"], condition=models.Q(error=""), name="one_answer_a_step"),
            models.UniqueConstraint(
                fields=["plan", "step"], condition=models.Q(error="", plan__isnull=False), name="one_answer_a_question"
            ),
            models.CheckConstraint(
                condition=models.Q(run__isnull=False, plan=None) | models.Q(run=None, plan__isnull=False),
                name="call_of_a_run_or_a_plan",
            ),
        ]
        indexes = [
            models.Index(fields=["request_hash"], condition=models.Q(error=""), name="answers_by_request"),
            models.Index(fields=["plan"], condition=models.Q(plan__isnull=False), name="questions_of_a_plan"),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.run_id}"
