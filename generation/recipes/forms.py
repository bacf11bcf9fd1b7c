"""The form of a recipe: built from its settings, so that a new recipe needs no form of its own."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.catalogue.params import Param, ParamError
from generation.catalogue.recipe import Recipe
from generation.conditions.frames import in_words, lengths_instead, scope_of
from generation.methods.taskspec import TaskSpec
from generation.models import Endpoint, Project
from generation.recipes.judging import PREFIX
from generation.recipes.prices import Models
from generation.runs.actions.lifecycle import LEAST_YIELD, MOST_SAMPLES, SMALLEST_BUDGET
from generation.runs.expectations import MOST_COST

USUAL_COUNT, USUAL_BUDGET = 100, Decimal(5)
#: In our words, for Django's speak of values and digits.
BUDGET_ERRORS = {
    "invalid": gettext_lazy("Write the budget as a number in USD, such as 5 or 0.25."),
    "min_value": gettext_lazy("A budget must be at least $%(limit_value)s."),
    "max_decimal_places": gettext_lazy("Of a budget %(max)s digits count behind the point: leave out the rest."),
    "max_digits": gettext_lazy("That is more than a budget can be."),
    "max_whole_digits": gettext_lazy("That is more than a budget can be."),
}
#: Shown at once, for nobody else can decide it: what is worked on, what the texts are about and for whom, which of the
#: project's facts are meant, which label a sample gets, and what is asked of people. Where the codebook has several,
#: also which question and which field. The others are folded.
MAIN = {
    "which", "context_source", "dimensions", "values", "lengths", "check_label", "ask_confidence",
    "about", "audience", "audiences", "wishes", "frame", "schema", "operations",
    "facts", "types", "type", "complete",
    "verified_label", "unranked", "people", "agreed",
}  # fmt: skip


class RecipeForm(forms.Form):
    """Endpoint, a second one where the recipe has steps for it, how many, budget and seed, then a field for each
    setting of the recipe (`set_<name>`)."""

    endpoint = forms.ModelChoiceField(label=gettext_lazy("Model endpoint"), queryset=Endpoint.objects.none())
    second_endpoint = forms.ModelChoiceField(
        label=gettext_lazy("Second model"),
        queryset=Endpoint.objects.none(),
        required=False,
        empty_label=gettext_lazy("none: the model above is asked"),
    )
    count = forms.IntegerField(label=gettext_lazy("How many samples"), min_value=1, max_value=MOST_SAMPLES)
    budget_usd = forms.DecimalField(
        label=gettext_lazy("Budget in USD"),
        min_value=SMALLEST_BUDGET,
        max_digits=12,
        decimal_places=4,
        required=False,
        error_messages=BUDGET_ERRORS,
        help_text=gettext_lazy("The run pauses before it would cost more. Empty: no limit."),
    )
    least_yield = forms.FloatField(
        label=gettext_lazy("Pause below this yield (%)"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=gettext_lazy("Where a smaller share of what is written is accepted, the run pauses and asks you."),
    )
    most_cost = forms.FloatField(
        label=gettext_lazy("Pause above this many times the price"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=gettext_lazy(
            "Where a sample costs more than so many times the upper end of its price, the run pauses and asks you, "
            "once. 0: never."
        ),
    )
    batch = forms.BooleanField(
        label=gettext_lazy("Ask in batches"),
        required=False,
        help_text=gettext_lazy(
            "By the endpoint's batch door: it takes up to a day and often costs half. Without such a door, live."
        ),
    )
    seed = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, project: Project, recipe: Recipe, spec: TaskSpec, **kwargs):
        super().__init__(*args, **kwargs)
        self.recipe = recipe
        labelled = [question for question in spec.questions if question.type == "label"]
        self._several = {"question": len(labelled) > 1, "fields": len(spec.fields) > 1}
        self.fields["endpoint"].queryset = project.endpoints.order_by("name")
        self.fields["endpoint"].empty_label = None
        self.fields["second_endpoint"].queryset = project.endpoints.order_by("name")
        if recipe.asks_second:
            told = _(recipe.second) if recipe.second else _("Some steps of this recipe ask it.")
            self.fields["second_endpoint"].help_text = told
        else:
            del self.fields["second_endpoint"]
        if recipe.purpose == "annotate":
            self.fields["count"].label = _("How many samples to label, at most")
        for param in recipe.params:
            field = _question(spec, recipe.purpose) if param.name == "question" else _field(param)
            self.fields[PREFIX + param.name] = field
        self._say_which_lengths_hold(project)

    def _say_which_lengths_hold(self, project: Project) -> None:
        setting, lengths = lengths_instead(self.recipe, scope_of(project)) if self.recipe.uses_attributes else ("", ())
        if lengths:
            field = self.fields[PREFIX + setting]
            told = _("Not used now, for an attribute of the project goes before it: %(lengths)s.")
            field.help_text = format_html(
                '{} <strong>{}</strong> <a href="{}">{}</a>',
                field.help_text,
                told % {"lengths": in_words(lengths)},
                reverse("generation:attribute-list", args=[project.slug]),
                _("Look at it or edit it"),
            )

    def models(self) -> Models | None:
        """Whom the run asks; None where no endpoint fits."""
        chosen = self.cleaned_data
        return (
            Models(chosen["endpoint"], chosen["second_endpoint"], chosen["batch"]) if chosen.get("endpoint") else None
        )

    def main(self) -> list[forms.BoundField]:
        """The settings that most runs differ in."""
        return [self[PREFIX + param.name] for param in self.recipe.params if self._is_main(param)]

    def more(self) -> list[forms.BoundField]:
        """All other settings."""
        own = [self[PREFIX + param.name] for param in self.recipe.params if not self._is_main(param)]
        return [self["least_yield"], self["most_cost"], self["batch"], *own]

    def _is_main(self, param: Param) -> bool:
        return param.name in MAIN or self._several.get(param.name, False)

    def clean(self) -> dict:
        cleaned = super().clean()
        given = {name: cleaned[PREFIX + name] for p in self.recipe.params if PREFIX + (name := p.name) in cleaned}
        cleaned["params"] = given
        self._check_params(given)
        share = cleaned.get("least_yield")
        if cleaned.setdefault("second_endpoint", None) == cleaned.get("endpoint"):
            cleaned["second_endpoint"] = None  # one endpoint, named twice
        cleaned["least_yield"] = LEAST_YIELD if share is None else share / 100
        if cleaned.get("most_cost") is None:
            cleaned["most_cost"] = MOST_COST
        return cleaned

    def _check_params(self, given: dict) -> None:
        """What the field of a setting lets through, a part of the recipe may not take."""
        try:
            self.recipe.clean(given)
        except ParamError as problem:
            for name, (message, values) in problem.problems.items():
                self.add_error(PREFIX + name, _(message) % values)

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused: beside its field, or above the form."""
        found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, texts in found.items():
            name = name.replace("params.", PREFIX)
            self.add_error(name if name in self.fields else None, texts)


