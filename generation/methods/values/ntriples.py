"""N-Triples (W3C 2014) read strictly, line by line, and made into a graph."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generation.methods.values.graph import Entity, Graph, Relation, Triple

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABELS = ("http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel")
ALIASES = ("http://www.w3.org/2004/02/skos/core#altLabel", "http://schema.org/alternateName")

_HEX = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_IRI = rf'<((?:[^\x00-\x20<>"{{}}|^`\\]|{_HEX})*)>'
_BLANK = r"(_:[^\W_](?:[\w.-]*[\w-])?)"
_LITERAL = rf'"((?:[^"\\\n\r]|\\[tbnrf"\'\\]|{_HEX})*)"(?:\^\^{_IRI}|@([A-Za-z]+(?:-[A-Za-z0-9]+)*))?'
_LINE = re.compile(rf"[ \t]*(?:{_IRI}|{_BLANK})[ \t]*{_IRI}[ \t]*(?:{_IRI}|{_BLANK}|{_LITERAL})[ \t]*\.[ \t]*(?:#.*)?")
_EMPTY = re.compile(r"[ \t]*(?:#.*)?")
_ESCAPE = re.compile(rf"{_HEX}|\\(.)")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class NTriplesError(ValueError):
    """A line is not N-Triples; the message gives its number, from 1."""


@dataclass(frozen=True)
class Statement:
    """One line: IRIs as they are, blank nodes with “_:”; a literal has its language or data type beside it."""

    subject: str
    predicate: str
    object: str
    literal: bool = False
    language: str = ""
    datatype: str = ""


def read(lines: Iterable[str]) -> Iterator[Statement]:
    """Yield the statements of a file; raises NTriplesError at the first line that is not one, empty or a comment."""
    for number, line in enumerate(lines, start=1):
        line = line.rstrip("\r\n")
        if _EMPTY.fullmatch(line):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise NTriplesError(f"line {number} is not N-Triples: {line[:80]}")
        try:
            yield _statement(match)
        except ValueError as error:
            raise NTriplesError(f"line {number}: {error}") from error


def graph(lines: Iterable[str], relations: Iterable[Relation] = (), *, language: str = "en", source: str = "") -> Graph:
    """Build a graph: entities and relations are IRIs, named by their label or else by the end of the IRI.

    Labels and other names count in `language` or without one; rdf:type gives types. Relations go by their names.
    """
    labels: dict[str, str] = {}
    aliases: dict[str, dict[str, None]] = defaultdict(dict)
    types: dict[str, dict[str, None]] = defaultdict(dict)
    facts: list[Statement] = []
    for statement in read(lines):
        ours = statement.literal and statement.language in ("", language)
        if statement.predicate == TYPE and not statement.literal:
            types[statement.subject][statement.object] = None
        elif statement.predicate in LABELS and statement.literal:
            if ours:
                labels.setdefault(statement.subject, statement.object)
        elif statement.predicate in ALIASES and statement.literal:
            if ours:
                aliases[statement.subject][statement.object] = None
        elif ours or not statement.literal:
            facts.append(statement)

    def named(key: str) -> str:
        return labels.get(key) or local_name(key)

    triples = [Triple(s.subject, named(s.predicate), s.object, source, literal=s.literal) for s in facts]
    keys = dict.fromkeys([*labels, *aliases, *types, *(key for triple in triples for key in triple.entities)])
    predicates = {statement.predicate for statement in facts}
    entities = [
        Entity(key, named(key), tuple(aliases[key]), tuple(map(named, types[key])))
        for key in keys
        if key not in predicates
    ]
    return Graph(triples, entities, relations)


def local_name(iri: str) -> str:
    """Return the readable end of an IRI: birth place for http://example.org/birthPlace."""
    end = re.split(r"[/#:]", iri.rstrip("/#"))[-1].replace("_", " ")
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", end).lower() if end[:1].islower() else end


def _statement(match: re.Match) -> Statement:
    subject, blank, predicate, target, other, value, datatype, language = match.groups()
    iris = [_unescaped(iri) for iri in (subject, predicate, target, datatype) if iri is not None]
    for iri in iris:
        if not _SCHEME.match(iri):
            raise ValueError(f"<{iri[:60]}> is not absolute")
    start = blank or _unescaped(subject)
    if any("\x00" in text for text in (*iris, _unescaped(value or ""))):
        raise ValueError("it holds a NUL character")
    if value is None:
        return Statement(start, _unescaped(predicate), other or _unescaped(target))
    kind = _unescaped(datatype) if datatype else ""
    return Statement(start, _unescaped(predicate), _unescaped(value), True, (language or "").lower(), kind)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match) -> str:
    if match[1] and match[1] not in "uU":
        return _ESCAPED.get(match[1], match[1])
    code = int(match.group()[2:], 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise ValueError(f"{match.group()} is no character")
    return chr(code)
