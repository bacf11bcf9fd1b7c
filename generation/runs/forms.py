from django import forms
from django.utils.translation import gettext_lazy as _

from generation.recipes.forms import BUDGET_ERRORS
from generation.runs.actions.lifecycle import SMALLEST_BUDGET


class ResumeForm(forms.Form):
    budget_usd = forms.DecimalField(
        label=_("New budget in USD"),
        required=False,
        min_value=SMALLEST_BUDGET,
        max_digits=12,
        decimal_places=6,
        error_messages=BUDGET_ERRORS,
        help_text=_("For the whole run, with what is spent already. Empty: as before."),
    )
