from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from generation.methods.students.words import TRAINING_WORDS


class TrainingForm(forms.Form):
    """How the project's student learns."""

    training = forms.ChoiceField(
        label=_("How the student learns"),
        choices=[
            ("", _("Plainly: labels are taken as they are")),
            *((name, format_lazy("{}: {}", _(words[0]), _(words[1]))) for name, words in TRAINING_WORDS.items()),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
