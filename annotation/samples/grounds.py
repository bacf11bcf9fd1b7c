"""What a sample rests on: the passages as its prompt numbered them, the sentences that cite them, the facts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from annotation.samples.making import ingredient
from generation.methods.values.origins import document_of

OF_PASSAGES = ("passage", "passages", "source", "sources")


@dataclass(frozen=True)
class Passage:
    """`id` is its number in the prompt (p1, p2, …). `name` and `document` find all samples made from them; '' where
    the sample is older than that is noted."""

    id: str
    text: str
    source: str
    name: str
    document: str
    place: str


@dataclass(frozen=True)
class Sentence:
    """`ids` are the passages that it cites, and whether each is shown."""

    text: str
    ids: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Fact:
    text: str
    name: str


@dataclass(frozen=True)
class Grounds:
    passages: list[Passage]
    sentences: list[Sentence]
    facts: list[Fact]
    keys: frozenset[str]  # what is kept with the sample, and told here

    def __bool__(self) -> bool:
        return bool(self.passages or self.facts)


def grounds(metadata: Mapping[str, Any], made: Mapping[str, Any] | None) -> Grounds:
    """Of what is kept with the sample and what its row was drawn with; nothing where that is hidden."""
    extra = made["draw"].get("extra", {}) if made and "draw" in made else {}
    if "fragment" in extra:  # a piece to be inspired by, which stands in no prompt as a passage
        return Grounds([], [], [], frozenset())
    passages, facts = _passages(extra, made or {}), _facts(extra, made or {})
    known = {one.id for one in passages}
    said = [one for one in metadata.get("citations", ()) if passages and isinstance(one, dict)]
    sentences = [Sentence(str(one.get("sentence", "")), _ids(one, known)) for one in said]
    shown = (OF_PASSAGES if passages else ()) + (("facts",) if facts else ())
    told = {name for name in shown if name in metadata and metadata[name] == extra.get(name)}
    return Grounds(passages, sentences, facts, frozenset(told | ({"citations"} if sentences else set())))


def _ids(sentence: Mapping[str, Any], known: Collection[str]) -> tuple[tuple[str, bool], ...]:
    """As the gates read them: “[P4]” means p4."""
    told = [str(one).strip().strip("[]").casefold() for one in sentence.get("ids") or ()]
    return tuple((one, one in known) for one in dict.fromkeys(told))


def _passages(extra: Mapping[str, Any], made: Mapping[str, Any]) -> list[Passage]:
    texts = extra.get("passages") or ([extra["passage"]] if extra.get("passage") else [])
    sources = extra.get("sources") or ([extra["source"]] if extra.get("source") else [])
    names = made.get("passages", ())
    return [
        Passage(f"p{number}", text, _at(sources, number), name, document_of(name) if name else "", _place(name, made))
        for number, text in enumerate(texts, start=1)
        for name in [_at(names, number)]
    ]


def _facts(extra: Mapping[str, Any], made: Mapping[str, Any]) -> list[Fact]:
    names = made.get("facts", ())
    return [Fact(text, _at(names, number)) for number, text in enumerate(extra.get("facts", ()), start=1)]


def _place(name: str, made: Mapping[str, Any]) -> str:
    return ingredient(name, made.get("files", {})).what if name else ""


def _at(entries: Any, number: int) -> str:
    return entries[number - 1] if number <= len(entries) else ""