class ListForm(forms.Form):
    """What the list of recipes is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Find a recipe"), required=False, max_length=200)
    now = forms.BooleanField(label=gettext_lazy("Only what can run now"), required=False)

    def words(self) -> list[str]:
        self.is_valid()
        return self.cleaned_data.get("q", "").casefold().split()

    def only_now(self) -> bool:
        return self.is_valid() and self.cleaned_data["now"]


def initial_of(recipe: Recipe, *, seed: int, waiting: int) -> dict:
    """What the form shows at first; `waiting` is the number of samples that could be labelled."""
    count = max(waiting, 1) if recipe.purpose == "annotate" else USUAL_COUNT
    values = {PREFIX + param.name: param.default for param in recipe.params}
    usual = {"budget_usd": USUAL_BUDGET, "least_yield": 100 * LEAST_YIELD, "most_cost": MOST_COST, "seed": seed}
    return {"count": min(count, MOST_SAMPLES), **usual, **values}


def _question(spec: TaskSpec, purpose: str) -> forms.ChoiceField:
    names = [
        (question.name, question.title or question.name) for question in spec.questions if question.type == "label"
    ]
    first, more, told = ("", names[0][1]), names[1:], ""
    if more and purpose == "annotate":
        first, more = ("", _("Every question")), names
    elif more:
        told = _("The prompt speaks of this question alone, and texts get a label for it. Annotate answers the others.")
    return forms.ChoiceField(label=_("Question"), choices=[first, *more], required=False, help_text=told)


def _field(param: Param) -> forms.Field:
    words = {"label": _(param.title), "help_text": _(param.help) if param.help else ""}
    if param.type == "bool":
        return forms.BooleanField(required=False, **words)
    if param.type == "choice":
        return forms.ChoiceField(choices=[(value, _(title)) for value, title in param.choices], **words)
    if param.type == "text":
        return forms.CharField(required=False, max_length=2000, **words)
    number = forms.IntegerField if param.type == "int" else forms.FloatField
    widget = forms.NumberInput(attrs={"step": "1" if param.type == "int" else "any"})
    return number(min_value=param.least, max_value=param.most, widget=widget, **words)
