import re
from dataclasses import dataclass, replace
from random import Random

import pytest

from generation.catalogue.demonstrations.self_instruct import RECIPE as SELF_INSTRUCT
from generation.catalogue.recipe import Recipe
from generation.catalogue.rounds.explore_instruct import RECIPE
from generation.methods.conditions import Dimension, Scope, Value
from generation.methods.parts import Part
from generation.methods.steps import Answer, Ask, drive
from generation.methods.values.topics import BELOW
from generation.methods.verifiers.rouge import rouge_l
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import answered, context_of, step_of, told

AREAS = [f"{a}{b}" for a in "bo ka li mu ne po ra si ta vu".split() for b in "rin dol mak sep tun gal fis".split()]  # noqa: SIM905


@dataclass
class World:
    """Knows many areas; told what there is below and beside a node it names others, else its favourites again. Its
    instructions use a verb and a noun of the area."""

    strays: float = 0.0
    asked: int = 0

    def __call__(self, ask: Ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), told(ask)
        if step_of(ask) in ("continue", "classify", "input_first"):
            return answered(self.listed(step_of(ask), user, rng))
        if "verdicts" in ask.schema["properties"]:
            return answered({"verdicts": [self.verdict(*one) for one in re.findall(r"^(\d+)\. (.+)$", user, re.M)]})
        if "topics" in ask.schema["properties"]:
            return answered({"topics": self.topics(user, rng)})
        area = re.search(r"particular: (.+)$", user, re.MULTILINE)[1].rpartition(BELOW)[2]
        asked_for = int(re.search(r"Write (\d+) instructions", user)[1])
        return answered({"pairs": [self.pair(area, rng) for _ in range(asked_for)]})

    def topics(self, user: str, rng: Random) -> list[dict]:
        seen = user.partition("There is below")[2]
        here = re.search(r"Here: (.+)", user)[1].rpartition(BELOW)[2]
        fresh = [area for area in AREAS if area not in seen]
        first = Random(here).randrange(len(fresh))
        names = [f"{fresh[(first + i) % len(fresh)]} {here.split()[0]}" for i in range(5)]
        names = [f"football {name.split()[0]}" if rng.random() < self.strays else name for name in names]
        return [{"reason": "", "name": name, "examples": [f"Example of {name}", f"Other of {name}"]} for name in names]

    def verdict(self, number: str, name: str) -> dict:
        return {"number": int(number), "reason": "", "needed": "football" not in name}

    def listed(self, step: str, user: str, rng: Random) -> dict:
        """Going on with a list it mostly stays with the kinds of tasks that it is shown."""
        if step == "classify":
            return {"classification": False}
        if step == "input_first":
            return {"made": [{"input": "", "output": "Done."}]}
        shown = re.findall(r"^\d+\. (\w+ \w+)", user, re.MULTILINE)
        fresh = [f"{rng.choice(AREAS)}ify {rng.choice(AREAS)}" for _ in range(8)]
        kinds = [kind if rng.random() < 0.05 else rng.choice(shown) for kind in fresh]
        return {"instructions": [f"{kind} with {' '.join(rng.choice(AREAS) for _ in range(6))}" for kind in kinds]}

    def pair(self, area: str, rng: Random) -> dict:
        own = Random(area)
        verb, noun = f"{own.choice(AREAS)}ify", own.choice(AREAS)
        words = " ".join(rng.choice(AREAS) for _ in range(6))
        return {"instruction": f"{verb} {noun} with {words}", "response": "Done."}


def made(recipe: Recipe = RECIPE, count: int = 200, **params) -> Made:
    return run(recipe, context_of(recipe, count, support=(), **({"children": 6} | params)), World(), largest=16)


@pytest.mark.parametrize(("judged", "astray"), [({}, False), ({"judged": False}, True)])
def test_tasks_that_the_root_does_not_need_are_left_out_of_the_tree(judged, astray):
    context = context_of(RECIPE, 40, support=(), children=6, **judged)
    found = grown(run(RECIPE, context, World(strays=0.3), largest=16))
    assert any("football" in path for path in found) == astray
    assert len(found) > 30


