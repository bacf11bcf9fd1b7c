"""What a lead may submit about attributes: a new one, its values line by line, and who lists what is missing."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from generation.methods.conditions import ATTRIBUTE, LENGTH
from generation.models import Attribute, Endpoint, Project

KINDS = [(ATTRIBUTE, _("In words, such as style or sub-topic")), (LENGTH, _("Length in words, tested on each text"))]
LONGEST_LIST = 100_000


class AttributeForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=60, help_text=_("As the prompt names it, such as “Style”."))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, initial=ATTRIBUTE)
    depends_on_label = forms.BooleanField(
        label=_("Its values differ by label"),
        required=False,
        help_text=_("As sub-topics do: politics has others than sports."),
    )


class ValuesForm(forms.Form):
    """One box of lines for all labels, or one a label (`values_0`, `values_1`, …)."""

    def __init__(self, *args, attribute: Attribute, groups: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.groups = groups
        for number, group in enumerate(groups):
            self.fields[f"values_{number}"] = forms.CharField(
                label=group["label"] or attribute.title,
                widget=forms.Textarea(attrs={"rows": 6}),
                required=False,
                max_length=LONGEST_LIST,
                initial=group["text"],
                help_text=_("One value a line."),
            )

    def lists(self) -> list[tuple[str, list[str]]]:
        """The lines of each group, with the group's label."""
        return [(g["label"], self.cleaned_data[f"values_{i}"].splitlines()) for i, g in enumerate(self.groups)]


class ListingForm(forms.Form):
    """Who lists the values that are missing, and for how much at most."""

    endpoint = forms.ModelChoiceField(label=_("Model endpoint"), queryset=Endpoint.objects.none(), empty_label=None)
    budget_usd = forms.DecimalField(
        label=_("Budget in USD"), min_value=Decimal("0.01"), max_digits=10, decimal_places=2, initial=Decimal(1)
    )

    def __init__(self, *args, project: Project, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["endpoint"].queryset = project.endpoints.order_by("name")
