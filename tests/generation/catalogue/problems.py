"""A world of sums for recipes that solve something: a model that reads the messages and errs as models do."""

import json
import re
from collections.abc import Callable
from random import Random

from generation.catalogue.recipe import Recipe
from generation.methods.context import Context
from generation.methods.steps import Answer, Ask
from generation.methods.taskspec import TaskSpec
from generation.methods.tools.calculator import calculate

SPEC = TaskSpec.from_json(
    {
        "purpose": "Collect problems with their answers.",
        "fields": [{"name": "question"}, {"name": "answer"}],
        "questions": [{"name": "quality", "labels": [{"name": "verified"}, {"name": "wrong"}]}],
    }
)
SUM = re.compile(r"What is ([0-9 +*()-]+)\?")


def context_of(recipe: Recipe, count: int, spec: TaskSpec = SPEC, **params) -> Context:
    return Context(spec, recipe.clean(params), count)


def user(ask: Ask) -> str:
    return ask.messages[-1]["content"]


def sum_of(rng: Random, operators: int) -> str:
    parts = [str(rng.randint(2, 40))]
    for _ in range(operators):
        parts += [rng.choice("+-*"), str(rng.randint(2, 40))]
    return f"What is {' '.join(parts)}?"


def truth(question: str) -> int:
    return int(calculate(SUM.search(question).group(1)))


class Solver:
    """Answers each ask by the method named as its step; asked again it draws anew. `steps` counts what was asked."""

    def __init__(self, seed: int = 0):
        self.asked, self.seed = 0, seed

    def __call__(self, ask: Ask) -> Answer:
        self.asked += 1
        rng = Random(f"{self.seed}/{self.asked}")
        name = re.split(r"[/~]", ask.step)[0]
        method: Callable = self.values if name == "values" else getattr(self, name)
        fields = method(ask, rng)
        assert set(fields) == set(ask.schema["properties"]), (ask.step, fields)
        return Answer(fields, json.dumps(fields))

    def values(self, ask: Ask, rng: Random) -> dict:
        return {"values": [f"thing {i}" for i in range(12)]}
