"""Answers to an agent that plans how data is generated: what the goal asks for, which recipe, what a pilot means.

It reads the request like a colleague in a hurry would: recipes and settings are those that stand there.
"""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

from generation.llm.simulator.knobs import Knobs
from generation.llm.simulator.prompts import BAND, Prompt

CAN = re.compile(r"^- ([\w-]+): (.*)$", re.MULTILINE)
SETTING = re.compile(r"^- (\w+) \(", re.MULTILINE)
FOUND = re.compile(r'"tried": (\d+), "accepted": (\d+)')
MISSED = re.compile(r"^It misses: (\{.*\})$", re.MULTILINE)
REFUSED = re.compile(r"The lead refused (?:\w+ of )?([\w-]+)")
FAVOURITES = ("attrprompt", "simprompt", "zerogen")


def answered(prompt: Prompt, schema: dict, rng: Random, knobs: Knobs) -> dict[str, Any] | None:
    """Return the answer to such a request; None for another one."""
    write = WRITERS.get(frozenset(schema.get("properties", {})))
    return write(prompt) if write else None


def _wanted(prompt: Prompt) -> dict:
    band = BAND.search(prompt.last)
    least, most = map(int, band.groups()) if band else (0, 0)
    return {"least_words": least, "most_words": most, "accepted": 0.5, "labels": 1.0, "length": 0.8}


def _chosen(prompt: Prompt) -> dict:
    """A favourite that nobody refused; the others are looked at."""
    told = prompt.last.partition("Recipes that can run here:")[2].partition("Recipes that cannot run here")[0]
    summaries = dict(CAN.findall(told))
    refused = set(REFUSED.findall(prompt.last))
    order = [name for name in (*FAVOURITES, *summaries) if name in summaries and name not in refused]
    name, *others = order or list(summaries)
    return {
        "why": f"{name} fits this goal. {summaries[name].partition('. ')[0].rstrip('.')}.",
        "recipe": name,
        "alternatives": [{"recipe": one, "why_not": "It varies the texts less evenly here."} for one in others[:2]],
        "unknown": ["How many of the texts will pass the gates.", "How varied the texts will be."],
    }


def _tuned(prompt: Prompt) -> dict:
    band = BAND.search(prompt.last)
    settings = []
    if band and "lengths" in SETTING.findall(prompt.last):
        value = f"{band.group(1)} to {band.group(2)}"
        settings.append({"setting": "lengths", "value": value, "why": "The goal names a length."})
    return {"settings": settings, "expected_accepted": 0.9}


def _read(prompt: Prompt) -> dict:
    """Go on where nothing is missed, else another recipe."""
    found, missed = FOUND.search(prompt.last), MISSED.search(prompt.last)
    tried, accepted = map(int, found.groups()) if found else (0, 0)
    short = ", ".join(json.loads(missed.group(1)) if missed else {})
    others = prompt.last.partition("Other recipes that can run here: ")[2].partition("\n")[0].split(", ")
    return {
        "meaning": f"{accepted} of {tried} texts were accepted" + (f"; it misses {short}." if short else "."),
        "next": "another" if short else "go_on",
        "setting": "",
        "value": "",
        "recipe": _other(others) if short else "",
        "why": f"It misses {short}." if short else "Every bar is reached.",
        "expected_accepted": round(accepted / tried, 2) if tried else 0.5,
        "unknown": ["Whether rare combinations come out as well."],
    }


def _other(names: list[str]) -> str:
    return next((name for name in FAVOURITES if name in names), names[0])


WRITERS: dict[frozenset[str], Callable[[Prompt], dict]] = {
    frozenset({"least_words", "most_words", "accepted", "labels", "length"}): _wanted,
    frozenset({"why", "recipe", "alternatives", "unknown"}): _chosen,
    frozenset({"settings", "expected_accepted"}): _tuned,
    frozenset({"meaning", "next", "setting", "value", "recipe", "why", "expected_accepted", "unknown"}): _read,
}
