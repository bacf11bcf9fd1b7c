"""How a lead sets the rules of review, on their page."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotation.models import DoneWhen, Lane, Part, ReviewPolicy, Suggestion
from annotation.queue.hiding import hides_labels

MOST_GOLD = 0.5
LEAST_AUDIT = 0.01
RULE_TELLS = _(
    "Items go to people by their label, which tells them what a model said. Remove that rule of assignment before you "
    "hide suggestions, open an audit or run gold checks."
)


@dataclass(frozen=True)
class Preset:
    """Rules that go together; the page fills them in, and they hold once the lead saves. `fills` as a form sends it."""

    title: str
    line: str
    fills: dict[str, str]


PRESETS = (
    Preset(
        _("One person each"),
        _("The model's suggestion is in sight, each item is answered once. Quick; agreement is not measured."),
        {"suggestion": Suggestion.SHOWN, "overlap_share": "0"},
    ),
    Preset(
        _("One in ten twice"),
        _("A tenth of the items goes to two people: enough to follow how far they agree."),
        {"overlap_share": "10", "overlap_people": "2", "done_when": DoneWhen.MAJORITY},
    ),
    Preset(
        _("Two people each, a third where they differ"),
        _("Nobody sees a suggestion. More than half decides; where nobody has it, a lead."),
        {
            "suggestion": Suggestion.HIDDEN,
            "overlap_share": "100",
            "overlap_people": "2",
            "done_when": DoneWhen.MAJORITY,
        },
    ),
    Preset(
        _("Two people each, a lead decides"),
        _("Both answers come to you, also where they agree: you take one person's label and text with one press."),
        {"suggestion": Suggestion.HIDDEN, "overlap_share": "100", "overlap_people": "2", "done_when": DoneWhen.LEAD},
    ),
)


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
    gold_least = PercentField(
        label=_("Checks that ought to be right, in percent"),
        min_value=1,
        max_value=99,
        help_text=_(
            "70 unless the codebook is very easy or very hard. Attention suggests a talk where somebody is below it "
            "with a probability above 95%; nothing happens by itself."
        ),
    )

    class Meta:
        model = ReviewPolicy
        fields = [
            "suggestion", "suggestion_seconds", "reveal_after", "gold_share", "gold_least", "gold_feedback",
            "overlap_share", "overlap_people", "done_when", "audit_open", "audit_share", "batches",
            "daily_cap", "lease_minutes",
        ]  # fmt: skip
        widgets = {"done_when": forms.RadioSelect}  # a closed list would cut the sentences off

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self.errors and _rule_tells(self.instance):
            self.add_error(None, RULE_TELLS)


def policy_errors(policy: ReviewPolicy) -> None:
    """ValidationError with what is wrong, by field: the same rules for page, REST and command line."""
    policy.full_clean(exclude=["project"], validate_unique=False)
    if _rule_tells(policy):
        raise ValidationError({"suggestion": RULE_TELLS})
    if policy.gold_share > MOST_GOLD:
        raise ValidationError({"gold_share": _("At most half of what a person is given can be gold checks.")})
    if policy.audit_share < LEAST_AUDIT:
        raise ValidationError({"audit_share": _("At least one in a hundred: close the audit to draw none.")})


def _rule_tells(policy: ReviewPolicy) -> bool:
    """Whether a rule on the label would tell what these rules of review hide."""
    return hides_labels(policy) and Lane.objects.filter(project=policy.project_id, part=Part.LABEL).exists()
