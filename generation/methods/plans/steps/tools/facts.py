"""Tools for texts that are written from facts: which of them a text leaves out, and what it says beyond them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.values.fact_sets import BETWEEN
from generation.methods.values.graph import fold

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


def lines(entries: Sequence[str]) -> str:
    """Return entries below each other, as the field of a sample holds them."""
    if not entries:
        raise Unusable("an empty list")
    return "\n".join(entries)


def _same(subject: str, target: str, first: str, second: str) -> bool:
    direct = _alike(subject, first) and _alike(target, second)
    return direct or (_alike(subject, second) and _alike(target, first))


def _alike(left: str, right: str) -> bool:
    return bool(left and right) and (f" {left} " in f" {right} " or f" {right} " in f" {left} ")


def _name(text: str) -> str:
    return " ".join(re.findall(r"[\w-]+", fold(TYPE.sub("", text))))


TOOLS = {"unstated": Tool(unstated), "beyond": Tool(beyond), "lines": Tool(lines)}
