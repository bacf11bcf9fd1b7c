from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.methods.certificate.limits import LIMITS
from annotation.models import Snapshot
from generation.methods.taskspec import QuestionSpec


class RecheckForm(forms.Form):
    """What is fixed when reviewing stops."""

    again_risk = forms.TypedChoiceField(
        label=_("Risk that what is said of people is wrong"),
        choices=[("0.05", _("5%: it holds 19 times in 20")), ("0.01", _("1%: 99 times in 100"))],
        coerce=float,
    )


class FreezeForm(forms.Form):
    """What is fixed at the freeze. The risks are offered, not typed: nobody tunes a promise to the third digit."""

    RISKS = [("0.05", _("5%: it holds 19 times in 20")), ("0.01", _("1%: 99 times in 100")), ("0.1", _("10%: 9 in 10"))]

    risk = forms.TypedChoiceField(label=_("Risk that the promise is broken"), choices=RISKS, coerce=float)
    procedure = forms.ChoiceField(
        label=_("What is promised"),
        choices=Snapshot.Procedure,
        initial=Snapshot.Procedure.ANY_ORDER,
        required=False,
        widget=forms.RadioSelect,
    )
    limit = forms.TypedChoiceField(
        label=_("Labels that may be wrong, of all"),
        help_text=_("Only where labels of low risk are accepted unseen."),
        choices=[("", _("not fixed")), *((repr(limit), f"{100 * limit:g}%") for limit in LIMITS)],
        coerce=float,
        empty_value=None,
        required=False,
    )
    together = forms.TypedChoiceField(
        label=_("Which promises it is the risk of"),
        choices=[
            ("", _("This one alone")),
            ("together", _("All promises made so together: each further one takes a smaller part of it")),
        ],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    claims = forms.MultipleChoiceField(
        label=_("Promised beside the label"),
        help_text=_("Answers to questions with two labels. Each further promise makes those by label a little wider."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reference_rule = forms.ChoiceField(
        label=_("What counts as the right label"),
        choices=Snapshot.ReferenceRule,
        initial=Snapshot.ReferenceRule.ONE_BLIND,
        widget=forms.RadioSelect,  # a closed list would cut the sentences off
    )

    def __init__(self, *args, questions: Sequence[QuestionSpec] = (), **kwargs):
        """`questions`: those with two labels; without any there is nothing to promise beside the label."""
        super().__init__(*args, **kwargs)
        self._claims = {
            f"{question.name}={label.name}": {"question": question.name, "wanted": label.name}
            for question in questions
            for label in question.labels
        }
        self.fields["claims"].choices = [
            (value, f"{claim['question']}: {claim['wanted']}") for value, claim in self._claims.items()
        ]
        if not self._claims:
            del self.fields["claims"]

    def clean_procedure(self) -> str:
        return self.cleaned_data["procedure"] or Snapshot.Procedure.ANY_ORDER

    def clean(self) -> dict:
        """A limit that was chosen for the other procedure is none."""
        told = super().clean()
        is_tail = told.get("procedure") == Snapshot.Procedure.TAIL
        if is_tail and told.get("limit") is None and "limit" not in self.errors:
            self.add_error("limit", _("Choose how many labels may be wrong: it is frozen with the order."))
        return told if is_tail else told | {"limit": None}

    def clean_claims(self) -> list[dict]:
        chosen = [self._claims[value] for value in self.cleaned_data["claims"]]
        if len({claim["question"] for claim in chosen}) < len(chosen):
            raise forms.ValidationError(_("Promise one answer of a question, not both."))
        return chosen
