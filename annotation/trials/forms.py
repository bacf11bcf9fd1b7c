"""What a lead may set: how many items are drawn, what has to be reached, and who is asked for which price."""

from collections.abc import Collection
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotation.methods.trials.thresholds import LABEL, OF_KINDS, Thresholds
from annotation.trials.actions.asking_again import MOST as MOST_ASKED
from annotation.trials.doubts import Doubts, Reason
from annotation.trials.frames import FEWEST, MOST_OF_A_HALF
from generation.models import Endpoint, Project
from generation.runs.actions.lifecycle import BEYOND_BUDGET, SMALLEST_BUDGET
from generation.runs.actions.trying import trying_recipes

OF_A_LABEL, OF_ALL = ("macro_f1", "recall", "target"), "slack"


class Refusing(forms.Form):
    def refuse(self, error: ValidationError) -> None:
        """Show what the action said beside the field that it is about, or above all."""
        found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, messages in found.items():
            self.add_error(name if name in self.fields else None, messages)


def _share(label: str, help_text: str = "") -> forms.FloatField:
    widget = forms.NumberInput(attrs={"step": "0.01"})
    return forms.FloatField(label=label, help_text=help_text, min_value=0, max_value=1, widget=widget)


class SplitForm(Refusing):
    development = forms.IntegerField(
        label=_("Items to try drafts on"),
        min_value=FEWEST,
        max_value=MOST_OF_A_HALF,
        help_text=_("As often as you like."),
    )
    held_out = forms.IntegerField(
        label=_("Items held out"),
        min_value=FEWEST,
        max_value=MOST_OF_A_HALF,
        help_text=_("They judge one draft, once. No item that a try has used is among them."),
    )
    macro_f1 = _share(_("Macro-F1 at least"))
    recall = _share(_("Recall of every label at least"))
    target = _share(_("Agreement wanted"), _("The share of items on which model and people say the same, 0 to 1."))
    slack = _share(_("The lower limit of its interval may be below by"))
    multi_label = _share(_("Several labels: mean Jaccard index wanted"))
    rating = _share(_("Ratings: weighted kappa wanted"))
    ranking = _share(_("Rankings: pairs in the same order wanted"))
    text = _share(
        _("Texts: mean similarity wanted"), _("0 asks for nothing: two wordings may say the same, so it is only shown.")
    )
    spans = _share(_("Spans: F1 of equal spans wanted"))

    def __init__(self, data=None, *, kinds: Collection[str] = (LABEL,), answered: int = 0, fresh: int = 0):
        half = min(max(answered // 2, FEWEST), 200)
        sizes = {"development": half, "held_out": max(min(half, fresh), FEWEST)}
        super().__init__(data, initial=sizes | Thresholds().as_json())
        self.wanted = [*(OF_A_LABEL if LABEL in kinds else ()), OF_ALL, *(kind for kind in OF_KINDS if kind in kinds)]
        for name in {*OF_A_LABEL, *OF_KINDS} - set(self.wanted):
            del self.fields[name]

    def thresholds(self) -> Thresholds:
        return Thresholds(**{name: self.cleaned_data[name] for name in self.wanted})

    def threshold_fields(self) -> list[forms.BoundField]:
        """What has to be reached, of the kinds of question that there are."""
        return [self[name] for name in self.wanted]


class _Budget(forms.DecimalField):
    def __init__(self):
        super().__init__(
            label=_("Budget in USD, of both together"),
            required=False,
            min_value=SMALLEST_BUDGET,
            max_value=Decimal(BEYOND_BUDGET - 1),
            max_digits=12,
            decimal_places=6,
            help_text=_("A hard limit. Empty: none."),
        )


class BudgetForm(Refusing):
    budget_usd = _Budget()


class AskAgainForm(Refusing):
    count = forms.IntegerField(
        label=_("Items to ask about again"),
        min_value=1,
        max_value=MOST_ASKED,
        help_text=_("Those that a model contradicts come first; where there are any, their number is proposed."),
    )
    codebook = forms.IntegerField(widget=forms.HiddenInput)
    why = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    def __init__(self, data=None, *, found: Doubts | None, why: Reason | None = None):
        """`found` is narrowed to `why` already."""
        told = {"count": _worth_asking(found), "codebook": found.codebook.number} if found else {}
        super().__init__(data, initial=told | {"why": why.as_text() if why else ""})

    def clean_why(self) -> Reason | None:
        return Reason.of(self.cleaned_data["why"])


def _worth_asking(found: Doubts) -> int:
    """People's time goes first where a model says otherwise; without such items any of them may be meant."""
    contradicted = sum(bool(one.said) for one in found.doubts)
    return min(contradicted or len(found.doubts), MOST_ASKED)


class TryForm(Refusing):
    endpoint = forms.ModelChoiceField(Endpoint.objects.none(), label=_("Model"), empty_label=None)
    recipe = forms.ChoiceField(label=_("Recipe"), help_text=_("How a model labels an item; the same for both."))
    budget_usd = _Budget()

    def __init__(self, data=None, *, project: Project):
        recipes = trying_recipes(project)
        endpoints = project.endpoints.order_by("name")
        first = {"endpoint": endpoints.first(), "recipe": recipes[0].name}
        super().__init__(data, initial=first)
        self.fields["endpoint"].queryset = endpoints
        self.fields["recipe"].choices = [(one.name, gettext(one.title)) for one in recipes]

    def asked(self) -> dict:
        """Whom to ask and how, as the first look or the last valid choice says."""
        given = self.cleaned_data if self.is_bound else self.initial
        return {name: given[name] for name in ("endpoint", "recipe")}
