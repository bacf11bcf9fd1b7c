"""Tasks for a language model, as the simulated model makes them up."""

from random import Random
from typing import Any

from generation.llm.simulator.lists import asked_count
from generation.llm.simulator.prompts import Prompt

VERBS = (
    "Describe", "Compare", "Summarise", "Explain", "Rewrite", "List reasons for", "Defend", "Question", "Plan",
    "Review", "Rank", "Criticise", "Outline", "Predict", "Justify", "Simplify",
)  # fmt: skip
THINGS = (
    "the history of bread", "a river that changes course", "letters between sisters", "night trains", "old clocks",
    "a small town's budget", "the first day at school", "rules of a garden club", "a lost recipe", "winter storms",
    "bridges without nails", "the price of salt", "a choir that lost its leader", "maps with mistakes", "city noise",
    "the work of beekeepers", "a ferry that is always late", "lights in shop windows", "a broken promise",
    "the smell of rain",
)  # fmt: skip
MANNERS = (
    "for a curious child", "in three plain sentences", "with one surprising example", "as a sailor would put it",
    "so that a judge would agree", "without naming it", "as a talk of two neighbours", "for a local newspaper",
    "with numbers where they help", "from the end to the beginning", "in the form of a letter", "in a hurry",
)  # fmt: skip


def instruction(rng: Random) -> str:
    """One task in a sentence."""
    return f"{rng.choice(VERBS)} {rng.choice(THINGS)} {rng.choice(MANNERS)}."


ADDED = (
    "Name one exception.", "Keep to what a child knows.", "Give two reasons.", "Say what it costs.",
    "End with a question.", "Mention a place.",
)  # fmt: skip
CHANCES = {"same": 0.05, "answerable": 0.95, "self_contained": 0.9, "usable": 0.9, "classification": 0.3}
PARENT = "The instruction:\n"


def made(name: str, kind: str, prompt: Prompt, rng: Random) -> Any:
    """What stands under a name that is about tasks; None for any other."""
    if name in CHANCES and kind == "boolean":
        return rng.random() < CHANCES[name]
    if name == "instructions" and kind == "array":
        return [instruction(rng) for _ in range(asked_count(prompt, 5))]
    if name == "instruction" and kind == "string":
        _before, found, parent = prompt.last.partition(PARENT)
        return f"{parent.strip()} {rng.choice(ADDED)}" if found else instruction(rng)
    return None
