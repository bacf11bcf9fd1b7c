from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from annotation.asked.frames import ANSWERED, CHANCE, MOST, SUSPICIOUS
from generation.methods.grading import DIMENSIONS
from generation.models import Endpoint, Project

USUAL = 200


class GradesForm(forms.Form):
    """What a model is asked, about which rows, and what it may cost."""

    dimension = forms.ChoiceField(
        label=_("What is graded"),
        choices=[(one.id, format_lazy("{}: {}", _(one.title), _(one.line))) for one in DIMENSIONS.values()],
        widget=forms.RadioSelect,
    )
    which = forms.ChoiceField(
        label=_("Which rows"),
        choices=[
            (CHANCE, _("Drawn by chance")),
            (SUSPICIOUS, _("The most suspicious first")),
            (ANSWERED, _("Those that people answered, to learn what grades are worth")),
        ],
    )
    count = forms.IntegerField(label=_("Rows at most"), min_value=1, max_value=MOST)
    again = forms.BooleanField(label=_("Also rows that have such a grade: the mean of all counts"), required=False)
    endpoint = forms.ModelChoiceField(Endpoint.objects.none(), label=_("Model"), empty_label=None)
    budget_usd = forms.DecimalField(
        label=_("At most, USD"), min_value=0, max_digits=12, decimal_places=4, required=False,
        help_text=_("Empty: without a limit."),
    )  # fmt: skip

    def __init__(self, data=None, *, project: Project):
        endpoints = project.endpoints.order_by("name")
        first = {"dimension": "quality", "which": CHANCE, "count": USUAL, "again": False, "endpoint": endpoints.first()}
        super().__init__(data, initial=first)
        self.fields["endpoint"].queryset = endpoints

    def asked(self) -> dict:
        """What is asked, as the first look or the last valid choice says; without what it may cost."""
        given = self.cleaned_data if self.is_bound else self.initial
        return {name: given[name] for name in ("dimension", "which", "count", "again", "endpoint")}


def refuse(form: forms.Form, problem: ValidationError) -> None:
    """Show what an action said beside the field that it is about, or above all."""
    found = problem.message_dict if hasattr(problem, "error_dict") else {None: problem.messages}
    for name, said in found.items():
        form.add_error(name if name in form.fields else None, said)
