import json
from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from generation.catalogue.demonstrations.self_instruct import OUTPUT_FIRST, RECIPE
from generation.catalogue.recipe import Recipe
from generation.methods.measures.balance import balance
from generation.methods.parts import Part
from generation.methods.steps import Answer, Ask
from generation.methods.verifiers.rouge import rouge_l
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import MANNERS, NOUNS, VERBS, answered, context_of, seeds, step_of, told

ANSWERS = ("joy", "anger", "fear")


@dataclass
class World:
    """Goes on with the list by chance. Asked for inputs first, it likes one answer best; `knows` bounds its tasks;
    `echoes`: an answer repeats its input."""

    knows: int = 10**6
    unfit: float = 0.0
    echoes: float = 0.0
    asked: int = 0

    def __call__(self, ask: Ask) -> Answer:
        self.asked += 1
        rng = Random(self.asked)
        return answered(getattr(self, step_of(ask))(told(ask), list(ask.schema["properties"]), ask, rng))

    def continue_(self, user: str, rng: Random) -> dict:
        return {"instructions": [f"{i}. {self.task(rng)}" for i in range(1, 9)]}

    def __getattr__(self, name: str):
        if name == "continue":
            return lambda user, _names, _ask, rng: self.continue_(user, rng)
        raise AttributeError(name)

    def task(self, rng: Random) -> str:
        if rng.random() < self.unfit:
            return "Draw a picture of the sea"
        number = rng.randrange(self.knows)
        own = Random(number)
        if own.random() < 0.3:
            return f"Classify how {own.choice(NOUNS)} of kind {number} feel: {', '.join(ANSWERS)}"
        return f"{own.choice(VERBS)} {own.choice(NOUNS)} number {number} {own.choice(MANNERS)}"

    def classify(self, user: str, _names, _ask, _rng) -> dict:
        return {"classification": "Task: Classify" in user}

    def input_first(self, user: str, _names, ask: Ask, rng: Random) -> dict:
        return self.instances(user, "made", rng, order=["input", "output"])

    def output_first(self, user: str, names: list, ask: Ask, rng: Random) -> dict:
        order = list(ask.schema["properties"][names[0]]["items"]["properties"])
        return self.instances(user, names[0], rng, order=order)

    def instances(self, user: str, name: str, rng: Random, order: list) -> dict:
        task = user.rpartition("Task: ")[2]
        made = []
        for number in range(3):
            if "Classify" not in task:
                answer = f"Text {rng.random():.6f} on {task[:20]}"
            else:
                answer = ANSWERS[number % 3] if order[0] == "output" else ANSWERS[0]
            given = f"case {number} {rng.random():.6f}"
            made.append({"input": given, "output": given if rng.random() < self.echoes else answer})
        return {name: made}


def pool(made: Made) -> list[str]:
    """The seeds' instructions and those accepted, each once."""
    own = (candidate.fields["instruction"] for _draw, candidate in made.accepted)
    return list(dict.fromkeys([*(seed.fields["instruction"] for seed in seeds()), *own]))


def most_alike(made: Made) -> float:
    """Of what was accepted, with one another and with the seeds."""
    whole = pool(made)
    return max(rouge_l(text, before) for place, text in enumerate(whole) for before in whole[:place] if place >= 12)


def label_balance(made: Made) -> float:
    said = [c.fields["response"] for _d, c in made.accepted if c.fields["instruction"].startswith("Classify")]
    return balance(said, len(ANSWERS))


def without(recipe: Recipe, gate: str) -> Recipe:
    return replace(recipe, verify=tuple(part for part in recipe.verify if part.name != gate))


def inputs_first(recipe: Recipe) -> Recipe:
    """The same with classification tasks made as the others are."""
    first, turned = json.dumps([{"output": "text", "input": "text"}]), json.dumps([{"input": "text", "output": "text"}])
    return replace(recipe, plan=Part("steps", json.loads(json.dumps(recipe.plan.settings).replace(first, turned))))


def test_no_two_instructions_of_the_pool_are_alike_seeds_included():
    made = run(RECIPE, context_of(RECIPE, 150), World())
    assert made.stopped == "reached"
    assert most_alike(made) <= 0.7


def test_without_the_comparison_they_are():
    made = run(without(RECIPE, "duplicates"), context_of(RECIPE, 150), World())
    assert most_alike(made) > 0.7


def test_the_pool_grows_beyond_what_the_seeds_ask_for():
    made = run(RECIPE, context_of(RECIPE, 150), World())
    pairs = {tuple(text.split()[:2]) for text in pool(made)}
    assert len(pairs) > 3 * len(seeds())


def test_answers_of_classification_tasks_are_even_where_they_are_asked_for_first():
    made = run(RECIPE, context_of(RECIPE, 150), World())
    assert label_balance(made) == pytest.approx(1.0, abs=0.05)


def test_with_inputs_first_one_answer_is_everywhere():
    recipe = inputs_first(RECIPE)
    assert label_balance(run(recipe, context_of(recipe, 150), World())) == 0.0
    assert "answer first" in OUTPUT_FIRST.user


def test_a_prompt_shows_at_most_a_quarter_of_the_run_s_own():
    made = run(RECIPE, context_of(RECIPE, 150), World(), largest=8)
    own = [sum(name.startswith("own-") for name in draw.demonstrations) for draw, *_ in made.rows]
    assert own[0] == 0
    assert max(own) == 2
    assert all(len(draw.demonstrations) == 8 for draw, *_ in made.rows)


def test_a_prompt_shows_the_instructions_alone_and_numbered():
    model = World()
    seen = []
    run(RECIPE, context_of(RECIPE, 5), lambda ask: seen.append(ask) or model(ask))
    user = told(seen[0])
    assert "8. " in user
    assert "A few words on" not in user


def test_a_model_that_knows_no_more_tasks_ends_the_run():
    made = run(RECIPE, context_of(RECIPE, 600, most=1), World(knows=60), largest=256)
    assert made.stopped == "low_yield"
    assert len(pool(made)) < 72


def test_what_a_text_model_cannot_do_is_turned_away_and_counted():
    made = run(RECIPE, context_of(RECIPE, 60), World(unfit=0.3))
    gates = Counter(said[-1].gate for _d, _c, said in made.rows if said[-1].action == "reject")
    assert gates["instruction_form"] > 0
    assert not any("picture" in text for text in pool(made))


def test_instances_of_one_task_share_their_instruction():
    made = run(RECIPE, context_of(RECIPE, 60), World())
    each = Counter(candidate.fields["instruction"] for _draw, candidate in made.accepted)
    assert max(each.values()) == 3


def echoed(made: Made) -> int:
    return sum(one.fields["input"] == one.fields["response"] for _draw, one in made.accepted)


def test_an_answer_that_repeats_its_input_is_turned_away_and_counted():
    made = run(RECIPE, context_of(RECIPE, 60), World(echoes=0.3))
    gates = Counter(said[-1].gate for _d, _c, said in made.rows if said[-1].action == "reject")
    assert gates["instance_form"] > 10
    assert echoed(made) == 0


def test_without_its_gate_it_is_kept():
    assert echoed(run(without(RECIPE, "instance_form"), context_of(RECIPE, 60), World(echoes=0.3))) > 10
