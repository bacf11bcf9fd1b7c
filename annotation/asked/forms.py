from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotation.asked.frames import ANSWERED, CHANCE, MOST, SUSPICIOUS
from annotation.asked.labelling import MOST_TIMES, SAME, USUAL_TIMES
from annotation.asked.walking import LOOKED_AT
from generation.methods.grading import DIMENSIONS
from generation.models import Endpoint, Project, Run
from generation.runs.actions.trying import trying_recipes
from generation.runs.frames.prompt_forms import forms_of
from generation.runs.frames.settings import with_titles

USUAL = 200
OF_A_PART = _(
    "Of a run with more than 20,000 rows a part may be looked at, another one each time. The most suspicious are then "
    "those of the project that are the run's, and after them those of a part of the run: not always its very highest."
)


class _RowsForm(forms.Form):
    """About which rows a model is asked, and what that may cost."""

    which = forms.ChoiceField(
        label=_("Which rows"),
        choices=[
            (CHANCE, _("Drawn by chance")),
            (SUSPICIOUS, _("The most suspicious first")),
            (ANSWERED, _("Those that people answered, to learn what it is worth")),
        ],
    )
    count = forms.IntegerField(label=_("Rows at most"), min_value=1, max_value=MOST)
    budget_usd = forms.DecimalField(
        label=_("At most, USD"), min_value=0, max_digits=12, decimal_places=4, required=False,
        help_text=_("Empty: without a limit."),
    )  # fmt: skip


class GradesForm(_RowsForm):
    """What a model is asked."""

    field_order = ("dimension", "which", "count", "again", "endpoint")
    dimension = forms.ChoiceField(
        label=_("What is graded"),
        choices=[(one.id, format_lazy("{}: {}", _(one.title), _(one.line))) for one in DIMENSIONS.values()],
        widget=forms.RadioSelect,
    )
    again = forms.BooleanField(label=_("Also rows that have such a grade: the mean of all counts"), required=False)
    endpoint = forms.ModelChoiceField(Endpoint.objects.none(), label=_("Model"), empty_label=None)

    def __init__(self, data=None, *, project: Project):
        endpoints = project.endpoints.order_by("name")
        first = {"dimension": "quality", "which": CHANCE, "count": USUAL, "again": False, "endpoint": endpoints.first()}
        super().__init__(data, initial=first)
        self.fields["endpoint"].queryset = endpoints

    def asked(self) -> dict:
        """What is asked, as the first look or the last valid choice says; without what it may cost."""
        given = self.cleaned_data if self.is_bound else self.initial
        return {name: given[name] for name in ("dimension", "which", "count", "again", "endpoint")}


class AgainForm(_RowsForm):
    """Which run's model is asked again, in which form, and how often."""

    field_order = ("run", "form", "shuffled", "times", "most")
    run = forms.TypedChoiceField(label=_("Labels of"), coerce=int)
    form = forms.ChoiceField(label=_("How it is asked"))
    times = forms.IntegerField(
        label=_("How often"), min_value=1, max_value=MOST_TIMES,
        help_text=_("Each time is a run of its own. In the same words, or more often than once, it is asked at "
                    "temperature 0.7 where it would be 0: at 0 a model only repeats itself."),
    )  # fmt: skip
    most = forms.IntegerField(
        label=_("Where the answers differ, up to"), min_value=1, max_value=MOST_TIMES, required=False,
        help_text=_("Rows on which they differ are asked about further, one time after the other, until so many are "
                    "reached or nothing can change any more. Empty: no row is."),
    )  # fmt: skip
    shuffled = forms.BooleanField(
        label=_("Labels in another order for each row and each time"), required=False,
        help_text=_("Models favour what stands first or last, whatever a row says."),
    )  # fmt: skip

    def __init__(self, data=None, *, project: Project, runs: Sequence[Run]):
        recipes = trying_recipes(project)
        repeats = {one.name for one in recipes}
        usual = SAME if runs[0].recipe in repeats else recipes[0].name
        first = {"run": runs[0].pk, "form": usual, "times": USUAL_TIMES, "which": CHANCE, "count": USUAL}
        first |= {"shuffled": False, "most": None}
        super().__init__(data, initial=first, auto_id="again_%s")  # beside another form
        self.fields["run"].choices = [(one.pk, _told(one)) for one in with_titles(runs)]
        told = gettext("In another form: %(recipe)s")
        others = [(form.name, told % {"recipe": title}) for form, title in forms_of(recipes)]
        if any(one.accepted > LOOKED_AT for one in runs):
            self.fields["which"].help_text = OF_A_PART
        self.fields["form"].choices = [(SAME, gettext("In the same words")), *others]

    def asked(self) -> dict:
        """What is asked, as the first look or the last valid choice says; without what it may cost."""
        given = self.cleaned_data if self.is_bound else self.initial
        return {name: given[name] for name in ("run", "form", "shuffled", "times", "most", "which", "count")}


def _told(run: Run) -> str:
    told = {"number": run.pk, "recipe": run.title, "model": run.endpoint.name, "rows": run.accepted}
    return gettext("Run %(number)d: %(recipe)s, %(model)s, %(rows)d rows") % told


def refuse(form: forms.Form, problem: ValidationError) -> None:
    """Show what an action said beside the field that it is about, or above all."""
    found = problem.message_dict if hasattr(problem, "error_dict") else {None: problem.messages}
    for name, said in found.items():
        form.add_error(name if name in form.fields else None, said)
