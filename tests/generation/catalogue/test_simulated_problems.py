"""Recipes about problems on the built-in simulated model: each fills a run."""

import json
from random import Random

import pytest

from generation.catalogue.registry import RECIPES
from generation.llm.simulator.answers import Model
from generation.llm.simulator.knobs import Knobs
from generation.methods.context import Item
from generation.methods.schemas import closed
from tests.generation.catalogue.driving import context_of as labelling
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.problems import context_of
from tests.generation.catalogue.test_simulated import Simulated

SEEDS = [
    Item(str(i), {"question": f"boxes = {i + 3}, pens = {2 * i + 5}. Then all = boxes * pens. How much is all?",
                  "answer": str((i + 3) * (2 * i + 5))})
    for i in range(20)
]  # fmt: skip


@pytest.mark.parametrize("name", ["chain-of-thought", "tool-verified"])
def test_it_fills_a_run(name):
    made = run(RECIPES[name], context_of(RECIPES[name], 30), Simulated())
    assert made.stopped == "reached"
    assert len({one.fields["question"] for _draw, one in made.accepted}) == len(made.accepted)
    assert all(one.fields["answer"].lstrip("-").isdigit() for _draw, one in made.accepted)


def test_metamath_makes_all_four_rewrites():
    made = run(RECIPES["metamath"], context_of(RECIPES["metamath"], 60), Simulated(), items=SEEDS)
    kinds = {one.kept["rewrite"] for _draw, one in made.accepted}
    assert kinds == {"answers", "rephrased", "self-verification", "fobar"}


def test_votes_label_what_is_there():
    items = [Item(str(i), {"text": f"The goal in match {i} gave the team the trophy."}) for i in range(10)]
    made = run(RECIPES["label-by-vote"], labelling(RECIPES["label-by-vote"], 10), Simulated(), items=items)
    assert len(made.accepted) == 10
    assert set(made.labels) == {"Sports"}


@pytest.mark.parametrize(
    "text", ["Problem: ", "Problem: How many?", "Problem: a = b. How much is a?", "Problem: What is the value of x?"]
)
def test_of_a_problem_that_is_told_in_another_way_it_does_not_know_the_answer(text):
    schema = closed({"reasoning": {"type": "string"}, "answer": {"type": "string"}})
    said = Model([{"role": "user", "content": text}], Knobs(), Random(1)).answer(schema)
    assert json.loads(said.content)["answer"] == "unknown"


TABLES = (
    "CREATE TABLE people (name TEXT, place TEXT); INSERT INTO people VALUES "
    + ", ".join(f"('P{i}', '{('Busan', 'Seoul', 'Jeju')[i % 3]}')" for i in range(9))
    + ";"
)


@pytest.mark.parametrize(
    ("name", "count", "params"),
    [
        ("synthetic-prompting", 20, {}),
        ("self-prompting", 20, {}),
        ("determlr", 10, {}),
        ("symgen", 3, {"schema": TABLES, "queries": 8}),
    ],
)
def test_it_fills_a_run_of_checked_answers(name, count, params):
    made = run(RECIPES[name], context_of(RECIPES[name], count, **params), Simulated(), largest=count)
    assert made.stopped == "reached"
    assert len(made.accepted) >= count


def test_a_planned_text_is_written_in_its_parts():
    made = run(RECIPES["plan-draft"], labelling(RECIPES["plan-draft"], 6), Simulated())
    assert made.stopped == "reached"
    assert all(len(one.kept["parts"]) == 4 for _draw, one in made.accepted)
