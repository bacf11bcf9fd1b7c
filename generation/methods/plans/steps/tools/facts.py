"""Tools for texts that are written from facts: which of them a text leaves out, and what it says beyond them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.claims import CONTRADICTED, SUPPORTED, UNKNOWN, verdict
from generation.methods.values.graph import BETWEEN, Graph, fold

TYPE = re.compile(r" \([^()]*\)$")  # told beside a name that several entities have


def unstated(facts: Sequence[str], judged: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the facts that the judgements (number from 1, stated) do not call stated."""
    stated = {one.get("number") for one in judged if one.get("stated") is True}
    return [fact for number, fact in enumerate(facts, start=1) if number not in stated]


def beyond(claims: Sequence[Mapping[str, str]], facts: Sequence[str]) -> list[str]:
    """Return the claims (subject, relation, object) whose two ends are not those of one of the facts.

    The relation may be told in other words; names may be longer or shorter by whole words.
    """
    ends = [(_name(parts[0]), _name(parts[2])) for fact in facts if len(parts := fact.split(BETWEEN)) == 3]
    return [
        BETWEEN.join((claim["subject"], claim["relation"], claim["object"]))
        for claim in claims
        if not any(_same(_name(claim["subject"]), _name(claim["object"]), *pair) for pair in ends)
    ]


def verdicts(claims: Sequence[Mapping[str, str]], graph: Graph) -> dict[str, Any]:
    """Hold claims against the project's facts: {supported, contradicted, unknown}, and the share that is unknown.

    What the facts do not hold is unknown. It is contradicted only where its relation is said to be complete.
    """
    found: dict[str, Any] = {SUPPORTED: [], CONTRADICTED: [], UNKNOWN: []}
    for claim in claims:
        parts = (claim["subject"], claim["relation"], claim["object"])
        found[verdict(graph, tuple(TYPE.sub("", part) for part in parts))].append(BETWEEN.join(parts))
    return found | {"unknown_share": len(found[UNKNOWN]) / len(claims) if claims else 0.0}


def relations(facts: Sequence[str]) -> str:
    """Return the names of the relations in some facts."""
    return ", ".join(dict.fromkeys(fact.split(BETWEEN)[1] for fact in facts if fact.count(BETWEEN) == 2))


def either(left: Any, right: Any) -> bool:
    """Whether one of two values holds."""
    return bool(left) or bool(right)


def at_most(value: float, most: float) -> bool:
    """Whether a number is `most` or less."""
    return value is not None and value <= most


def lines(entries: Sequence[str]) -> str:
    """Return entries below each other, as the field of a sample holds them."""
    if not entries:
        raise Unusable(_("a list that is needed is empty"))
    return "\n".join(entries)


def _same(subject: str, target: str, first: str, second: str) -> bool:
    direct = _alike(subject, first) and _alike(target, second)
    return direct or (_alike(subject, second) and _alike(target, first))


def _alike(left: str, right: str) -> bool:
    return bool(left and right) and (f" {left} " in f" {right} " or f" {right} " in f" {left} ")


def _name(text: str) -> str:
    return " ".join(re.findall(r"[\w-]+", fold(TYPE.sub("", text))))


TOOLS = {
    "unstated": Tool(unstated),
    "beyond": Tool(beyond),
    "verdicts": Tool(verdicts, graph=True),
    "at_most": Tool(at_most),
    "relations": Tool(relations),
    "either": Tool(either),
    "lines": Tool(lines),
}
