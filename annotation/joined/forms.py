from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Joining
from annotation.review.policy_form import PercentField


class JoiningForm(forms.ModelForm):
    """The rule by which several answers to an item become one label."""

    confidence = PercentField(
        label=_("Least confidence, in percent"),
        min_value=50,
        max_value=99.9,
        initial=0.95,
        help_text=_("How likely a label has to be, by the method, for an item to be settled."),
        widget=forms.NumberInput(attrs={"step": "any"}),
    )

    below = forms.ChoiceField(
        label=_("Below it"),
        choices=[
            (Joining.Below.PERSON, _("One more person is asked, then a lead")),
            (Joining.Below.LEAD, _("A lead decides")),
        ],
    )

    class Meta:
        model = Joining
        fields = ["method", "confidence", "below", "most", "with_models"]

    def rule(self) -> dict:
        return dict(self.cleaned_data)
