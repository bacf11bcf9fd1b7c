"""Exercises that are solved by calculating, with the lines of their calculation; now and then one does not work out."""

from random import Random
from typing import Any

from generation.llm.simulator.prompts import Prompt

WHO = ("Mia", "Tom", "Ada", "Leo", "Nora", "Sam", "Ida", "Finn")
THINGS = ("pencils", "apples", "tickets", "litres of paint", "stamps", "boards", "bags of sand", "cups")
STORIES = (
    "{who} buys {a} {things} at {b} coins each and pays {c} coins for the way home. How many coins is that?",
    "There are {a} boxes with {b} {things} in each, and {c} more on the shelf. How many {things} are there?",
    "Every day {who} needs {b} {things}. How many does {who} need in {a} days, with {c} to spare?",
)


def wanted(schema: dict[str, Any]) -> bool:
    """Whether an exercise is asked for with its calculation."""
    return {"exercise", "lines", "answer"} <= schema.get("properties", {}).keys()


def written(prompt: Prompt, rng: Random, slips: float) -> dict[str, Any]:
    """One exercise; with the share `slips` its answer is off by one. One that is corrected always works out."""
    a, b, c = rng.randint(3, 40), rng.randint(2, 25), rng.randint(2, 60)
    off = rng.random() < slips and "does not work out" not in prompt.last
    answer = a * b + c + off
    story = rng.choice(STORIES).format(who=rng.choice(WHO), things=rng.choice(THINGS), a=a, b=b, c=c)
    return {
        "exercise": story,
        "reasoning": f"First multiply {a} by {b}, then add {c}.",
        "lines": [f"product = {a} * {b}", f"total = product + {c}"],
        "answer": str(answer),
    }
