"""Facts in the simulated model's words: it states those of its prompt, and finds them again in a text."""

import re
from random import Random
from typing import Any

from generation.llm.simulator.prompts import Prompt, item_text

FACT = re.compile(r"^(\d+)\. (.+?) \| (.+?) \| (.+)$", re.MULTILINE)
TYPE = re.compile(r" \([^()]*\)$")
CLAIM = re.compile(r"(?:^|(?<=\. ))(.+?) – (.+?) – (.+?)\.(?= |$)")
FORGETS = 0.05  # of the facts
INVENTS = 0.05  # of the names that it lists


def text(prompt: Prompt, rng: Random) -> str | None:
    """The facts as sentences, now and then one short; None where the message has no facts to write about."""
    found = FACT.findall(prompt.last.partition("Facts:\n")[2])
    if not found or "<" in prompt.last:
        return None
    told = [one for one in found if rng.random() >= FORGETS] or found
    return " ".join(f"{TYPE.sub('', s)} – {r} – {TYPE.sub('', o)}." for _n, s, r, o in told)


def names(prompt: Prompt, written: str, rng: Random) -> list[str]:
    """The names in a text that the model has just written: what it had to name; now and then one that is not there."""
    ends = [end for _name, value in prompt.conditions for end in value.split(" | ")[::2]]
    found = [end for end in dict.fromkeys(ends) if end and end in written]
    return [*found, "Nobody Known"] if rng.random() < INVENTS else found


def stated(prompt: Prompt) -> list[dict[str, Any]]:
    """Of each fact whether both its ends are in the text."""
    said = item_text(prompt)
    return [
        {"number": int(n), "stated": TYPE.sub("", s) in said and TYPE.sub("", o) in said}
        for n, s, _r, o in FACT.findall(prompt.last)
    ]


def claims(prompt: Prompt) -> list[dict[str, str]]:
    return [{"subject": s, "relation": r, "object": o} for s, r, o in CLAIM.findall(item_text(prompt))]
