"""What a lead says to the agent: what is wanted, and yes or no to what it proposes."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from generation.agent.actions.lifecycle import LONGEST_GOAL, LONGEST_REASON
from generation.catalogue.agent.turns import PILOT, RUN, Proposal
from generation.catalogue.recipe import Recipe
from generation.methods.taskspec import TaskSpec
from generation.models import Codebook, Endpoint, Plan, Project
from generation.recipes.forms import BUDGET_ERRORS, PREFIX, USUAL_BUDGET, USUAL_COUNT, RecipeForm
from generation.runs.actions.lifecycle import MOST_SAMPLES

KEPT = ("count", "budget_usd")  # of the recipe's form, beside the settings: the rest was settled when the plan began


def _budget(label: str, help_text: str) -> forms.DecimalField:
    cents = {"min_value": Decimal("0.01"), "max_digits": 10, "decimal_places": 2}
    return forms.DecimalField(label=label, help_text=help_text, error_messages=BUDGET_ERRORS, **cents)


class PlanForm(forms.Form):
    goal = forms.CharField(
        label=_("Goal"),
        max_length=LONGEST_GOAL,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What the samples are for, and what they have to be like: length, tone, what is hard about them."),
    )
    count = forms.IntegerField(label=_("How many samples"), min_value=1, max_value=MOST_SAMPLES)
    budget_usd = _budget(
        _("Budget in USD"),
        _("Of the questions, the pilots and the run together; a hard limit."),
    )
    endpoint = forms.ModelChoiceField(
        label=_("Model endpoint"),
        queryset=Endpoint.objects.none(),
        empty_label=None,
        help_text=_("It plans, and it writes the samples."),
    )

    def __init__(self, *args, project: Project, codebook: Codebook, **kwargs):
        usual = {"goal": codebook.purpose, "count": USUAL_COUNT, "budget_usd": USUAL_BUDGET}
        super().__init__(*args, initial=usual, **kwargs)
        self.fields["endpoint"].queryset = project.endpoints.order_by("name")


class BudgetForm(forms.Form):
    budget_usd = _budget(
        _("New budget in USD"),
        _("Of the questions, the pilots and the run together, with what is spent already."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="raise_%s", **kwargs)  # it stands beside the budget of what is agreed to


class AgreeForm(RecipeForm):
    """The settings of the proposed recipe as they are proposed, how many samples, and the most that it may cost."""

    turn = forms.IntegerField(widget=forms.HiddenInput)
    do = forms.ChoiceField(choices=[(PILOT, PILOT), (RUN, RUN), ("look", "look")], widget=forms.HiddenInput)

    def __init__(self, *args, plan: Plan, proposal: Proposal, recipe: Recipe, spec: TaskSpec, **kwargs):
        super().__init__(*args, project=plan.project, recipe=recipe, spec=spec, **kwargs)
        for name in [name for name in RecipeForm.base_fields if name not in KEPT]:
            self.fields.pop(name, None)
        self.fields["count"].required = False
        self.fields["budget_usd"].required = True
        self.fields["budget_usd"].label = _("It may cost at most (USD)")
        self.fields["budget_usd"].help_text = _("It pauses before it would cost more.")

    def more(self) -> list[forms.BoundField]:
        return [self[PREFIX + param.name] for param in self.recipe.params if not self._is_main(param)]


class RefuseForm(forms.Form):
    turn = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What is wrong with it?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The model is told, and proposes again."),
    )


def initial_of(plan: Plan, proposal: Proposal, recipe: Recipe, turn: int, budget: Decimal) -> dict:
    """What the form shows at first: the proposal as it is."""
    values = {param.name: proposal.settings.get(param.name, param.default) for param in recipe.params}
    first = {PREFIX + name: value for name, value in values.items()}
    return first | {"turn": turn, "do": proposal.do, "count": plan.count, "budget_usd": budget}


def shown(form: forms.Form, error: ValidationError) -> None:
    """Put what an action refused beside its field, or above the form."""
    found = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
    for name, texts in found.items():
        visible = name in form.fields and not form.fields[name].widget.is_hidden
        form.add_error(name if visible else None, texts)
