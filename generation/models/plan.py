"""A planning with a model: what is wanted within which bounds, and what was said about it, turn by turn.

Its questions to the model are `Call`s of the plan, its pilots and its run are `Run`s.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models.endpoint import Endpoint
from generation.models.project import Project
from generation.models.run import Run


class PlanState(models.TextChoices):
    THINKING = "thinking", _("The model is asked")
    ASKS = "asks", _("Waits for your answer")
    PILOT = "pilot", _("The pilot is under way")
    STUCK = "stuck", _("Cannot go on")
    AGREED = "agreed", _("The run was agreed to")
    CLOSED = "closed", _("Closed")


class Plan(models.Model):
    MOST_CALLS = 40  # requests to the model, those that failed included

    project = models.ForeignKey(Project, models.CASCADE, related_name="plans")
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="plans")
    goal = models.TextField()
    count = models.PositiveIntegerField()  # samples that the run is to accept
    budget_usd = models.DecimalField(max_digits=12, decimal_places=6)  # of questions, pilots and run together
    most_calls = models.PositiveIntegerField(default=MOST_CALLS)
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.THINKING)
    reason = models.TextField(blank=True)  # why it cannot go on
    setup = models.JSONField(default=dict)  # frozen: the endpoint, and the language of its words
    calls = models.PositiveIntegerField(default=0)  # counted before each is sent, so that no kill lets one more through
    cost_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)  # of its questions
    reserved_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)
    lost_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)  # may be billed, though no answer came
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")  # the pilot under way; in the end the run
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(state="pilot"), name="plans_with_a_pilot")]

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def asked(self) -> dict:
        """The endpoint as it was at the start."""
        return self.setup.get("endpoint") or self.endpoint.facts()


class PlanTurn(models.Model):
    """One thing that was required, proposed, decided or seen. Only ever appended."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="turns", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)  # as generation/catalogue/agent/turns.py names them
    data = models.JSONField()
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")  # that the decision started
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_turn_a_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.plan_id}"
