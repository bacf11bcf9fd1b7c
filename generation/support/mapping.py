"""What each column of a file means: its name, unless someone said otherwise."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

import orjson
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from generation.methods.nearest import nearest
from generation.methods.taskspec import TaskSpec
from generation.models import Origin
from generation.models.machine import ENHANCED, HUMAN, PERSON, STUDENT

#: What a column can be beside a field of the codebook; "label@gpt-4" and "confidence@gpt-4" belong to that source.
PARTS = ("label", "confidence", "source", "machine_labels", "origin", "external_id", "metadata")
DEFAULT_SOURCE = "import"
SOURCE_CHARS = 80
COLUMNS_TOLD = 20


@dataclass(frozen=True)
class Mapping:
    """`columns` names a target for a column ("" leaves it out); the rest is for rows that say nothing themselves."""

    columns: dict[str, str] = field(default_factory=dict)
    source: str = DEFAULT_SOURCE
    origin: str = ""
    first: str = ""  # of several sources the one whose label becomes the row's; without it the leftmost column's

    def to_json(self) -> dict:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Mapping":
        return cls(
            data.get("columns", {}), data.get("source") or DEFAULT_SOURCE, data.get("origin", ""), data.get("first", "")
        )

    @property
    def sources(self) -> list[str]:
        """Who gives labels by the columns, the one whose label becomes a row's first."""
        targets = [target for target in self.columns.values() if target == "label"]
        targets += [target for target in self.columns.values() if target.startswith("label@")]
        names = dict.fromkeys(target.partition("@")[2] or self.source for target in targets)
        return sorted(names, key=lambda name: name != self.first)

    def target_of(self, column: str) -> str:
        if column in self.columns:
            return self.columns[column]
        return "" if column in self.columns.values() else column

    def apply(self, row: dict) -> dict:
        """The row with our names for its parts."""
        named, metadata, labels = {}, {}, {}
        for column, value in row.items():
            target = self.target_of(column)
            part, at, source = target.partition("@")
            if at:
                if value not in (None, ""):
                    labels.setdefault(source, {})[part] = value
            elif target == "metadata" and column in self.columns:
                metadata[column] = value
            elif target:
                named[target] = value
        if labels:
            own = as_json(named.get("machine_labels")) or []
            named["machine_labels"] = [*own, *({"source": name, **parts} for name, parts in labels.items())]
        if metadata:
            named["metadata"] = {**(as_json(named.get("metadata")) or {}), **metadata}
        return named


def as_json(value: object) -> object:
    """The value of a cell that may hold JSON as text, as it does in a CSV file."""
    if isinstance(value, str) and value.strip():
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value or None


def columns_of(pairs: Iterable[str]) -> dict[str, str]:
    """{column: part} from part=column, as the command line and the address write it."""
    columns: dict[str, str] = {}
    for pair in pairs:
        part, equals, column = pair.partition("=")
        if not (part and equals and column):
            message = _("“%(pair)s”: write part=column, such as text=review.")
            raise ValidationError({"map": message % {"pair": pair[:80]}})
        if column in columns:
            message = _("The column “%(column)s” is mapped twice: to “%(first)s” and to “%(second)s”.")
            told = {"column": column[:80], "first": columns[column][:80], "second": part[:80]}
            raise ValidationError({"map": message % told})
        columns[column] = part
    return columns


def check_columns(mapping: Mapping, columns: list[str], spec: TaskSpec) -> None:
    """ValidationError where the mapping names a column that the file lacks, or makes none of its columns the text."""
    missing = [column for column in mapping.columns if column not in columns]
    if missing:
        raise ValidationError({"map": [_no_column(column, columns) for column in missing]})
    fields = {f.name for f in spec.fields} | ({"text"} if len(spec.fields) == 1 else set())
    if mapping.columns and fields.isdisjoint(map(mapping.target_of, columns)):
        message = _(
            "No column is the text that the codebook asks about (%(fields)s); the file's columns are %(columns)s."
        )
        told = {"fields": ", ".join(f.name for f in spec.fields), "columns": _listed(columns)}
        raise ValidationError({"map": message % told})


