from django import forms
from django.utils.translation import gettext_lazy as _

from generation.runs.actions.trying import labelling_forms


class PricesForm(forms.Form):
    """What it costs to ask a person, and a model."""

    wage = forms.FloatField(label=_("A person's hour, USD"), min_value=0.01, max_value=10_000)
    seconds = forms.FloatField(
        label=_("Seconds an answer"),
        help_text=_("Until six answers are timed here; then their median counts."),
        min_value=0.1,
        max_value=86_400,
    )
    call = forms.FloatField(label=_("One more call of a model, USD"), min_value=0, max_value=1000)
    person_error = forms.FloatField(
        label=_("How often people are wrong, percent"),
        help_text=_("0: what people say is right. More: they are asked only where they are likelier to be right."),
        min_value=0,
        max_value=50,
    )

    budget = forms.FloatField(
        label=_("Budget of people's answers in all, USD"),
        help_text=_("Empty: none. Enough? tells how much of it is spent; nothing stops by itself."),
        min_value=0,
        max_value=1_000_000_000,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"step": "any", "inputmode": "decimal"}

    def prices(self) -> dict[str, float]:
        said = self.cleaned_data
        return said | {"person_error": said["person_error"] / 100, "budget": said["budget"] or 0.0}


class RouteForm(forms.Form):
    """Which point of the frontier is to be carried out: what a wrong label costs there."""

    value = forms.FloatField(error_messages={"required": _("Choose a point first.")})
    routes = forms.JSONField(required=False)  # how many rows go where, as the page told it

    def clean_routes(self) -> dict[str, int] | None:
        routes = self.cleaned_data["routes"]
        if routes and not (isinstance(routes, dict) and all(type(count) is int for count in routes.values())):
            raise forms.ValidationError(_("Choose a point first."))
        return routes or None


class LabellingForm(forms.Form):
    """Which model is asked once more, in which form, and what it may cost."""

    endpoint = forms.ModelChoiceField(queryset=None, label=_("Endpoint"), empty_label=None)
    form = forms.ChoiceField(label=_("In which form"), required=False)
    budget_usd = forms.DecimalField(
        label=_("At most, USD"), min_value=0, max_digits=12, decimal_places=4, required=False,
        help_text=_("Empty: without a limit."),
    )  # fmt: skip

    def __init__(self, *args, project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["endpoint"].queryset = project.endpoints.all()
        forms = labelling_forms(project).items()
        self.fields["form"].choices = [("", _("One that these rows have not had")), *forms]
