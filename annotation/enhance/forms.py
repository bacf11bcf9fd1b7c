from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from annotation.methods.enhancement.words import ENHANCEMENTS


class EnhancementForm(forms.Form):
    """Which method is to propose labels, and how sure it has to be."""

    method = forms.ChoiceField(
        label=_("Method"),
        choices=[(each.id, format_lazy("{}: {}", _(each.name), _(each.line))) for each in ENHANCEMENTS.values()],
        initial="mckd",
        widget=forms.RadioSelect,
    )
    sure = forms.FloatField(
        label=_("Least probability of a label that is proposed"),
        help_text=_("Above 0, at most 1; empty: what the method takes by itself."),
        min_value=0.01,
        max_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
