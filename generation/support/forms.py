"""What a person says of a file: which one, and what its columns are."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from generation.models import Origin
from generation.support.mapping import DEFAULT_SOURCE, Mapping
from generation.support.readers.formats import Format, format_of

PASTED_CHARS = 1_000_000
PASTED = gettext_noop("Pasted rows")  # stored as a file's name, so in English


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Choose a file"), required=False)
    rows = forms.CharField(
        label=_("Or paste rows"),
        required=False,
        max_length=PASTED_CHARS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("CSV with a header line, or one JSON object a line."),
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        file, rows = cleaned.get("file"), (cleaned.get("rows") or "").strip()
        if not file and not rows and not self.errors:
            raise forms.ValidationError(_("Choose a file, or paste some rows."))
        if file:
            cleaned["kind"], cleaned["name"] = format_of(file.name), file.name
            if cleaned["kind"] is None:
                self.add_error("file", _("The file's name must end in .ndjson, .jsonl, .csv, .tsv or .parquet."))
        else:
            cleaned["kind"] = Format.NDJSON if rows.startswith("{") else Format.CSV
            cleaned["name"] = PASTED
        return cleaned

    def chunks(self):
        file = self.cleaned_data.get("file")
        return file.chunks() if file else [self.cleaned_data["rows"].strip("\r\n").encode()]


OTHER = ("label@", "confidence@")


def mapping_from(post: QueryDict, columns: list[str]) -> Mapping:
    """The mapping as it was chosen: `target-0` for the first column, `of-0` the source of a label of its own."""
    chosen = {}
    for number, column in enumerate(columns):
        target = post.get(f"target-{number}", "")
        chosen[column] = target + post.get(f"of-{number}", "").strip() if target in OTHER else target
    source = post.get("source", "").strip() or DEFAULT_SOURCE
    return Mapping(chosen, source, post.get("origin", ""), post.get("first", ""))


class OptionsForm(forms.Form):
    """What holds for rows that say nothing themselves."""

    source = forms.CharField(label=_("Who gave the labels"), max_length=80, initial=DEFAULT_SOURCE, required=False)
    origin = forms.ChoiceField(
        label=_("The rows are"),
        required=False,
        choices=[
            ("", _("Texts, with labels to check, or without labels")),
            (Origin.COLLECTED, _("Texts that people wrote, with labels to check")),
            (Origin.GENERATED, _("Texts that a model wrote elsewhere, with labels to check")),
            (Origin.SEED, _("Seeds: our own examples, with the right label")),
            (Origin.GOLD, _("Gold: checked by people, with the right label")),
            (Origin.UNLABELLED, _("Texts that a run is to label, or to write about")),
        ],
        help_text=_(
            "Of seeds and gold, the label is the reference that others are measured by. Any other label is to be "
            "checked, whoever gave it. Who wrote the texts is in the files' column “origin”: left open unless you "
            "choose it here."
        ),
    )
