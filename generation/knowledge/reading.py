"""Files of documents and of facts, read into rows. A line that is of no use is counted, with why."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from generation.methods.content import content_hash
from generation.methods.storable import unstorable_places
from generation.methods.values.graph import NAMES_APART, Graph, fold
from generation.methods.values.ntriples import NTriplesError, graph
from generation.models import Knowledge
from generation.support.readers.formats import Format, format_of, read_file
from generation.support.readers.lines import FileProblem

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
REASONS = 20
PLAIN = (".txt", ".md")
N_TRIPLES = (".nt",)
TEXT = ("text", "content", "document", "passage", "body")
TITLE = ("title", "name", "heading")
SOURCE = ("source", "url", "license")
BESIDE = ("source", "confidence")  # of a fact: it says the same with others
FACTS = "facts"  # what people call the kind that is stored as triples
RELATION = ("relation", "predicate", "property")


@dataclass
class Rows:
    """What a file holds: its rows, how many lines were of no use, and why the first of them were not; `duplicates`: how
    many rows were there already; `surer`: how many of its facts were there less sure."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    rejected: int = 0
    duplicates: int = 0
    surer: int = 0
    reasons: list[str] = field(default_factory=list)

    def reject(self, line: int, why: str) -> None:
        self.rejected += 1
        if len(self.reasons) < REASONS:
            self.reasons.append(_("Line %(line)d: %(why)s") % {"line": line, "why": why})


def kind_of(filename: str) -> str:
    """What the name alone tells of the kind; '' where only the columns do."""
    ending = Path(filename).suffix.lower()
    return {**dict.fromkeys(PLAIN, Knowledge.Kind.DOCUMENTS), **dict.fromkeys(N_TRIPLES, Knowledge.Kind.TRIPLES)}.get(
        ending, ""
    )


def kind_by_columns(path: Path, filename: str) -> str:
    """What the columns of a table's first row tell of the kind; '' where they tell nothing."""
    kind = format_of(filename)
    if kind is None:
        return ""
    try:
        first = next((row for _line, row, _problem in _lines(kind, path) if row), {})
    except FileProblem:
        return ""
    columns = {fold(str(name)) for name in first}
    if {"subject", "object"} <= columns and columns & {*RELATION}:
        return Knowledge.Kind.TRIPLES
    return Knowledge.Kind.DOCUMENTS if columns & {*TEXT} else ""


def read(path: Path, filename: str, kind: str) -> Rows:
    """Read a file of one kind. ValidationError where it is too large, of another form, or holds nothing of use."""
    if path.stat().st_size > MOST_BYTES:
        raise ValidationError({"file": _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1_000_000}})
    ending = Path(filename).suffix.lower()
    if ending in PLAIN and kind == Knowledge.Kind.DOCUMENTS:
        found = _plain(path, filename)
    elif ending in N_TRIPLES and kind == Knowledge.Kind.TRIPLES:
        found = _ntriples(path, filename)
    else:
        found = _table(path, filename, _document if kind == Knowledge.Kind.DOCUMENTS else _fact)
    if not found.rows:
        why = _of_the_other_kind(path, filename, kind) or " ".join(found.reasons[:3])
        raise ValidationError({"file": _("Not one row could be used. %(why)s") % {"why": why}})
    return found


def _of_the_other_kind(path: Path, filename: str, kind: str) -> str:
    if not (told := kind_by_columns(path, filename)) or told == kind:
        return ""
    if told == Knowledge.Kind.TRIPLES:
        return _("It has the columns of facts: choose “Facts”.")
    return _("It has the columns of documents: choose “Documents”.")


def said_by(kind: str, row: Mapping[str, Any]) -> bytes:
    """Equal where two rows say the same, wherever they are from and however sure: documents of one text, and facts as
    a whole, for what one tells of its ends (types, aliases) another may not; case and spaces aside, as in a graph."""
    if kind == Knowledge.Kind.DOCUMENTS:
        return content_hash({"text": row["text"]})
    return content_hash({name: fold(str(value)) for name, value in row.items() if name not in BESIDE})


