from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.samples.frames import NEWEST, Filters
from annotation.samples.shapes import BY_AGE, orders
from generation.models import Codebook, Origin, SampleState

ANY = ("", _("All"))


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
    order = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, *args, codebook: Codebook | None, sees_labels: bool, **kwargs):
        super().__init__(*args, **kwargs)
        question = codebook.questions.all()[:1] if codebook else []
        names = [label.name for one in question for label in one.labels.all()]
        self.fields["label"].choices = [ANY, *((name, name) for name in names)]
        self.fields["order"].choices = orders() if sees_labels else BY_AGE
        if not sees_labels:  # to be found by its label would tell it
            del self.fields["label"], self.fields["label_source"], self.fields["made_from"]

    def filters(self) -> Filters:
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if name != "order" and value})

    def sorting(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("order") or NEWEST
