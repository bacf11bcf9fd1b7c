from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotation.enhance.asking import MOST_ROWS, USUAL_ROWS, Asked
from annotation.enhance.labelling import model_to_ask
from annotation.enhance.rounds import to_follow
from annotation.methods.enhancement.words import ASKING, ENHANCEMENTS, WITHOUT_ASKING
from annotation.models import Enhancement
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


def _after(made: Enhancement) -> str:
    told = {"number": made.number_of_round, "made": made.pk, "changed": made.changed}
    return gettext("Round %(number)d, #%(made)d: %(changed)d labels changed") % told


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
    follows = forms.TypedChoiceField(
        label=_("Begins with"), coerce=int, empty_value=None, required=False,
        help_text=_("A further round of FreeAL: what the rounds before changed is taken, students learn anew, and the "
                    "model is asked for what does not fit by then, shown rows that are clean by then."),
    )  # fmt: skip
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

    def __init__(self, data=None, *, project: Project, follows: str = ""):
        endpoints = project.endpoints.order_by("name")
        first = {"method": ASKING[0], "count": USUAL_ROWS, "endpoint": endpoints.first(), "follows": follows}
        super().__init__(data, initial=first, auto_id="asking_%s")  # beside another form
        self.fields["endpoint"].queryset = endpoints
        self.rounds = {one.pk: one for one in to_follow(project)}
        chosen = [(pk, _after(one)) for pk, one in self.rounds.items()]
        self.fields["follows"].choices = [("", gettext("The models' labels: a first round")), *chosen]
        if not self.rounds:
            del self.fields["follows"]

    def priced(self) -> dict:
        """What is asked, as the first look or the last valid choice says; without what it may cost."""
        given = self.cleaned_data if self.is_bound else self.initial
        return {name: given[name] for name in ("method", "count", "endpoint")}

    def round_before(self) -> Enhancement | None:
        return self.rounds.get(self.cleaned_data.get("follows"))

    def asked(self) -> Asked:
        return model_to_ask(**{name: self.cleaned_data[name] for name in ("endpoint", "count", "budget_usd")})
