"""Exercises that are solved by calculating, with the lines of their calculation; now and then one does not work out.

An exercise is about the topic, for the reader and with the thing that the request names, so that two of them differ in
more than their numbers.
"""

import re
from random import Random
from typing import Any

from generation.llm.simulator.prompts import Prompt

WHO = ("Mia", "Tom", "Ada", "Leo", "Nora", "Sam", "Ida", "Finn", "Uma", "Jon", "Eva", "Kai")
THINGS = ("pencils", "apples", "tickets", "litres of paint", "stamps", "boards", "bags of sand", "cups")
PLACES = ("at school", "on the market", "in the workshop", "at a fair", "in the garden", "by the lake")
STORIES = (
    "{who} buys {a} {things} at {b} coins each and pays {c} coins for the way home. How many coins is that?",
    "There are {a} boxes with {b} {things} in each, and {c} more on the shelf. How many {things} are there?",
    "Every day {who} needs {b} {things}. How many does {who} need in {a} days, with {c} to spare?",
    "A club of {a} members collects {b} {things} a head; {who} adds {c}. What does the collection come to?",
    "{who} fills {a} rows with {b} {things} and has {c} left over. How many were there to begin with?",
    "One trip takes {b} minutes. {who} makes {a} trips with {things} and rests {c} minutes. How long is it in all?",
    "A shelf holds {a} layers of {b} {things}, a second one {c} of them. Find the total that both hold.",
    "For {a} guests {who} plans {b} {things} each and keeps {c} in reserve. What has to be ordered?",
    "{a} machines make {b} {things} an hour, an old one makes {c}. What do they make together in an hour?",
)
SETTINGS = (
    "It happens {place}, and somebody speaks of {topic}.",
    "This is a question on {topic} that comes up {place}.",
    "While {other} explains {topic}, a {noun} stands {place}.",
    "{other} draws a {noun} and asks the class about {topic}.",
    "In a lesson on {topic} they go {place} with a {noun}.",
)
TOPIC = re.compile(r"^Topic: (.+)$", re.MULTILINE)
NOUN = re.compile(r"has to do with this: (.+)$", re.MULTILINE)


def wanted(schema: dict[str, Any]) -> bool:
    """Whether an exercise is asked for with its calculation."""
    return {"exercise", "lines", "answer"} <= schema.get("properties", {}).keys()


def written(prompt: Prompt, rng: Random, slips: float) -> dict[str, Any]:
    """One exercise; with the share `slips` its answer is off by one. One that is corrected always works out."""
    a, b, c = rng.randint(3, 40), rng.randint(2, 25), rng.randint(2, 60)
    off = rng.random() < slips and "does not work out" not in prompt.last
    answer = a * b + c + off
    return {
        "exercise": _told(prompt.last, rng, {"a": a, "b": b, "c": c}),
        "reasoning": f"First multiply {a} by {b}, then add {c}.",
        "lines": [f"product = {a} * {b}", f"total = product + {c}"],
        "answer": str(answer),
    }


def _told(asked: str, rng: Random, numbers: dict[str, int]) -> str:
    """A story between the topic and the thing that the request names."""
    who, other = rng.sample(WHO, 2)
    topic, noun = TOPIC.search(asked), NOUN.search(asked)
    words = {
        "who": who, "other": other, "things": rng.choice(THINGS), "place": rng.choice(PLACES),
        "topic": topic[1].strip() if topic else "numbers", "noun": noun[1].strip() if noun else "box",
    }  # fmt: skip
    return f"{rng.choice(SETTINGS)} {rng.choice(STORIES)}".format(**words, **numbers)
