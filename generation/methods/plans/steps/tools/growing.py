"""Tools of recipes that grow a pool of instructions: sort out, tell apart, put together."""

from collections.abc import Mapping, Sequence
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.values.listed import NUMBERING
from generation.methods.verifiers.instance_form import MOST, kept_instances
from generation.methods.verifiers.instruction_form import flaw


def column(entries: Sequence[Mapping[str, Any]], name: str) -> list:
    """Return one value of each entry; '' for an entry without it."""
    return [entry.get(name, "") for entry in entries]


def instructions(entries: Sequence[str], most: int = 8, ascii: bool = True) -> dict:
    """Return the new instructions of a reply, without numbering and repeats: those to go on with, and the unfit.

    {fit, unfit}: the unfit go to the gates, which turn them away and count them.
    """
    found = list(dict.fromkeys(text for one in entries if (text := NUMBERING.sub("", str(one)).strip())))[:most]
    if not found:
        raise Unusable("no instruction")
    fit = [text for text in found if not flaw(text, ascii=ascii)]
    return {"fit": fit, "unfit": [text for text in found if text not in fit]}


def where(entries: Sequence[Any], that: Sequence[Any], holds: bool = True) -> list:
    """Return the entries beside which a true value stands (a false one, without `holds`), None in place of others."""
    return [entry if bool(one) == holds else None for entry, one in zip(entries, that, strict=True)]


def instances(
    tasks: Sequence[str], *, first: Sequence[Any], second: Sequence[Any], most: int = MOST
) -> list[dict[str, str]]:
    """Return {instruction, input, output} for each usable instance of each task, from either list beside it."""
    found = []
    for task, *made in zip(tasks, first, second, strict=True):
        given = [(one["input"], one["output"]) for entries in made for one in entries or ()]
        found += [{"instruction": task, "input": i, "output": o} for i, o in kept_instances(given, most=most)]
    return found


TOOLS = {
    "column": Tool(column),
    "instructions": Tool(instructions),
    "where": Tool(where),
    "instances": Tool(instances),
}