def test_what_the_judge_says_nothing_of_stays():
    def silent(ask):
        return answered({"verdicts": []}) if "verdicts" in ask.schema["properties"] else World()(ask)

    assert grown(run(RECIPE, context_of(RECIPE, 10, support=(), children=3), silent, largest=16))


def pairs(found: Made) -> set[tuple]:
    return {tuple(candidate.fields["instruction"].split()[:2]) for _draw, candidate in found.accepted}


def grown(found: Made) -> list[str]:
    return [value.text for value in found.context.scope.dimension("node").kept()]


def test_it_covers_more_kinds_of_tasks_than_the_domain_as_a_whole():
    whole = Dimension("node", "Task", "listed", values=(Value("the whole domain"),))
    context = replace(context_of(RECIPE, 200, support=()), scope=Scope((whole,)))
    assert len(pairs(made())) > 5 * len(pairs(run(RECIPE, context, World())))


def test_and_more_than_a_list_that_grows_from_seeds_at_equal_size():
    listed = run(SELF_INSTRUCT, context_of(SELF_INSTRUCT, 200), World(), largest=16)
    explored = made(asked=4)
    assert len(listed.accepted) == 200 <= len(explored.accepted) < 210
    assert len(pairs(explored)) > 1.3 * len(pairs(listed))


def test_the_tree_keeps_its_rules():
    paths = grown(made(count=1))
    names = [path.rpartition(BELOW)[2] for path in paths]
    assert len(set(names)) == len(names) == 6 + 36
    assert max(path.count(BELOW) for path in paths) == 1
    below = [path.rpartition(BELOW)[0] for path in paths]
    assert max(below.count(one) for one in set(below)) == 6
    assert not any(rouge_l(a, b) > 0.7 for i, a in enumerate(names) for b in names[:i])


def test_without_coming_back_nodes_stay_as_full_as_one_reply():
    once = replace(RECIPE, values=(Part("topics", {**RECIPE.values[0].settings, "backtracks": False}),))
    assert len(grown(made(once, count=1))) == 5 + 25


def test_every_node_is_filled_evenly():
    found = made(count=420, asked=10)
    counts = [sum(dict(d.conditions)["node"] == node for d, _c in found.accepted) for node in grown(found)]
    assert min(counts) > 0


def test_a_row_is_shown_the_examples_of_the_node_above():
    found = made(count=60)
    draws = {dict(draw.conditions)["node"]: draw for draw, _candidate in found.accepted}
    node, draw = next((node, draw) for node, draw in draws.items() if BELOW in node)
    ask = next(RECIPE.prepare(found.context).row(draw))[0]
    assert f"1. Example of {node.split(BELOW)[0]}\n" in told(ask)


def test_a_saved_tree_is_not_grown_again_and_draws_the_same_rows():
    first = made(count=60)
    context = replace(context_of(RECIPE, 60, support=(), children=6), scope=first.context.scope)
    model = World()
    assert drive(RECIPE.prepare(context).setup(), model) == first.context.scope.dimensions
    assert model.asked == 0
    again = run(RECIPE, context, World(asked=7), largest=16)
    assert [row[0] for row in again.rows[:10]] == [row[0] for row in first.rows[:10]]


@dataclass
class Forgetful(World):
    """Writes the same ten instructions each time that it is asked for those of an area."""

    written: int = 0

    def pair(self, area: str, rng: Random) -> dict:
        self.written += 1
        return super().pair(area, Random(f"{area}{self.written % 10}"))


@pytest.mark.parametrize(("gates", "alike"), [(RECIPE.verify, False), (RECIPE.verify[:-1], True)])
def test_no_two_instructions_are_alike(gates, alike):
    context = context_of(RECIPE, 150, support=(), children=3)
    found = run(replace(RECIPE, verify=gates), context, Forgetful(), largest=4)
    texts = [candidate.fields["instruction"] for _draw, candidate in found.accepted]
    assert any(rouge_l(a, b) > 0.7 for i, a in enumerate(texts) for b in texts[:i]) == alike
