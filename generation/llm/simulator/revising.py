"""Critiques and revisions by the simulated model: it names a clause that it would leave out, and leaves it out."""

import re
from random import Random

from generation.llm.simulator.prompts import Prompt, item_text

PROBLEM_LIST = re.compile(r"^Problems:\n((?:\d+\. .*\n?)+)", re.MULTILINE)
CLAUSE_END = re.compile(r"(?<=[.!?;])\s+")
FAULTY = 0.4  # of texts have something that it would change


def problems(prompt: Prompt, rng: Random) -> list[str]:
    """Nothing, or the last sentence of the text that stands between markers."""
    clauses = CLAUSE_END.split(item_text(prompt))
    return [f"“{clauses[-1]}” adds nothing"] if len(clauses) > 1 and rng.random() < FAULTY else []


def revised(prompt: Prompt) -> str | None:
    """The text without what the problems quote; None where the message asks for no revision."""
    listed = PROBLEM_LIST.search(prompt.last)
    if listed is None:
        return None
    text = item_text(prompt)
    for quoted in re.findall(r"“(.+?)”", listed.group(1)):
        text = text.replace(quoted, "")
    return text.strip() or item_text(prompt)
