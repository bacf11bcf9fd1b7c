from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from annotation.enhance.asking import MOST_ROWS, USUAL_ROWS, Asked
from annotation.enhance.labelling import model_to_ask
from annotation.methods.enhancement.words import ASKING, ENHANCEMENTS, WITHOUT_ASKING
from generation.models import Endpoint, Project


class SureField(forms.FloatField):
    """The least probability of a label that is proposed; empty: the method's own."""

    def __init__(self):
        super().__init__(
            label=_("Least probability of a label that is proposed"),
            help_text=_("Above 0, at most 1; empty: what the method takes by itself."),
            min_value=0.01,
            max_value=1,
            required=False,
            widget=forms.NumberInput(attrs={"step": "0.01"}),
        )


def _choices(methods: list[str]) -> list[tuple]:
    found = [ENHANCEMENTS[name] for name in methods]
    return [(each.id, format_lazy("{}: {}", _(each.name), _(each.line))) for each in found]


class EnhancementForm(forms.Form):
    """Which method is to propose labels, and how sure it has to be."""

    method = forms.ChoiceField(
        label=_("Method"),
        choices=_choices(WITHOUT_ASKING),
        initial="mckd",
        widget=forms.RadioSelect,
    )
    sure = SureField()


class AskingForm(forms.Form):
    """Which method is to ask which model, about how many rows, how sure it has to be, and what that may cost."""

    method = forms.ChoiceField(label=_("Method"), choices=_choices(ASKING), widget=forms.RadioSelect)
    count = forms.IntegerField(
        label=_("Rows at most"), min_value=1, max_value=MOST_ROWS,
        help_text=_("A quarter of them at most are rows that people answered: they show what the model is worth."),
    )  # fmt: skip
    sure = SureField()
    endpoint = forms.ModelChoiceField(Endpoint.objects.none(), label=_("Model"), empty_label=None)
    budget_usd = forms.DecimalField(
        label=_("At most, USD"), min_value=0, max_digits=12, decimal_places=4, required=False,
        help_text=_("Empty: without a limit."),
    )  # fmt: skip

    def __init__(self, data=None, *, project: Project):
        endpoints = project.endpoints.order_by("name")
        first = {"method": ASKING[0], "count": USUAL_ROWS, "endpoint": endpoints.first()}
        super().__init__(data, initial=first, auto_id="asking_%s")  # beside another form
        self.fields["endpoint"].queryset = endpoints

    def priced(self) -> dict:
        """What is asked, as the first look or the last valid choice says; without what it may cost."""
        given = self.cleaned_data if self.is_bound else self.initial
        return {name: given[name] for name in ("method", "count", "endpoint")}

    def asked(self) -> Asked:
        return model_to_ask(**{name: self.cleaned_data[name] for name in ("endpoint", "count", "budget_usd")})
