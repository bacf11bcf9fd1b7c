from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.samples.frames import NEWEST, Filters
from annotation.samples.shapes import BY_AGE, orders
from generation.models import Codebook, Origin, Project, SampleState

ANY = ("", _("All"))
MOST_RUNS = 50  # that one can choose from: the newest


class FilterForm(forms.Form):
    """The list's filters; what makes no sense is left out rather than complained about."""

    q = forms.CharField(label=_("Find"), required=False, max_length=2_000)
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
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, *args, project: Project, codebook: Codebook | None, sees_labels: bool, **kwargs):
        super().__init__(*args, **kwargs)
        question = codebook.questions.all()[:1] if codebook else []
        names = [label.name for one in question for label in one.labels.all()]
        self.fields["label"].choices = [ANY, *((name, name) for name in names)]
        self.fields["order"].choices = orders() if sees_labels else BY_AGE
        self.fields["run"].widget.choices = cache(lambda: [ANY, *self._runs(project)])
        if not sees_labels:  # to be found by its label would tell it, and by its origin a gold check
            for name in ("label", "label_source", "origin", "made_from", "run"):
                del self.fields[name]

    def _runs(self, project: Project) -> list[tuple[str, str]]:
        """The newest runs, and the one that was asked for; read when the field is drawn."""
        runs = project.runs.order_by("-pk").values_list("pk", "recipe")[:MOST_RUNS]
        found = {str(pk): f"#{pk} {recipe}" for pk, recipe in runs}
        self.is_valid()
        if chosen := self.cleaned_data.get("run"):
            found.setdefault(str(chosen), f"#{chosen}")
        return list(found.items())

    def filters(self) -> Filters:
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if name != "order" and value})

    def sorting(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("order") or NEWEST
