from functools import cache

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotation.models import Selection
from annotation.samples.frames import NEWEST, Filters, named
from annotation.samples.shapes import BY_AGE, orders, signals
from generation.models import Codebook, Origin, Project, SampleState
from generation.runs.frames.settings import with_titles

ANY = ("", _("All"))
MOST_RUNS = 50  # that one can choose from: the newest
MOST_SELECTIONS = 200


class FilterForm(forms.Form):
    """The list's filters; what makes no sense is left out rather than complained about."""

    q = forms.CharField(
        label=_("Find by number, id or words"), required=False, max_length=2_000, widget=forms.TextInput
    )
    label = forms.ChoiceField(label=_("Label"), required=False)
    label_source = forms.ChoiceField(
        label=_("Label by"),
        required=False,
        choices=[
            ANY, ("machine", _("Model")), ("person", _("Person")), ("reference", _("Reference")), ("none", _("None")),
        ],
    )  # fmt: skip
    origin = forms.ChoiceField(label=_("Origin"), required=False, choices=[ANY, *Origin.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *SampleState.choices])
    made_from = forms.CharField(label=_("Made from"), required=False, max_length=400, widget=forms.HiddenInput)
    run = forms.IntegerField(label=_("Run"), required=False, min_value=1, max_value=2**63 - 1, widget=forms.Select)
    selection = forms.IntegerField(
        label=_("Selection"), required=False, min_value=1, max_value=2**63 - 1, widget=forms.Select
    )
    signal = forms.ChoiceField(label=_("Signal"), required=False)
    at_least = forms.FloatField(
        label=_("At least"), required=False, min_value=0, max_value=1, widget=forms.NumberInput(attrs={"step": "0.05"})
    )
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: QueryDict, *, project: Project, codebook: Codebook | None, sees_labels: bool):
        words = data.get("word", "")  # an address that asks for words of the text alone: 17 as well
        super().__init__(data.dict() | ({"q": words} if words else {}))
        self.project, self.in_texts = project, bool(words)
        question = codebook.questions.all()[:1] if codebook else []
        names = [label.name for one in question for label in one.labels.all()]
        self.fields["label"].choices = [ANY, *((name, name) for name in names)]
        self.fields["order"].choices = orders() if sees_labels else BY_AGE
        self.fields["signal"].choices = [ANY, *signals()]
        self.fields["run"].widget.choices = cache(lambda: [ANY, *self._runs(project)])
        self.fields["selection"].widget.choices = cache(lambda: [ANY, *self._selections(project)])
        if not sees_labels:  # to be found by its label would tell it, and by its origin a gold check
            for name in ("label", "label_source", "origin", "made_from", "run", "selection", "signal", "at_least"):
                del self.fields[name]

    def _runs(self, project: Project) -> list[tuple[str, str]]:
        """The newest runs, and the one that was asked for; read when the field is drawn."""
        runs = with_titles(list(project.runs.order_by("-pk").only("pk", "recipe", "project_id")[:MOST_RUNS]))
        found = {str(run.pk): f"#{run.pk} {run.title}" for run in runs}
        self.is_valid()
        if chosen := self.cleaned_data.get("run"):
            found.setdefault(str(chosen), f"#{chosen}")
        return list(found.items())

    def _selections(self, project: Project) -> list[tuple[str, str]]:
        kept = Selection.objects.filter(project=project).values_list("pk", "name")[:MOST_SELECTIONS]
        return [(str(pk), name) for pk, name in kept]

    def filters(self) -> Filters:
        self.is_valid()
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "order" and value}
        if "signal" not in chosen:
            chosen.pop("at_least", None)
        searched = self._searched(chosen.pop("q", ""))
        return Filters(**chosen, **searched)

    def _searched(self, text: str) -> dict[str, str]:
        """By number, id or whole text where a sample has it, whatever the other filters: that must not tell what they
        ask. Else by the words of the texts."""
        if not text:
            return {}
        is_named = not self.in_texts and named(self.project, text).exists()
        return {"q": text} if is_named else {"word": text}

    def sorting(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("order") or NEWEST
