"""A rule of who gets what, as a lead writes it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Part
from annotation.queue.actions.crews import Rule


class RuleForm(forms.Form):
    part = forms.ChoiceField(label=_("Part of the sample"), choices=Part)
    key = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=80,
        help_text=_("Of the metadata, the field or the condition; a label needs none."),
    )
    value = forms.CharField(label=_("Value"), max_length=200)
    skill = forms.CharField(label=_("Goes to who has the skill"), required=False, max_length=40)
    people = forms.MultipleChoiceField(label=_("and to these people"), required=False)

    def __init__(self, *args, names: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(name, name) for name in names]

    def rule(self) -> Rule:
        given = self.cleaned_data
        return Rule(given["part"], given["key"], given["value"], given["skill"], tuple(sorted(given["people"])))