def _plain(path: Path, filename: str) -> Rows:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as problem:
        raise ValidationError({"file": _("The file is not UTF-8.")}) from problem
    if unstorable_places(text):
        raise ValidationError({"file": _("The file holds a NUL character: it is no text.")})
    return Rows([{"title": Path(filename).stem, "text": text, "source": filename}] if text else [])


def _ntriples(path: Path, filename: str) -> Rows:
    try:
        with path.open(encoding="utf-8") as lines:
            known = graph(lines, source=filename)
    except (NTriplesError, UnicodeDecodeError) as problem:
        raise ValidationError({"file": str(problem)[:300]}) from problem
    if len(known.facts) > MOST_ROWS:
        raise _too_many()
    return Rows(list(_rows_of(known)))


def _rows_of(known: Graph) -> Iterator[dict[str, Any]]:
    """Facts by names, each told apart from others of the same name, as a table would give them."""
    for fact in known.facts.values():
        row = {"subject": known.shown(fact.subject), "relation": fact.relation, "source": fact.source}
        row |= _about(known, fact.subject, "subject")
        if fact.literal:
            yield row | {"object": fact.object, "object_type": "literal"}
        else:
            yield row | {"object": known.shown(fact.object)} | _about(known, fact.object, "object")


def _about(known: Graph, key: str, side: str) -> dict[str, str]:
    entity = known.entities[key]
    told = {"type": NAMES_APART.join(entity.types), "aliases": NAMES_APART.join(entity.aliases)}
    return {f"{side}_{name}": value for name, value in told.items() if value}


def _table(path: Path, filename: str, row_of: Callable[[Mapping[str, Any]], dict | str]) -> Rows:
    kind = format_of(filename)
    if kind is None:
        known = ", ".join((".txt", ".md", ".jsonl", ".csv", ".tsv", ".parquet", ".nt"))
        raise ValidationError({"file": _("The file's name must end in one of %(known)s.") % {"known": known}})
    found = Rows()
    try:
        for line, row, problem in _lines(kind, path):
            told = problem or row_of({fold(str(name)): value for name, value in (row or {}).items()})
            if places := unstorable_places(told):
                told = _("The field “%(name)s” holds a NUL character.") % {"name": places[0]}
            if isinstance(told, str):
                found.reject(line, told)
            elif len(found.rows) < MOST_ROWS:
                found.rows.append(told)
            else:
                raise _too_many()
    except FileProblem as problem:
        raise ValidationError({"file": str(problem)}) from problem
    return found


def _too_many() -> ValidationError:
    return ValidationError({"file": _("A file has at most %(most)d rows.") % {"most": MOST_ROWS}})


def _lines(kind: Format, path: Path) -> Iterable[tuple[int, dict | None, str]]:
    return read_file(kind, path)


def _document(row: Mapping[str, Any]) -> dict | str:
    text = _first(row, TEXT)
    if not text:
        return _("There is no column “text”, or it is empty.")
    return {"title": " ".join(_first(row, TITLE).split()), "text": text, "source": _first(row, SOURCE)}


def _fact(row: Mapping[str, Any]) -> dict | str:
    """The columns that graph.from_rows knows; `type` alone is the subject's."""
    known = {
        "subject": _first(row, ("subject",)),
        "relation": _first(row, RELATION),
        "object": _first(row, ("object",)),
    }
    if not all(known.values()):
        return _("A fact has a subject, a relation and an object.")
    optional = {
        "subject_type": _first(row, ("subject_type", "type")),
        **{name: _first(row, (name,)) for name in ("object_type", "subject_aliases", "object_aliases")},
        **{name: _first(row, (name,)) for name in ("source", "confidence", "valid_from")},
    }
    return known | {name: value for name, value in optional.items() if value}


def _first(row: Mapping[str, Any], names: Iterable[str]) -> str:
    found = (row.get(name) for name in names)
    return next((_plain_text(value) for value in found if value not in (None, "")), "")


def _plain_text(value: Any) -> str:
    return NAMES_APART.join(map(str, value)) if isinstance(value, list) else str(value).strip()
