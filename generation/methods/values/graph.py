"""Facts with their sources: entities with types and other names, and triples (subject, relation, object)."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

LITERAL = "literal"  # the object type of a date or a number: no entity, and nothing meets in it
NAMES_APART = "|"  # between aliases, or types, in one cell
SAID = ("subject", "relation", "object")  # the columns without which a row is no fact
BETWEEN = " | "  # between the parts of a fact, as prompts and samples show it
DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(?=$|[T ])")  # ISO 8601: a year, a month or a day


@dataclass(frozen=True)
class Entity:
    """Something with a name; `id` is what triples refer to."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relation:
    """A kind of fact, the types it joins ('' any), and whether all its facts are in the graph.

    Only of a *complete* relation may be said that what is absent is false.
    """

    name: str
    subject_type: str = ""
    object_type: str = ""
    complete: bool = False


@dataclass(frozen=True)
class Triple:
    """A fact: where it is from, how sure it is (0 to 1), since when it holds (ISO date, '' always).

    `literal`: the object is a value and no entity. `row`: its place among the rows that it was read from, -1 for none.
    """

    subject: str
    relation: str
    object: str
    source: str = ""
    confidence: float = 1.0
    valid_from: str = ""
    literal: bool = False
    row: int = field(default=-1, compare=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same fact."""
        return self.subject, self.relation, self.object

    @property
    def entities(self) -> tuple[str, ...]:
        """The entities it is about."""
        return (self.subject,) if self.literal else (self.subject, self.object)


class Graph:
    """A store of triples in memory.

    Of equal facts the surest is kept. A fact whose subject or object has types, but not the one that its relation asks
    for, is left out and listed in `rejected` with the reason. Entities that no one described are named by their id.
    """

    def __init__(
        self, triples: Iterable[Triple], entities: Iterable[Entity] = (), relations: Iterable[Relation] = ()
    ) -> None:
        self.entities = {entity.id: entity for entity in entities}
        self.relations = {relation.name: relation for relation in relations}
        self.rejected: list[tuple[Triple, str]] = []
        self.later: set[tuple[str, str, str]] = set()  # what does not hold yet, by `key`: neither true nor false
        self.facts: dict[tuple[str, str, str], Triple] = {}
        for triple in triples:
            self._take(triple)
        self.by_relation: dict[str, list[Triple]] = defaultdict(list)
        self.about: dict[str, list[Triple]] = defaultdict(list)
        for triple in self.facts.values():
            self.by_relation[triple.relation].append(triple)
            for entity in dict.fromkeys(triple.entities):
                self.about[entity].append(triple)
        self._named: dict[str, list[str]] = defaultdict(list)
        for entity in self.entities.values():
            for name in dict.fromkeys(map(fold, (entity.name, *entity.aliases))):
                self._named[name].append(entity.id)

    def popularity(self, entity: str) -> int:
        """In how many facts an entity occurs."""
        return len(self.about.get(entity, ()))

    def of_type(self, type_name: str) -> list[str]:
        """The entities of a type, in their order; all of them for ''."""
        return [key for key, entity in self.entities.items() if not type_name or type_name in entity.types]

    def objects(self, subject: str, relation: str) -> list[Triple]:
        """The facts of one relation about one subject."""
        return [t for t in self.about.get(subject, ()) if t.subject == subject and t.relation == relation]

    def resolve(self, name: str, type_name: str = "") -> str | None:
        """The entity that a name or alias means, case and spaces aside; None where it is unknown or ambiguous."""
        found = [
            key for key in self._named.get(fold(name), ()) if not type_name or type_name in self.entities[key].types
        ]
        return found[0] if len(found) == 1 else None

    def shown(self, key: str) -> str:
        """The name of an entity, with its type where another one has the same name; a literal as it is."""
        if key not in self.entities:
            return key
        entity = self.entities[key]
        alone = len(self._named[fold(entity.name)]) == 1 or not entity.types
        return entity.name if alone else f"{entity.name} ({entity.types[0]})"

    def _take(self, triple: Triple) -> None:
        for key in triple.entities:
            self.entities.setdefault(key, Entity(key, key))
        relation = self.relations.setdefault(triple.relation, Relation(triple.relation))
        if reason := self._mistyped(triple, relation):
            self.rejected.append((triple, reason))
        elif triple.key not in self.facts or triple.confidence > self.facts[triple.key].confidence:
            self.facts[triple.key] = triple

    def _mistyped(self, triple: Triple, relation: Relation) -> str:
        sides = [("subject", triple.subject, relation.subject_type)]
        if not triple.literal:
            sides.append(("object", triple.object, relation.object_type))
        elif relation.object_type not in ("", LITERAL):
            return f"the object is no {relation.object_type}"
        for side, key, wanted in sides:
            types = self.entities[key].types
            if wanted and types and wanted not in types:
                return f"the {side} is no {wanted}"
        return ""


def from_rows(rows: Iterable[Mapping[str, Any]], relations: Iterable[Relation] = (), at: str = "") -> Graph:
    """Build a graph from rows of a CSV or JSON lines file.

    Columns: subject, relation and object; if there are, subject_type and object_type (“literal” for a value),
    subject_aliases and object_aliases, source, confidence and valid_from. Several types or aliases are a list or one
    text with “|” between. Subjects and objects are names: those that are equal but for case and spaces are one entity,
    and so is an entity and what is its alias alone. Relations are told apart in the same way, and are spelled as they
    were declared or first written. Rows without one of the first three are left out. So are facts that on the day `at`
    (ISO date; '' any) do not hold yet: they are only known as `later`.
    """
    whole = {place: row for place, row in enumerate(rows) if all(_text(row, column) for column in SAID)}
    holding = {place: row for place, row in whole.items() if holds(said_of(row), at)}
    plain = list(holding.values())
    linked, declared = _linked(plain), list(relations)
    spelled = {fold(relation.name): relation.name for relation in declared}
    triples = (_triple(place, row, linked, spelled) for place, row in holding.items())
    graph = Graph(triples, _entities(plain, linked), declared)
    later = (_triple(place, row, linked, spelled) for place, row in whole.items() if place not in holding)
    graph.later = {triple.key for triple in later} - graph.facts.keys()
    return graph


def said_of(row: Mapping[str, Any]) -> str:
    """What a row says of the day since which its fact holds."""
    return _text(row, "valid_from")


def holds(valid_from: str, at: str) -> bool:
    """Whether what holds since `valid_from` does so on the day `at`; what is no ISO date says nothing of time."""
    since = DATE.match(valid_from)
    return not at or since is None or since.group() <= at


def places(facts: Iterable[Triple]) -> list[int]:
    """Return the rows that some facts were read from."""
    return [fact.row for fact in facts if fact.row >= 0]


def ends(told: str) -> tuple[str, ...]:
    """Return subject and object of a fact as prompts show it; what is no fact is alone."""
    parts = tuple(told.split(BETWEEN))
    return (parts[0], parts[2]) if len(parts) == 3 else (told,)


def weight(popularity: int, uses: int, alpha: float) -> float:
    """Return popularity^(1 - alpha) / (1 + uses)^alpha."""
    return popularity ** (1 - alpha) / (1 + uses) ** alpha


def fold(name: str) -> str:
    """Return the form in which names are compared: NFKC, without case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _ends(row: Mapping[str, Any]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield name, types and aliases of the entities in a row."""
    for side in ("subject", "object"):
        types = _several(row.get(f"{side}_type"))
        if LITERAL not in types:
            yield _text(row, side), types, _several(row.get(f"{side}_aliases"))


def _linked(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return for each alias the one entity it means (folded names); what others are linked to stays itself."""
    meant: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name, _types, aliases in _ends(row):
            for alias in aliases:
                meant[fold(alias)].add(fold(name))
    linked: dict[str, str] = {}
    for alias, keys in meant.items():
        target = linked.get(min(keys), min(keys))
        if len(keys) == 1 and target != alias and alias not in linked.values():
            linked[alias] = target
    return linked


def _entities(rows: Iterable[Mapping[str, Any]], linked: Mapping[str, str]) -> list[Entity]:
    """Return the entities, each under its folded name, named by its most frequent spelling."""
    spellings: dict[str, Counter] = defaultdict(Counter)
    known: dict[str, dict[str, None]] = defaultdict(dict)
    kinds: dict[str, dict[str, None]] = defaultdict(dict)
    for row in rows:
        for name, types, aliases in _ends(row):
            key = _key(name, linked)
            if fold(name) == key:
                spellings[key][name] += 1
            known[key].update(dict.fromkeys([*aliases, *([name] if fold(name) != key else [])]))
            kinds[key].update(dict.fromkeys(types))
    return [Entity(key, spellings[key].most_common(1)[0][0], tuple(known[key]), tuple(kinds[key])) for key in known]


def _key(name: str, linked: Mapping[str, str]) -> str:
    return linked.get(fold(name), fold(name))


def _triple(at: int, row: Mapping[str, Any], linked: Mapping[str, str], spelled: dict[str, str]) -> Triple:
    literal = LITERAL in _several(row.get("object_type"))
    value = _text(row, "object")
    return Triple(
        _key(_text(row, "subject"), linked),
        spelled.setdefault(fold(_text(row, "relation")), _text(row, "relation")),
        value if literal else _key(value, linked),
        _text(row, "source"),
        sureness(row.get("confidence")),
        _text(row, "valid_from"),
        literal,
        at,
    )


def _text(row: Mapping[str, Any], column: str) -> str:
    return " ".join(str(row.get(column) or "").split())


def _several(cell: Any) -> list[str]:
    parts = cell if isinstance(cell, list | tuple) else str(cell or "").split(NAMES_APART)
    return [text for text in (" ".join(str(part).split()) for part in parts) if text]


def sureness(cell: Any) -> float:
    """Return how sure a fact is that has this in its column “confidence”, 0 to 1; 1 where it is no number."""
    try:
        number = float(cell)
    except (TypeError, ValueError):
        return 1.0
    return min(max(number, 0.0), 1.0) if isfinite(number) else 1.0
