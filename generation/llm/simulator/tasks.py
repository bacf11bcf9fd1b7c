"""Tasks for a language model, and talks, as the simulated model makes them up."""

import re
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


FIELDS = ("cooking", "travel", "money", "school", "health", "gardens", "music", "work", "history", "law", "sport")
SIDES = ("basics", "costs", "tools", "mistakes", "people", "places", "rules", "news", "plans", "repairs", "words")
LEADS = ("What of", "How does one begin with", "Who decides on", "Is there a limit to", "Why not")
NUMBERED = re.compile(r"^\d+\. ", re.MULTILINE)
INPUT = re.compile(r"^Input: (.+)$", re.MULTILINE)
ASKS = re.compile(r"You are not an assistant|You only instruct")


def topic(rng: Random) -> dict:
    """A node of a tree of topics."""
    return {
        "name": f"{rng.choice(SIDES)} of {rng.choice(FIELDS)}, {rng.choice(THINGS)}",
        "reason": "It belongs there.",
        "examples": [instruction(rng), instruction(rng)],
    }


def turn(prompt: Prompt, rng: Random) -> str:
    """One side's turn in a talk: a short question of the side that asks, a longer answer of the other."""
    marked = "Instruction:" in prompt.text
    if ASKS.search(prompt.text):
        if marked and rng.random() < 0.2:
            return "TASK DONE"
        asked = f"{rng.choice(LEADS)} {rng.choice(THINGS)} in {rng.choice(FIELDS)}?"
        return f"Instruction: {asked}\nInput: none" if marked else asked
    told = " ".join(
        f"As for {rng.choice(FIELDS)}, {rng.choice(THINGS)} matters {rng.choice(MANNERS)}." for _ in range(4)
    )
    return f"Solution: {told} Next request." if marked else told


ADDED = (
    "Name one exception.", "Keep to what a child knows.", "Give two reasons.", "Say what it costs.",
    "End with a question.", "Mention a place.",
)  # fmt: skip
CHANCES = {
    "same": 0.05,
    "answerable": 0.95,
    "self_contained": 0.9,
    "usable": 0.9,
    "useful": 0.9,
    "stands_alone": 0.9,
    "classification": 0.3,
}
PARENT = "The instruction:\n"


def made(name: str, kind: str, prompt: Prompt, rng: Random) -> Any:
    """What stands under a name that is about tasks; None for any other."""
    if name in CHANCES and kind == "boolean":
        return rng.random() < CHANCES[name]
    if name == "instructions" and kind == "array":
        return [instruction(rng) for _ in range(asked_count(prompt, 5))]
    if name == "topics" and kind == "array":
        return [topic(rng) for _ in range(asked_count(prompt, 5))]
    if name == "verdicts" and kind == "array":
        count = len(NUMBERED.findall(prompt.last))
        return [{"number": i, "reason": "It may be.", "needed": rng.random() < 0.95} for i in range(1, count + 1)]
    if name == "turn" and kind == "string":
        return turn(prompt, rng)
    if name == "allowed" and kind == "array":
        return []
    if name == "others" and kind == "array":
        return [instruction(rng) for _ in range(asked_count(prompt, 2))]
    if name in ("output", "said") and (given := INPUT.search(prompt.last)):
        return f"On {given[1]}: {instruction(Random(given[1]))}"  # the same however the task is worded
    if name == "questions" and kind == "array":
        return [{"question": instruction(rng), "manner": "precise"} for _ in range(asked_count(prompt, 5))]
    if name == "instruction" and kind == "string":
        _before, found, parent = prompt.last.partition(PARENT)
        return f"{parent.strip()} {rng.choice(ADDED)}" if found else instruction(rng)
    return None
