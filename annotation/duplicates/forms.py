from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from annotation.methods.duplicates.words import PEOPLE, RULES
from annotation.models import MARKS, DuplicateDecision

TITLES = {
    "conflict": _("Labels differ"),
    "exact": _("Exact copies only"),
    "mixed": _("Of several origins"),
    "contaminated": _("Near a gold row"),
    "across_parts": _("In several parts of the newest version"),
}


class GroupsForm(forms.Form):
    """What the groups are narrowed to; what makes no sense is left out rather than complained about."""

    q = forms.CharField(label=_("Find"), required=False, max_length=2_000)
    at_least = forms.IntegerField(label=_("Rows, at least"), required=False, min_value=2, max_value=10**6)
    only = forms.ChoiceField(
        label=pgettext_lazy("near-duplicates", "Only"), required=False, choices=[("", _("All")), *TITLES.items()]
    )
    rule = forms.ChoiceField(
        label=_("Which one stays"),
        required=False,
        choices=lambda: [(name, gettext(words[0])) for name, words in RULES.items()],
    )

    def chosen(self) -> dict:
        """`marks`, `at_least`, `q` for `groups_of`."""
        said = self.cleaned_data
        marks = [said["only"]] if said.get("only") in MARKS else []
        return {"marks": marks, "at_least": said.get("at_least") or 0, "q": said.get("q") or ""}

    def rule_chosen(self) -> str:
        return self.cleaned_data.get("rule") or PEOPLE


class DecisionForm(forms.Form):
    choice = forms.ChoiceField(choices=DuplicateDecision.Choice.choices)
    sample = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    next = forms.CharField(required=False, max_length=500)
