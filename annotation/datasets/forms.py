from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from annotation.curation.filters import WEIGHTS, Filters
from annotation.curation.target import TAKES_SHARES, check_sum, label_names
from annotation.filters.frames import sets_of
from annotation.methods.duplicates.words import RULES
from generation.models import Codebook, Project

MOST_SETS = 200
SHARE = "share-"  # of a label, by its place in the codebook


def _of_rules() -> str:
    return " ".join(f"{gettext(words[0])}: {gettext(words[1])}" for words in RULES.values())


def _weights() -> list[tuple[str, str]]:
    return [("", gettext("None")), *((name, gettext(words[0])) for name, words in WEIGHTS.items())]


class PercentField(forms.FloatField):
    """How common a label is, in percent."""

    def __init__(self, label: str):
        widget = forms.NumberInput(attrs={"step": "any"})
        super().__init__(label=f"{label}, %", min_value=0, max_value=100, required=False, widget=widget)


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
        help_text=_("Rows that are alike but have different labels all stay, until a lead decides."),
        required=False,
    )
    keep_one = forms.ChoiceField(
        label=_("Which one stays"),
        help_text=lazy(_of_rules, str)(),
        required=False,
        choices=lambda: [(name, gettext(words[0])) for name, words in RULES.items()],
    )
    filter_set = forms.TypedChoiceField(
        label=_("Filter set"),
        help_text=_("A kept pipeline of the page Filters; what it leaves out stands with the version, with reasons."),
        required=False,
        coerce=int,
        empty_value=None,
    )
    weights = forms.ChoiceField(
        label=_("Weights for training"),
        help_text=_(
            "A column more; every row stays. What the chosen way does is told beside, and what it does to a student on "
            "the page “Weights and trainings”."
        ),
        required=False,
        choices=_weights,
    )
    # Outside the form's element, whose changes count anew: it is sent with it all the same.
    note = forms.CharField(
        label=_("What this version is for"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"form": "version-form"}),
    )

    def __init__(self, *args, project: Project, codebook: Codebook | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.labels = {f"{SHARE}{at}": name for at, name in enumerate(label_names(codebook) if codebook else ())}
        self.fields |= {field: PercentField(name) for field, name in self.labels.items()}
        kept = sets_of(project).values_list("number", "name")[:MOST_SETS]
        self.fields["filter_set"].choices = [("", gettext("None")), *((at, f"{at}: {name}") for at, name in kept)]

    def clean(self) -> dict:
        """Shares of labels count where the chosen weights go by them; all empty: they are estimated."""
        told = super().clean()
        given = {name: told.pop(field, None) for field, name in self.labels.items()}
        shares = {name: share / 100 for name, share in given.items() if share is not None}
        told["target_shares"] = shares if shares and told.get("weights") == TAKES_SHARES else None
        if told["target_shares"] and not self.errors:
            check_sum(sum(shares.values()))
        return told

    def plain_fields(self) -> list[forms.BoundField]:
        """In their order; without the note, which stands outside, and the shares, which fold."""
        return [field for field in self if field.name != "note" and field.name not in self.labels]

    @property
    def has_shares(self) -> bool:
        return any(field.value() not in (None, "") for field in self.share_fields())

    def share_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.labels]

    def filters(self) -> Filters:
        chosen = {name: value for name, value in self.cleaned_data.items() if name != "note"}
        return Filters(**chosen | ({} if chosen["deduplicate"] else {"keep_one": ""}))
