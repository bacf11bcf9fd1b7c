"""What a goal asks for, as the analyst reads it: how long texts are, and what a pilot has to reach."""

from dataclasses import fields
from typing import Any

from generation.catalogue.agent.tries import Unusable, tried
from generation.catalogue.agent.turns import Requirements, Talk
from generation.methods.fence import fence
from generation.methods.schemas import closed
from generation.methods.steps import Ask, Decoding, Script
from generation.methods.templates import Template

ANALYST = Template(
    "agent.analyst",
    2,
    "You turn the goal of a data set into requirements. You do not choose how they are met.",
    "{goal}\n\nGive the fewest and the most words of a sample (0 where the goal says nothing of length), and what a "
    "small pilot has to reach, each as a share from 0 to 1: of the texts written how many are accepted, of the labels "
    "how many occur, of the accepted texts how many have the right length.{wrong}",
)
STEADY = Decoding(temperature=0.0, max_tokens=1500)


def analysed(talk: Talk) -> Script[Requirements]:
    """Ask for the requirements; what is missing or makes no sense has its default."""
    kinds = {one.name: "integer" if one.type == "int" else "number" for one in fields(Requirements)}
    schema = closed({name: {"type": kind} for name, kind in kinds.items()})

    def ask(step: str, wrong: str) -> Ask:
        messages = ANALYST.render(goal=fence("goal", talk.goal), wrong=wrong)
        return Ask(step, messages, schema, STEADY, ANALYST.ref)

    told = yield from tried(f"{talk.number}/analyst", ask, lambda told: told)
    return sound({} if isinstance(told, Unusable) else told)


def sound(told: dict[str, Any]) -> Requirements:
    """Return the requirements with defaults for what does not fit: shares stay shares, counts stay counts."""
    found = Requirements(**{one.name: _sound(told.get(one.name), one.default) for one in fields(Requirements)})
    return found if found.least_words <= found.most_words else Requirements()


def _sound(value: Any, default: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    if isinstance(default, int):
        return int(value) if 0 <= value <= 100_000 else default
    return float(value) if 0 <= value <= 1 else default
