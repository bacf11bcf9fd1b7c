from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.curation.filters import Filters


class VersionForm(forms.Form):
    """The filters of a version and its note."""

    machine_labels = forms.BooleanField(
        label=_("Keep rows that only a model labelled"),
        help_text=_("Without them: only rows that a person answered or that came with a reference."),
        required=False,
        initial=True,
    )
    min_probability = forms.FloatField(
        label=_("Least probability of a model's label"),
        help_text=_("Leaves out rows that no person answered and whose label no source gives at least this, 0 to 1."),
        min_value=0,
        max_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )
    needs_person = forms.BooleanField(label=_("Keep rows that wait for a person's decision"), required=False)
    drop_flagged = forms.BooleanField(label=_("Leave out flagged rows"), required=False, initial=True)
    deduplicate = forms.BooleanField(
        label=_("Keep one row of each group of near-duplicates"),
        help_text=_("An answered one if there is any. Rows that are alike but have different labels all stay."),
        required=False,
    )
    # Outside the form's element, whose changes count anew: it is sent with it all the same.
    note = forms.CharField(
        label=_("What this version is for"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"form": "version-form"}),
    )

    def filters(self) -> Filters:
        return Filters(**{name: value for name, value in self.cleaned_data.items() if name != "note"})
