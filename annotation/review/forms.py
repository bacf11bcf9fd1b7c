"""What a person may send. The answer form is made from the codebook, so a new label needs no code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import ReviewPolicy
from annotation.queue.actions.answer import MOST_COMMENT
from generation.methods.taskspec import TaskSpec


class AnswerForm(forms.Form):
    comment = forms.CharField(required=False, max_length=MOST_COMMENT)
    rule = forms.ChoiceField(required=False)
    seconds = forms.FloatField(required=False, min_value=0)

    def __init__(self, *args, spec: TaskSpec, lease: str = "", **kwargs):
        super().__init__(*args, auto_id=f"{lease}-%s", **kwargs)
        self.questions = spec.questions
        self.fields["rule"].choices = [("", _("No rule"))] + [(rule.id, rule.id) for rule in spec.rules]
        for place, question in enumerate(spec.questions):
            self.fields[f"q-{question.name}"] = forms.ChoiceField(
                required=question.required or place == 0,
                choices=[(label.name, label.name) for label in question.labels],
                error_messages={"required": _("Choose a label.")},
            )

    def answers(self) -> dict[str, str]:
        return {question.name: self.cleaned_data.get(f"q-{question.name}", "") for question in self.questions}


class DecisionForm(AnswerForm):
    """A lead's word on a flagged item: the label, and why (the rule that decides, or a sentence)."""

    reason = forms.CharField(required=False, max_length=2000)

    def clean(self) -> dict:
        if not (self.cleaned_data.get("rule") or self.cleaned_data.get("reason")):
            self.add_error("reason", _("Name the rule that decides, or say why."))
        return self.cleaned_data

    def reasoning(self) -> str:
        return ": ".join(filter(None, [self.cleaned_data["rule"], self.cleaned_data["reason"]]))


class PercentField(forms.FloatField):
    """A share that people write as a percentage."""

    def prepare_value(self, value):
        return f"{value * 100:.4g}" if isinstance(value, float) else value

    def clean(self, value):
        cleaned = super().clean(value)
        return None if cleaned is None else cleaned / 100


class PolicyForm(forms.ModelForm):
    audit_share = PercentField(label=_("Audit items, in percent of all"), min_value=1, max_value=100)
    overlap_share = PercentField(label=_("Items that two people answer, in percent"), min_value=0, max_value=100)

    class Meta:
        model = ReviewPolicy
        fields = ["blind_active", "lease_minutes", "overlap_share", "audit_open", "audit_share"]
