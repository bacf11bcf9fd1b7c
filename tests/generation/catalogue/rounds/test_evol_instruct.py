import re
from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from statistics import mean

import pytest

from generation.catalogue.preview import preview
from generation.catalogue.recipe import Recipe
from generation.catalogue.rounds.evol_instruct import OPERATORS, RECIPE
from generation.methods.conditions import count_words
from generation.methods.parts import Part
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Answer, Ask
from generation.methods.verifiers.rouge import rouge_l
from tests.generation.catalogue.driving_rounds import Ran, run_rounds
from tests.generation.catalogue.instructing import NOUNS, VERBS, answered, context_of, seeds, step_of, told
from tests.generation.catalogue.switching import without as switched_off

DEMAND = re.compile(r"demand-\d+")


@dataclass
class World:
    """Makes an instruction harder by one demand. Knobs: rewritings that only copy, that pad, that drift, and sorry
    answers."""

    copies: float = 0.0
    pads: float = 0.0
    sorry: float = 0.0
    drifts: float = 0.0
    chimeras: float = 0.0
    asked: int = 0

    def __call__(self, ask: Ask) -> Answer:
        self.asked += 1
        rng, step, user = Random(self.asked), step_of(ask), told(ask)
        if step == "judge":
            first, second = user.partition("First: ")[2].split("\nSecond: ")
            same = set(DEMAND.findall(first)) == set(DEMAND.findall(second)) and first[:8] == second[:8]
            return answered({"reason": "", "same": same, "answerable": "round square" not in second})
        if step == "answer":
            return answered({"response": "I am sorry." if rng.random() < self.sorry else f"Answer {rng.random()}"})
        parent = user.partition("The instruction:\n")[2]
        return answered({"instruction": self.evolved(parent, step.removeprefix("evolve_"), rng)})

    def evolved(self, parent: str, operator: str, rng: Random) -> str:
        if rng.random() < self.copies:
            return f"{parent} "
        if operator == "breadth":
            demands = " ".join(DEMAND.findall(parent))
            return f"{rng.choice(VERBS)} {rng.choice(NOUNS)} of sort {rng.randrange(999)} {demands}"
        if rng.random() < self.drifts:
            return f"Compute the orbit of a satellite, its period being {rng.randrange(9999)}"
        if rng.random() < self.chimeras:
            return f"{parent} and draw a round square demand-{rng.randrange(9999)}"
        padding = " very" * 40 if rng.random() < self.pads else ""
        return f"{parent} and mind demand-{rng.randrange(9999)}{padding}"


def ran(model: World | None = None, recipe: Recipe = RECIPE, count: int = 96, **params) -> Ran:
    known = Known(support=seeds())
    return run_rounds(recipe, context_of(recipe, count, **params), model or World(), known)


@pytest.mark.parametrize("judged", [True, False])
def test_what_cannot_be_answered_is_dropped_and_without_the_judge_it_stays(judged):
    recipe = RECIPE if judged else switched_off(RECIPE, "cannot be answered")
    made = ran(World(chimeras=0.3), recipe, count=24)
    assert any("round square" in one.text for one in made.made.values()) != judged


def difficulty(made: Ran) -> list[float]:
    """The mean number of demands in each round."""
    return [mean(len(DEMAND.findall(one.fields["instruction"])) for one in made.of_round(n)) for n in range(1, 5)]


def without(*gates: str) -> Recipe:
    return replace(RECIPE, verify=tuple(part for part in RECIPE.verify if part.name not in gates))


def operator_of(one) -> str:
    return dict(map(tuple, one.draw["conditions"]))["operator"]


def test_difficulty_rises_from_round_to_round():
    found = difficulty(ran())
    assert found == sorted(found)
    assert found[-1] > 2 * found[0]


def test_it_does_not_where_every_round_starts_from_the_seeds():
    settings = {**RECIPE.schedule.settings, "evolves": False}
    found = difficulty(ran(recipe=replace(RECIPE, schedule=Part("evolution", settings))))
    assert found[-1] < 1.3 * found[0]


def test_no_step_grows_by_more_than_twenty_words():
    made = ran(World(pads=0.3))
    texts = {seed.sample_id: seed.fields for seed in seeds()} | {name: one.fields for name, one in made.made.items()}

    def growth(one) -> int:
        return count_words(one.fields["instruction"]) - count_words(texts[one.parents[0]]["instruction"])

    assert max(map(growth, made.made.values())) <= 20
    longer = ran(World(pads=0.3), recipe=without("word_growth", "drift"))
    assert max(count_words(one.fields["instruction"]) for one in longer.made.values()) > 50


@pytest.mark.parametrize(("near", "drifted"), [(0.25, False), (0, True)])
def test_a_harder_instruction_stays_with_its_subject(near, drifted):
    made = ran(World(drifts=0.3), near=near)
    away = [one for one in made.made.values() if "satellite" in one.fields["instruction"]]
    strayed = [one for one in away if operator_of(one) != "breadth" and "satellite" not in one.draw["extra"]["parent"]]
    assert bool(strayed) == drifted


def test_every_sample_names_its_parent_its_operator_and_its_round():
    made = ran()
    known = {seed.sample_id for seed in seeds()} | set(made.made)
    for one in made.made.values():
        assert set(one.parents) <= known
        assert operator_of(one) in OPERATORS
        parent = made.made.get(one.parents[0])
        assert parent is None or parent.round < one.round
    assert {one.round for one in made.made.values()} == {1, 2, 3, 4}


def test_operators_come_by_the_same_chance():
    counts = Counter(map(operator_of, ran(count=480).made.values()))
    expected = 480 / len(OPERATORS)
    assert sum((counts[name] - expected) ** 2 / expected for name in OPERATORS) < 15.09  # 5 degrees of freedom, 1 %


def test_a_new_instruction_is_farther_from_its_parent_than_a_harder_one():
    made = ran()
    near = {"breadth": [], "depth": []}
    for one in made.made.values():
        kind = "breadth" if operator_of(one) == "breadth" else "depth"
        near[kind].append(rouge_l(one.fields["instruction"], one.draw["extra"]["parent"]))
    assert mean(near["breadth"]) < mean(near["depth"]) - 0.3


def test_what_adds_nothing_is_eliminated_and_goes_back_as_it_was():
    made = ran(World(copies=0.5))
    assert Counter(why for _draw, _made, why in made.turned_away)["adds nothing to its parent"] > 20
    later = [one for one in made.made.values() if one.round > 1]
    assert any(one.parents[0].startswith("seed") for one in later)


@pytest.mark.parametrize(("knob", "gate"), [("sorry", "apology"), ("pads", "word_growth"), ("drifts", "drift")])
def test_each_flaw_is_counted_under_its_gate(knob, gate):
    made = ran(World(**{knob: 0.3}))
    assert gate in {why for _draw, _made, why in made.turned_away}


def test_the_preview_rewrites_a_seed():
    context = replace(context_of(RECIPE, 20), support=seeds())
    (row,) = preview(RECIPE.prepare(context), seed=1)
    assert row.draw.extra["parent"] in told(row.asks[0])
    assert row.draw.extra["parents"][0] in {seed.sample_id for seed in seeds()}


def test_without_seeds_the_preview_leaves_the_parent_open():
    (row,) = preview(RECIPE.prepare(context_of(RECIPE, 20, support=())), seed=1)
    assert told(row.asks[0]).endswith("The instruction:\n…")
