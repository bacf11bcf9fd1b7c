"""Recipes for instructions and dialogues on the built-in simulated model."""

from dataclasses import replace

import pytest

from generation.catalogue.registry import RECIPES
from generation.methods.context import Item
from generation.methods.schedules.schedule import Known
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.instructing import SPEC, context_of, seeds
from tests.generation.catalogue.test_simulated import Simulated

CHAT = TaskSpec.from_json({**SPEC.to_json(), "fields": [{"name": "conversation", "type": "chat"}]})


@pytest.mark.parametrize("name", ["self-instruct", "unnatural-instructions", "explore-instruct"])
def test_it_fills_a_run(name):
    made = run(RECIPES[name], context_of(RECIPES[name], 20), Simulated())
    assert made.stopped == "reached"
    assert len(made.accepted) >= 20


@pytest.mark.parametrize("name", ["ultrachat", "camel"])
def test_it_talks(name):
    made = run(RECIPES[name], replace(context_of(RECIPES[name], 20), spec=CHAT), Simulated())
    assert made.stopped == "reached"
    assert {candidate.kept["ended"] for _draw, candidate in made.accepted} <= {"done", "rounds", "no_news"}


def test_oss_instruct_is_inspired_by_unlabelled_samples():
    topics = [f"A note on {i} ferries. They leave at noon. Nobody waits." for i in range(30)]
    made = run(RECIPES["oss-instruct"], context_of(RECIPES["oss-instruct"], 20, topics=topics), Simulated())
    assert made.stopped == "reached"


def test_orca_answers_each_task():
    items = [Item(str(i), {"instruction": f"Explain the number {i}."}) for i in range(20)]
    made = run(RECIPES["orca"], context_of(RECIPES["orca"], 20), Simulated(), items=items)
    assert len({draw.item for draw, _candidate in made.accepted}) == 20


def test_lab_fills_every_leaf():
    support = tuple(replace(seed, known={"leaf": f"leaf {i % 3}"}) for i, seed in enumerate(seeds()))
    made = run(RECIPES["lab"], context_of(RECIPES["lab"], 30, support=support), Simulated(), largest=4)
    assert {dict(draw.conditions)["leaf"] for draw, _candidate in made.accepted} == {"leaf 0", "leaf 1", "leaf 2"}


def test_evol_instruct_fills_its_rounds():
    made = run_rounds(
        RECIPES["evol-instruct"], context_of(RECIPES["evol-instruct"], 40), Simulated(), Known(support=seeds())
    )
    assert [len(made.of_round(number)) for number in (1, 2, 3, 4)] == [10, 10, 10, 10]
