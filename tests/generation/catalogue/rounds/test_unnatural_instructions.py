from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from generation.catalogue.recipe import Recipe
from generation.catalogue.rounds.unnatural_instructions import PLAN, RECIPE
from generation.methods.parts import Part
from generation.methods.steps import Answer, Ask
from generation.methods.verifiers.rouge import rouge_l
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import VERBS, answered, context_of, seeds, step_of, told

KINDS = tuple(f"shade-{number}" for number in range(60))


@dataclass
class World:
    """Sorts numbers by colour. A share of its rewordings `strays` to another task, another one `copies` the first; some
    outputs are none of the allowed ones."""

    strays: float = 0.0
    copies: float = 0.0
    wild: float = 0.0
    asked: int = 0

    def __call__(self, ask: Ask) -> Answer:
        self.asked += 1
        rng, user = Random(self.asked), told(ask)
        return answered(getattr(self, step_of(ask))(user, rng))

    def fourth(self, user: str, rng: Random) -> dict:
        rule = rng.randrange(10**6)
        text = f"{rng.choice(VERBS)} under rule {rule} the colour that belongs to this number"
        return {
            "instruction": text,
            "input": str(rng.randrange(999)),
            "constraints": "one word",
            "allowed": list(KINDS),
        }

    def output(self, user: str, rng: Random) -> dict:
        return {"output": "mauve" if rng.random() < self.wild else self.right(user)}

    def reword(self, user: str, rng: Random) -> dict:
        task = user.rpartition("\n")[2]
        rule = task.split("rule ")[1].split()[0]
        return {"others": [self.reworded(task, rule, number, rng) for number in range(3)]}

    def reworded(self, task: str, rule: str, number: int, rng: Random) -> str:
        if rng.random() < self.copies:
            return f"{task} please"
        strange = f"{rule}9" if rng.random() < self.strays else rule
        return f"Which paint, going by rule {strange} of the book, would you give it? Wording {number}."

    def again(self, user: str, _rng: Random) -> dict:
        return {"said": self.right(user)}

    def right(self, user: str) -> str:
        rule = user.split("rule ")[1].split()[0]
        return KINDS[Random(rule).randrange(len(KINDS))]


def made(model: World | None = None, recipe: Recipe = RECIPE, count: int = 120) -> Made:
    return run(recipe, context_of(recipe, count, support=seeds(15)), model or World())


def rewordings(found: Made) -> list:
    return [candidate for _draw, candidate in found.accepted if "reworded" in candidate.kept]


def other_tasks(found: Made) -> int:
    """How many rewordings ask for something else than what they reword."""
    rules = [(c.fields["instruction"].split("rule ")[1].split()[0], c.kept["reworded"]) for c in rewordings(found)]
    return sum(f"rule {rule} " not in task for rule, task in rules)


def unchecked() -> Recipe:
    """The same with every rewording taken as it comes."""
    steps = [step for step in PLAN if "checked.unfit" not in str(step)]
    steps = [{"item": {**step["item"], "each": "others"}} if "checked.fit" in str(step) else step for step in steps]
    return replace(RECIPE, plan=Part("steps", {"steps": steps, "candidates": 3.0}))


def test_rewordings_expand_the_core_by_about_the_published_factor():
    found = made(World(strays=0.1, copies=0.1))
    core = len(found.accepted) - len(rewordings(found))
    assert len(found.accepted) / core == pytest.approx(3.5, abs=0.4)


def test_a_rewording_is_in_other_words_and_leads_to_the_same_answer():
    found = made(World(strays=0.3, copies=0.3))
    assert len(rewordings(found)) > 20
    assert len({one.problem for _draw, one, _said in found.rows}) > 1  # what is turned away is counted
    assert max(rouge_l(one.fields["instruction"], one.kept["reworded"]) for one in rewordings(found)) <= 0.7
    assert other_tasks(found) < len(rewordings(found)) * 0.1  # those whose other rule has the same answer by chance


def test_unchecked_they_are_copies_and_other_tasks():
    found = made(World(strays=0.3, copies=0.3), recipe=unchecked())
    assert max(rouge_l(one.fields["instruction"], one.kept["reworded"]) for one in rewordings(found)) > 0.7
    assert other_tasks(found) > len(rewordings(found)) * 0.1


def test_every_set_of_seeds_is_shown_as_often():
    sets = Counter(
        frozenset(draw.demonstrations) for draw, _candidate, _said in {id(r[0]): r for r in made().rows}.values()
    )
    assert len(sets) == 5
    assert all(len(one) == 3 for one in sets)
    assert max(sets.values()) - min(sets.values()) <= 1


def test_an_answer_that_the_task_does_not_allow_is_turned_away():
    found = made(World(wild=0.3), count=60)
    assert {candidate.fields["response"] for _draw, candidate in found.accepted} <= set(KINDS)
    assert any(candidate.problem == "the answer is none of those allowed" for _d, candidate, _s in found.rows)


def test_outputs_are_written_greedily_and_apart_from_the_task():
    asked = []
    model = World()
    run(RECIPE, context_of(RECIPE, 1, support=seeds(15)), lambda ask: asked.append(ask) or model(ask))
    heat = {step_of(ask): ask.decoding.temperature for ask in asked}
    assert heat == {"fourth": 1.0, "output": 0.0, "reword": 1.0, "again": 0.0}
    assert asked[0].decoding.top_p == 0.99


@dataclass
class Copier(World):
    """Now and then its fourth task is one of the seeds."""

    def fourth(self, user: str, rng: Random) -> dict:
        made = super().fourth(user, rng)
        if rng.random() >= 0.3:
            return made
        seed = rng.choice(seeds(15)).fields["instruction"]
        return made | {"instruction": f"{seed} and, under rule 7 of the book, do so as told"}


def copied(found: Made) -> int:
    own = [seed.fields["instruction"] for seed in seeds(15)]
    return sum(any(one.fields["instruction"].startswith(text) for text in own) for _draw, one in found.accepted)


def test_a_task_that_copies_an_example_is_turned_away():
    long = tuple(
        replace(one, fields={**one.fields, "instruction": f"{one.fields['instruction']} and, under rule 7 of the book"})
        for one in seeds(15)
    )
    kept = run(RECIPE, context_of(RECIPE, 40, support=long), Copier())
    gates = Counter(said[-1].gate for _d, _c, said in kept.rows if said[-1].action == "reject")
    assert gates["demonstration_copy"] > 0
    ungated = replace(RECIPE, verify=tuple(part for part in RECIPE.verify if part.name != "demonstration_copy"))
    assert copied(run(ungated, context_of(RECIPE, 40, support=long), Copier())) > copied(kept)
