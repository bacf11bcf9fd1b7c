"""The first rows of a kept file: what its columns seem to be, and what would become of each row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.methods.taskspec import TaskSpec
from generation.models import TO_CHECK, Codebook, Import, Origin
from generation.support.mapping import DEFAULT_SOURCE, Mapping, check_columns, checked_mapping
from generation.support.readers.formats import read_file
from generation.support.readers.lines import FileProblem
from generation.support.readers.ndjson import RawRow
from generation.support.rows import Draft, LabelNames, RowProblem, RowReader

ROWS = 10
MAX_COLUMNS = 60
#: What others call these columns.
KNOWN_AS = {
    "label": ("label", "class", "category", "llm_label", "sentiment", "topic", "prediction", "target", "y"),
    "confidence": ("confidence", "probability", "score", "llm_confidence", "p"),
    "external_id": ("external_id", "id", "uid", "key", "_id"),
    "origin": ("origin",),
    "source": ("source", "model"),
    "machine_labels": ("machine_labels",),
    "metadata": ("metadata", "meta"),
}
#: What a column can be beside a field of the codebook, in the words of the page.
PART_NAMES = {
    "label": gettext_lazy("Label"),
    "confidence": gettext_lazy("Confidence, 0 to 1"),
    "source": gettext_lazy("Who gave the label"),
    "machine_labels": gettext_lazy("Labels of several models, as JSON"),
    "origin": gettext_lazy("Kind of row"),
    "external_id": gettext_lazy("Your own id of the row"),
    "metadata": gettext_lazy("Kept with the row as it is"),
}
_OF_SOURCE = re.compile(r"^(.{1,60}?)[_ -](label|prediction|confidence|probability|score|p)$", re.IGNORECASE)
TEXTS = ("text", "content", "sentence", "body", "review", "comment", "message", "document", "tweet", "title")


@dataclass(frozen=True)
class PreviewRow:
    line: int
    cells: list[str]
    draft: Draft | None
    problem: str

    @property
    def origin(self) -> str:
        """What the row becomes; who gave its label is not guessed."""
        return _("Text with a label to check") if self.is_claim else str(Origin(self.draft.origin).label)

    @property
    def is_claim(self) -> bool:
        """Whether it has a label that is to be checked, and is no reference."""
        return bool(self.draft) and self.draft.origin in TO_CHECK and bool(self.draft.labels)


@dataclass(frozen=True)
class FirstRows:
    columns: list[str]
    rows: list[RawRow]
    problem: str = ""

    @property
    def shown(self) -> list[str]:
        """The columns that the page asks about; those beyond keep their names."""
        return self.columns[:MAX_COLUMNS]


def first_rows(record: Import) -> FirstRows:
    """The first rows of a kept file, with its columns; `problem` says why the file is of no use."""
    rows: list[RawRow] = []
    problem = ""
    try:
        for row in islice(read_file(record.format, Path(settings.MEDIA_ROOT) / record.path), ROWS):
            rows.append(row)
    except FileNotFoundError:
        problem = _("The uploaded file is gone. Upload it again.")
    except FileProblem as error:
        problem = str(error)
    columns = dict.fromkeys(name for _line, row, _problem in rows if row for name in row)
    return FirstRows(list(columns), rows, problem or ("" if columns else _unusable(rows)))


def _unusable(rows: list[RawRow]) -> str:
    told = next(((line, problem) for line, _row, problem in rows if problem), None)
    if told is None:
        return _("The file has no rows.")
    return _("None of its first lines can be read. Line %(line)d: %(problem)s") % {"line": told[0], "problem": told[1]}


def suggested(first: FirstRows, spec: TaskSpec) -> Mapping:
    """The mapping that the columns suggest by their names, the label also by what it holds; others are left out."""
    columns = dict.fromkeys(first.shown, "")
    folded = {column.casefold(): column for column in reversed(first.shown)}
    for field in spec.fields:
        if column := folded.get(field.name.casefold()):
            columns[column] = field.name
    if len(spec.fields) == 1 and spec.fields[0].name not in columns.values():
        column = next((folded[name] for name in TEXTS if name in folded), None) or _longest(first)
        columns |= {column: spec.fields[0].name} if column else {}
    for part, names in KNOWN_AS.items():
        column = next((folded[name] for name in names if name in folded and not columns[folded[name]]), None)
        if column:
            columns[column] = part
    columns = _with_sources(columns)
    if not any(target.startswith("label") for target in columns.values()):
        column = next((name for name, target in columns.items() if not target and _holds_labels(first, name, spec)), "")
        columns |= {column: "label"} if column else {}
    return Mapping(columns)


def _holds_labels(first: FirstRows, column: str, spec: TaskSpec) -> bool:
    """Whether all that stands in a column are labels of the question that is judged."""
    if spec.judged is None:
        return False
    names = LabelNames(spec.judged)
    values = [row[column] for _line, row, _problem in first.rows if row and row.get(column) not in ("", None)]
    try:
        return bool(values) and all(names.name_of(value) for value in values)
    except RowProblem:
        return False


def _with_sources(columns: dict[str, str]) -> dict[str, str]:
    """What is called gpt4_label and gpt4_confidence are the label and the confidence of gpt4."""
    named = {column: _OF_SOURCE.match(column) for column, target in columns.items() if not target}
    sources = {found[1] for found in named.values() if found and found[2].lower() in ("label", "prediction")}
    for column, found in named.items():
        if found and found[1] in sources:
            part = "label" if found[2].lower() in ("label", "prediction") else "confidence"
            columns[column] = f"{part}@{found[1]}"
    return _with_its_label(columns)


def _with_its_label(columns: dict[str, str]) -> dict[str, str]:
    """A confidence that names no source belongs to the label there is, where there is one alone."""
    targets = list(columns.values())
    labels = [target for target in targets if target.startswith("label")]
    if "confidence" not in targets or len(labels) != 1 or labels == ["label"]:
        return columns
    own = labels[0].replace("label", "confidence", 1)
    return {
        column: own if target == "confidence" and own not in targets else target for column, target in columns.items()
    }


def preview(first: FirstRows, mapping: Mapping, codebook: Codebook) -> tuple[list[PreviewRow], list[str]]:
    """The rows with what would become of them, and what is wrong with the mapping as a whole."""
    spec = TaskSpec.from_json(codebook.as_spec())
    try:
        reader = RowReader(spec, checked_mapping(mapping, spec), max_chars=settings.IMPORT_MAX_CELL_CHARS)
        check_columns(mapping, first.columns, spec)
    except ValidationError as error:
        return [_shown(first, row, None) for row in first.rows], error.messages
    return [_shown(first, row, reader) for row in first.rows], []


def of_nobody(rows: Iterable[PreviewRow]) -> bool:
    """Whether there are labels to check of which nothing says whose they are: they may be people's own."""
    return any(label.source == DEFAULT_SOURCE for row in rows if row.is_claim for label in row.draft.labels)


def choices(spec: TaskSpec) -> list[tuple[str, str]]:
    """What a column can be, each with the words for it: the fields of the codebook first."""
    fields = [(f.name, f"{f.title} ({f.name})" if f.title and f.title != f.name else f.name) for f in spec.fields]
    return [*fields, *PART_NAMES.items()]


def _longest(first: FirstRows) -> str | None:
    lengths: dict[str, int] = {}
    for _line, row, _problem in first.rows:
        for column, value in (row or {}).items():
            if isinstance(value, str) and column in first.shown:
                lengths[column] = lengths.get(column, 0) + len(value)
    return max(lengths, key=lengths.__getitem__, default=None)


def _shown(first: FirstRows, raw: RawRow, reader: RowReader | None) -> PreviewRow:
    line, row, problem = raw
    cells = ["" if (row or {}).get(column) is None else str(row[column])[:300] for column in first.shown]
    if row is None or reader is None:
        return PreviewRow(line, cells, None, problem)
    try:
        return PreviewRow(line, cells, reader.read(line, row), "")
    except RowProblem as wrong:
        return PreviewRow(line, cells, None, str(wrong))
