"""How a lead sets the rules of review, on their page."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotation.models import ReviewPolicy

MOST_GOLD = 0.5
LEAST_AUDIT = 0.01


class PercentField(forms.FloatField):
    """A share that people write as a percentage."""

    def prepare_value(self, value):
        return f"{value * 100:.4g}" if isinstance(value, float) else value

    def clean(self, value):
        cleaned = super().clean(value)
        return None if cleaned is None else cleaned / 100


class PolicyForm(forms.ModelForm):
    audit_share = PercentField(label=_("Audit items, in percent of new ones"), min_value=1, max_value=100)
    overlap_share = PercentField(label=_("Items that several people answer, in percent"), min_value=0, max_value=100)
    gold_share = PercentField(
        label=_("Gold checks, in percent of all that a person is given"),
        min_value=0,
        max_value=50,
        help_text=_("0 for none; 5 to 10 are usual. Each person is given each gold item once, blind, like any other."),
    )

    class Meta:
        model = ReviewPolicy
        fields = [
            "suggestion", "suggestion_seconds", "reveal_after", "gold_share", "gold_feedback", "overlap_share",
            "overlap_people", "done_when", "audit_open", "audit_share", "daily_cap", "lease_minutes",
        ]  # fmt: skip


def policy_errors(policy: ReviewPolicy) -> None:
    """ValidationError with what is wrong, by field: the same rules for page, REST and command line."""
    policy.full_clean(exclude=["project"], validate_unique=False)
    if policy.gold_share > MOST_GOLD:
        raise ValidationError({"gold_share": _("At most half of what a person is given can be gold checks.")})
    if policy.audit_share < LEAST_AUDIT:
        raise ValidationError({"audit_share": _("At least one in a hundred: close the audit to draw none.")})
