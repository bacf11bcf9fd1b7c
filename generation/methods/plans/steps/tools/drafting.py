"""Tools for samples made of planned parts, and for questions made from the sentences of a passage."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _

MOST_PARTS = 8
SENTENCE = re.compile(r"[^.!?。]+[.!?。]+[\"”’)]*\s*")
SHORTEST_PASSAGE = 100  # characters
LONGEST_ENTITY = 5  # words
MOST_COVERED = 0.8  # share of a sentence's words that its entities may be


def planned(parts: Sequence[Mapping[str, Any]]) -> list[dict]:
    """Return the parts of a plan with names of their own, each depending on earlier ones alone; Unusable for none."""
    found: list[dict] = []
    for part in parts[:MOST_PARTS]:
        name = str(part.get("name", "")).strip()
        known = [one["name"] for one in found]
        if name and name not in known:
            depends = [one for one in part.get("depends_on") or () if one in known]
            found.append({**part, "name": name, "depends_on": depends})
    if len(found) < 2:
        raise Unusable(_("fewer than two parts"))
    return found


def put(name: str, text: str, texts: Mapping[str, str] | None = None) -> dict:
    """Return the texts of parts by name, with this one."""
    return {**(texts or {}), name: text.strip()}


def faulty(
    parts: Sequence[Mapping[str, Any]], texts: Mapping[str, str], contradictions: Sequence[Mapping[str, str]] | None
) -> list[dict]:
    """Return the parts to write again, in the plan's order, each with its `fault`.

    Those named in a contradiction, those that do not mention what they must, and what depends on either.
    """
    told = {one.get("part", ""): one.get("problem", "") for one in contradictions or ()}
    for part in parts:
        must = str(part.get("must_mention", "")).strip()
        if must.casefold() not in texts.get(part["name"], "").casefold():
            told.setdefault(part["name"], f"it does not mention “{must}”")
    found: dict[str, dict] = {}
    for part in parts:
        changed = [name for name in part["depends_on"] if name in found]
        if part["name"] in told:
            found[part["name"]] = {**part, "fault": told[part["name"]]}
        elif changed:
            found[part["name"]] = {**part, "fault": f"it follows from a part that was changed: {', '.join(changed)}"}
    return list(found.values())


def names_in(parts: Sequence[Mapping[str, Any]], before: Sequence[str] | None = None) -> list[str]:
    """Return the names of parts after those of before."""
    return [*(before or ()), *(part["name"] for part in parts)]


def whole(parts: Sequence[Mapping[str, Any]], texts: Mapping[str, str]) -> str:
    """Return the texts of all parts as one, in the plan's order."""
    return "\n\n".join(texts[part["name"]] for part in parts if texts.get(part["name"]))


def sentences(passage: str) -> list[str]:
    """Return the finished sentences of a passage; Unusable for one of under a hundred characters."""
    found = [match.group().strip() for match in SENTENCE.finditer(passage)]
    if len(" ".join(found)) < SHORTEST_PASSAGE:
        raise Unusable(_("a passage too short"))
    return found


def entity_pairs(told: Sequence[str], entities: Sequence[Sequence[str] | None], alone: Sequence[str | None]) -> list:
    """Return {sentence, entity, standalone} for each entity that stands in its sentence and in that told on its own.

    Entities have up to five words. A sentence that is hardly more than its entities is left out.
    """
    found = []
    for sentence, names, standalone in zip(told, entities, alone, strict=True):
        fitting = [
            name
            for name in dict.fromkeys(names or ())
            if 0 < len(name.split()) <= LONGEST_ENTITY and name in sentence and name in (standalone or "")
        ]
        if sum(len(name.split()) for name in fitting) <= MOST_COVERED * len(sentence.split()):
            found += [{"sentence": sentence, "entity": name, "standalone": standalone} for name in fitting]
    if not found:
        raise Unusable(_("no entity to ask for"))
    return found


def with_questions(pairs: Sequence[dict], asked: Sequence[str | None]) -> list[dict]:
    """Return the pairs with the question that was written for each; none for which there is no question."""
    return [{**pair, "asked": text} for pair, text in zip(pairs, asked, strict=True) if text]


def confirmed(pair: dict, first: str | None, second: str | None, check: bool = True) -> dict:
    """Return a pair to which both answers are its entity; Unusable for others, unless `check` is off."""
    if check and not plain(first) == plain(second) == plain(pair["entity"]):
        raise Unusable(_("asked for it, the model named another answer"))
    return pair


def plain(answer: str | None) -> str:
    """Return an answer without case, articles and punctuation."""
    words = re.findall(r"\w+", (answer or "").casefold())
    return " ".join(word for word in words if word not in ("a", "an", "the"))


PART = ("name", "goal", "must_mention", "depends_on", "fault")
PAIR = ("sentence", "entity", "standalone")
TOOLS = {
    "planned": Tool(planned, gives=PART[:-1]),
    "put": Tool(put),
    "faulty": Tool(faulty, gives=PART),
    "names_in": Tool(names_in),
    "whole": Tool(whole),
    "sentences": Tool(sentences),
    "entity_pairs": Tool(entity_pairs, gives=PAIR),
    "with_questions": Tool(with_questions, gives=(*PAIR, "asked")),
    "confirmed": Tool(confirmed, gives=(*PAIR, "asked")),
}
