"""The recipes of rounds on the built-in simulated model: each comes to its end with something in every round."""

from random import Random

import pytest

from generation.catalogue.registry import RECIPES
from generation.methods.context import Item
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Demonstration
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import Ran, run_rounds
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.catalogue.worlds import FILLER, WORDS


def text_of(label: str, rng: Random) -> str:
    return " ".join([*rng.sample(WORDS[label].split(), 3), *rng.choices(FILLER, k=6), str(rng.random())[2:8]])


def given() -> Known:
    rng = Random(1)
    labels = [LABELS[i % 3] for i in range(90)]
    told = [Demonstration(f"{i}", {"text": text_of(label, rng)}, {"topic": label}) for i, label in enumerate(labels)]
    items = [Item(str(100 + i), {"text": text_of(label, rng)}) for i, label in enumerate(labels[:48])]
    return Known(gold=told[:60], support=told[30:], items=items, people={})


def ran(name: str, count: int, **params) -> Ran:
    known = given()

    def answer(samples) -> None:
        known.people.update(dict.fromkeys(samples, LABELS[0]))

    recipe = RECIPES[name]
    return run_rounds(recipe, context_of(recipe, count, **params), Simulated(), known, answer=answer)


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("s3", {"reasons": 4}),
        ("progen", {"first": 12}),
        ("wanli", {"share": 0.5, "group": 3}),
        ("alice", {"agreed": True, "by": "random"}),
    ],
)
def test_it_writes_samples(name, params):
    made = ran(name, 24, **params)
    assert 8 <= len(made.made) <= 24
    assert all(one.label in LABELS for one in made.made.values())


@pytest.mark.parametrize(
    ("name", "params"),
    [("freeal", {"own": 2}), ("vote-k", {"most": 6}), ("coannotating", {}), ("annollm", {"seeds": 6})],
)
def test_it_labels_samples(name, params):
    made = ran(name, 48, **params)
    assert 36 <= len(made.made) <= 48
    assert {one.label for one in made.made.values()} <= set(LABELS)
