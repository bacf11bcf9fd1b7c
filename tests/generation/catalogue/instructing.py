"""Instruction data for the tests of recipes: a codebook, seeds, and a scripted model that reads only the messages."""

import json
from dataclasses import replace

from generation.catalogue.recipe import Recipe
from generation.methods.context import Context
from generation.methods.steps import Answer, Ask, Demonstration
from generation.methods.taskspec import TaskSpec

SPEC = TaskSpec.from_json(
    {
        "purpose": "Instructions for a language model, with good answers.",
        "fields": [{"name": "instruction"}, {"name": "input"}, {"name": "response"}],
        "questions": [{"name": "quality", "labels": [{"name": "good"}, {"name": "bad"}]}],
    }
)
VERBS = (
    "Describe Compare Summarise Explain Rewrite List Translate Praise Question Defend Shorten Extend".split()  # noqa: SIM905
)
NOUNS = "bread rivers letters trains clocks gardens taxes dreams bridges storms choirs".split()  # noqa: SIM905
MANNERS = [
    "for a curious child",
    "as briefly as you can",
    "with one surprising example",
    "in the words of a sailor",
    "so that a judge would agree",
    "without naming it once",
    "as a dialogue of two neighbours",
]


def seeds(count: int = 12) -> tuple[Demonstration, ...]:
    """Tasks that people wrote, unlike each other."""
    made = []
    for i in range(count):
        text = f"{VERBS[i % len(VERBS)]} {NOUNS[i % len(NOUNS)]} {MANNERS[i % len(MANNERS)]}"
        fields = {"instruction": text, "input": "", "response": f"A few words on {NOUNS[i % len(NOUNS)]}."}
        made.append(Demonstration(f"seed-{i:02}", fields, {"quality": "good"}))
    return tuple(made)


def context_of(recipe: Recipe, count: int, *, support=None, topics=(), **params) -> Context:
    made = Context(SPEC, recipe.clean(params), count, topics=topics)
    return replace(made, support=seeds() if support is None else support)


def step_of(ask: Ask) -> str:
    """The template that a request was made from."""
    return ask.template.split("@")[0].partition(".")[2]


def answered(fields: dict) -> Answer:
    return Answer(fields, json.dumps(fields))


def told(ask: Ask) -> str:
    """The last message."""
    return ask.messages[-1]["content"]
