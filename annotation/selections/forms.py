"""What is chosen: numbers of samples with commas between them."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from annotation.selections.actions import LONGEST_NAME, MOST_ROWS

LONGEST_NUMBER = 18
_NUMBERS = re.compile(rf"\d{{1,{LONGEST_NUMBER}}}(,\d{{1,{LONGEST_NUMBER}}})*", re.ASCII)


class RenameForm(forms.Form):
    name = forms.CharField(max_length=LONGEST_NAME)


class SelectionForm(forms.Form):
    name = forms.CharField(required=False, max_length=LONGEST_NAME)
    samples = forms.CharField(max_length=(LONGEST_NUMBER + 1) * MOST_ROWS)
    then = forms.ChoiceField(choices=[("show", "show"), ("ask", "ask"), ("leave_out", "leave_out")])

    def clean_samples(self) -> list[int]:
        text = self.cleaned_data["samples"]
        if not _NUMBERS.fullmatch(text):
            raise ValidationError(_("Samples are numbers with commas between them."))
        return [int(number) for number in text.split(",")]