def _no_column(column: str, columns: list[str]) -> str:
    near = nearest(column, columns)
    message = _("The file has no column “%(column)s”; its columns are %(columns)s.")
    if near is not None:
        message = _("The file has no column “%(column)s”. Did you mean “%(near)s”? Its columns are %(columns)s.")
    return message % {"column": column[:80], "near": (near or "")[:80], "columns": _listed(columns)}


def _listed(columns: list[str]) -> str:
    names = ", ".join(column[:80] for column in columns[:COLUMNS_TOLD])
    more = len(columns) - COLUMNS_TOLD
    return names if more <= 0 else _("%(names)s and %(n)d more") % {"names": names, "n": more}


def checked_mapping(mapping: Mapping, spec: TaskSpec) -> Mapping:
    """The mapping, or ValidationError: unknown targets, a target named twice, a source that cannot be one."""
    problems: dict[str, list[str]] = {}
    known = {*PARTS, "text", *(f.name for f in spec.fields)}
    seen: set[str] = set()
    for column, target in mapping.columns.items():
        part, at, source = target.partition("@")
        if at and (part not in ("label", "confidence") or source_problem(source)):
            problems.setdefault("map", []).append(source_problem(source) or _unknown(target, known))
        elif not at and target and target not in known:
            problems.setdefault("map", []).append(_unknown(target, known))
        if target and target != "metadata" and target in seen:
            message = _("Two columns are mapped to “%(target)s”; the second is “%(column)s”.")
            problems.setdefault("map", []).append(message % {"target": target[:80], "column": column[:80]})
        seen.add(target)
    if problem := source_problem(mapping.source):
        problems["source"] = [problem]
    if mapping.origin and mapping.origin not in Origin.values:
        problems["origin"] = [origin_problem(mapping.origin)]
    if problems:
        raise ValidationError(problems)
    return mapping


def lone_confidences(mapping: Mapping) -> list[str]:
    """A sentence for each column that is the confidence of a label which no column holds, with what to choose."""
    targets = set(mapping.columns.values())
    sources = sorted(target.partition("@")[2] for target in targets if target.startswith("label@"))
    message = _(
        "“%(column)s” is chosen as a confidence, but no column as the label that it belongs to. A confidence alone is "
        "not kept."
    )
    if sources:
        message = f"{message} {_('If it belongs to the label by %(source)s, choose “Confidence of …” and %(source)s.')}"
    return [
        message % {"column": column[:80], "source": sources[0][:80] if sources else ""}
        for column, target in mapping.columns.items()
        if target.startswith("confidence") and target.replace("confidence", "label", 1) not in targets
    ]


def source_problem(source: str) -> str:
    if not source.strip() or "\x00" in source:
        return _("A label needs the name of its source.")
    if len(source) > SOURCE_CHARS:
        return _("The name of a source has at most %(most)d characters.") % {"most": SOURCE_CHARS}
    name = source.strip().casefold()
    if name == STUDENT:
        return _("“%(source)s” is the name of the model that is trained here; choose another.") % {"source": source}
    if name == HUMAN or name.startswith(PERSON):
        return _("“%(source)s” stands for people's answers here; choose another.") % {"source": source}
    if name.startswith(ENHANCED):
        return _("“%(source)s” stands for labels that are proposed here; choose another.") % {"source": source}
    return ""


def origin_problem(origin: object) -> str:
    known = ", ".join(Origin.values)
    return _("The origin “%(origin)s” is unknown; known are %(known)s.") % {"origin": str(origin)[:80], "known": known}


def _unknown(target: str, known: set[str]) -> str:
    near = nearest(target, sorted(known))
    message = _("“%(target)s” is nothing that a column can be; known are %(known)s.")
    if near is not None:
        message = _("“%(target)s” is nothing that a column can be. Did you mean “%(near)s”? Known are %(known)s.")
    return message % {"target": target[:80], "near": near, "known": ", ".join(sorted(known))}
