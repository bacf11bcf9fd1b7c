"""How many items people answer by a draft, and who."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotation.models import Half
from annotation.queue.draft_turns import who_lead
from annotation.queue.frames import ANSWERING
from annotation.trials.forms import Refusing
from annotation.trials.people import MOST_ITEMS, MOST_PEOPLE
from generation.models import Membership, Project

USUAL = 20


class AskForm(Refusing):
    """Of one half: a page has one for each."""

    half = forms.ChoiceField(choices=Half.choices, widget=forms.HiddenInput, required=False)
    items = forms.IntegerField(
        label=_("Items"),
        min_value=1,
        max_value=MOST_ITEMS,
        help_text=_("Drawn at random of those not asked yet, as many of each label as there are."),
    )
    each = forms.IntegerField(
        label=_("Answers to each"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
        required=False,
        help_text=_("Two and more tell how often people agree among themselves. Named people answer each item."),
    )
    people = forms.MultipleChoiceField(
        label=_("Who"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nobody named: whoever has not answered the item yet, as long as there is somebody."),
    )

    def __init__(self, data=None, *, project: Project, left: int = USUAL, half: str = Half.DEVELOPMENT):
        usual = min(left, MOST_ITEMS) if half == Half.HELD_OUT else min(USUAL, left)
        super().__init__(data, initial={"items": max(1, usual), "half": half}, auto_id=f"id_{half}_%s")
        members = Membership.objects.filter(project=project, role__in=ANSWERING).order_by("user__username")
        if half == Half.HELD_OUT:
            members = members.exclude(user__in=who_lead(project))
        names = members.values_list("user__username", flat=True)
        self.fields["people"].choices = [(name, name) for name in names]

    def clean_half(self) -> str:
        return self.cleaned_data["half"] or Half.DEVELOPMENT

    def clean_each(self) -> int:
        return self.cleaned_data["each"] or 1
