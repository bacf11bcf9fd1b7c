"""CoAnnotating's check: the more the answers differ, the wronger the label; people are best sent to these."""

import math
import re
from dataclasses import dataclass
from random import Random

import pytest

from generation.catalogue.rounds.coannotating import FORMS, RECIPE
from generation.methods.context import Item
from generation.methods.plans.steps.tools.voting import ballot
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Answer
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.driving_rounds import run_rounds


@dataclass
class Waverer:
    """Each item has a hardness; a form of the question gives its true label with that much less chance."""

    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        user = ask.messages[-1]["content"]
        label, hardness = re.search(r"(\w+) of hardness (\d+)", user).groups()
        rng = Random(user)
        others = [one for one in LABELS if one != label]
        said = label if rng.random() > int(hardness) / 100 else rng.choice(others)
        return Answer({next(iter(ask.schema["properties"])): said})


@pytest.fixture
def pool() -> list[Item]:
    rng = Random(6)
    return [Item(str(i + 1), {"text": f"{LABELS[i % 3]} of hardness {rng.randrange(90)}, no. {i}"}) for i in range(300)]


def ran(pool, **params):
    model = Waverer()
    made = run_rounds(RECIPE, context_of(RECIPE, len(pool), **params), model, Known(items=pool))
    made.asked = model.asked
    return made


def is_right(one) -> bool:
    return one.text.startswith(one.label)


def with_people(made) -> float:
    """The share of right labels once people have decided what they were sent."""
    return sum(is_right(one) or name in made.reviewed for name, one in made.made.items()) / len(made.made)


def test_labels_are_wronger_the_more_the_answers_differ(pool):
    order = sorted(ran(pool).made.values(), key=lambda one: one.kept["bits"])
    thirds = [sum(map(is_right, order[start : start + 100])) / 100 for start in range(0, 300, 100)]
    assert thirds[0] > 0.9
    assert thirds[0] > thirds[1] + 0.05 > thirds[2] + 0.2


@pytest.mark.parametrize("people", [0.1, 0.3, 0.5])
def test_people_are_worth_more_where_the_answers_differ_than_by_chance(pool, people):
    by_entropy, by_chance = (ran(pool, people=people, checked=0.0, by=by) for by in ("entropy", "random"))
    assert len(by_entropy.reviewed) == len(by_chance.reviewed) == round(people * 300)
    assert with_people(by_entropy) > with_people(by_chance) + 0.01


def test_as_it_comes_people_are_sent_what_the_answers_differ_on(pool):
    made = ran(pool, checked=0.0)
    bits = [[one.kept["bits"] for name, one in made.made.items() if (name in made.reviewed) == sent] for sent in (0, 1)]
    assert max(bits[0]) <= min(bits[1])


def test_every_sample_is_asked_about_in_nine_ways_and_some_sure_ones_are_checked(pool):
    made = ran(pool)
    assert made.asked == 9 * 300
    for one in made.made.values():
        assert len(one.kept["said"]) == 9
        assert one.probability == pytest.approx(one.kept["said"].count(one.label) / 9, abs=0.001)
    assert len(FORMS) == 9
    checked = [name for name, why in made.reviewed.items() if "sure" in why]
    assert len(checked) == 6
    assert len(made.reviewed) == 96


def test_an_answer_that_is_no_label_is_a_class_of_its_own():
    votes = ballot(["World", "", "World", None])
    assert (votes["answer"], votes["share"], votes["bits"]) == ("World", 0.5, 1.0)
    assert ballot(["World"] * 9)["bits"] == 0.0
    assert ballot(["World", "Tech", "Sports"])["bits"] == pytest.approx(math.log2(3), abs=1e-6)
