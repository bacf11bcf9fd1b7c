"""Problems as long as asked for, right because programs agree, made from examples that grow longer themselves."""

import re
from collections import Counter
from dataclasses import replace

from generation.catalogue.rounds.synthetic_prompting import BACKWARD, RECIPE
from generation.methods.steps import Demonstration
from generation.methods.templates import Template
from generation.methods.tools.agreement import agrees, canonical
from generation.methods.tools.calculator import decimal
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.problems import SUM, Solver, context_of, sum_of, truth, user
from tests.generation.catalogue.switching import changed, without

SEEDS = tuple(
    Demonstration(
        str(i),
        {"question": f"Apple no. {i}: What is {i} + 2 * 3?", "answer": "a = 2 * 3\nb = a + 1\nThe answer is: 7"},
        {},
    )
    for i in range(2, 6)
)


class Imitator(Solver):
    """Takes as many steps as the prompt says, else as many as its examples; three of ten programs are wrong."""

    def __init__(self):
        super().__init__()
        self.programs = []

    def backward(self, ask, rng):
        text = user(ask)
        said = re.search(r"no fewer: (\d+)", text)
        steps = int(said.group(1)) if said else 2
        noun = re.search(r"must use: (.+)", text).group(1)
        question = f"About {noun if rng.random() < 0.9 else 'it'}, {rng.randint(1, 10**6)}: {sum_of(rng, steps)}"
        return {"steps": ["step"] * steps, "question": question}

    def forward(self, ask, rng):
        parts = SUM.search(user(ask)).group(1).split()
        self.programs.append(rng.random() >= 0.3)
        total = truth(user(ask)) + (not self.programs[-1]) * rng.randint(1, 3)
        lines = [f"a{i} = {part}" for i, part in enumerate(parts[2::2])]
        return {"lines": [*lines[:-1], f"answer = {total} + 0"] + (["answer + 0"] if rng.random() < 0.2 else [])}


def made_by(recipe=RECIPE, count=100, **params):
    return run(recipe, replace(context_of(recipe, count, **params), support=SEEDS), Imitator())


def right(one) -> bool:
    return agrees(canonical(one.kept["answer"]), canonical(decimal(truth(one.fields["question"]))))


def precision(made) -> float:
    return sum(right(one) for _draw, one in made.accepted) / len(made.accepted)


def test_problems_of_every_length_from_the_seeds_to_four_steps_more():
    lengths = Counter(one.kept["complexity"] for _draw, one in made_by().accepted)
    assert all(lengths[n] >= 5 for n in range(2, 7)), lengths


def test_without_a_length_in_the_prompt_problems_stay_as_long_as_the_seeds():
    user_text = BACKWARD.user.replace("Steps, no more and no fewer: {complexity}", "")
    recipe = replace(RECIPE, templates=(Template(BACKWARD.name, 1, BACKWARD.system, user_text), RECIPE.templates[1]))
    lengths = Counter(one.kept["complexity"] for _draw, one in made_by(recipe).accepted)
    assert max(lengths) <= 3, lengths


def test_programs_that_agree_are_right_oftener_than_one_program():
    model = Imitator()
    made = run(RECIPE, replace(context_of(RECIPE, 60, programs=7), support=SEEDS), model)
    assert sum(model.programs) / len(model.programs) < 0.8
    assert precision(made) > 0.95


def test_where_half_of_the_programs_need_not_agree_some_are_wrong():
    recipe = without(changed(RECIPE, "do", "agree", settings={"share": 0.0}), "programs disagree")
    assert precision(made_by(recipe, programs=4)) < precision(made_by(programs=4))


def test_the_shortest_program_that_agrees_is_kept_and_the_drawn_word_is_used():
    for draw, one in made_by(count=40).accepted:
        assert dict(draw.conditions)["noun"] in one.fields["question"]
        assert one.fields["answer"].startswith(one.kept["program"])


def test_later_prompts_show_longer_problems_that_the_run_wrote():
    made = run(RECIPE, replace(context_of(RECIPE, 60), support=SEEDS), Imitator(), largest=20)
    assert not any(name.startswith("own-") for name in made.rows[0][0].demonstrations)
    assert any(name.startswith("own-") for name in made.rows[-1][0].demonstrations)


class Copyist(Imitator):
    """Hands in the question of an example, with the word that must be used, now and then."""

    def backward(self, ask, rng):
        made = super().backward(ask, rng)
        noun = re.search(r"must use: (.+)", user(ask)).group(1)
        shown = [text for seed in SEEDS if (text := seed.fields["question"]) in user(ask)]
        return made | ({"question": f"{rng.choice(shown)} {noun}"} if rng.random() < 0.3 else {})


def test_an_example_s_question_is_turned_away_by_its_gate():
    def copied(recipe) -> int:
        made = run(recipe, replace(context_of(recipe, 16), support=SEEDS), Copyist(), largest=16)
        return sum(one.fields["question"].startswith("Apple") for _draw, one in made.accepted)

    assert copied(RECIPE) == 0
    ungated = replace(RECIPE, verify=tuple(part for part in RECIPE.verify if part.name != "demonstration_copy"))
    assert copied(ungated) > 0


class Stammerer(Imitator):
    """Three of ten questions begin with the same five words twice."""

    def backward(self, ask, rng):
        made = super().backward(ask, rng)
        twice = "In a town far away, " * 2 if rng.random() < 0.3 else ""
        return made | {"question": twice + made["question"]}


def test_a_question_that_repeats_itself_is_turned_away_by_its_gate():
    def stammered(recipe) -> int:
        made = run(recipe, replace(context_of(recipe, 20), support=SEEDS), Stammerer())
        return sum("away, In a town" in one.fields["question"] for _draw, one in made.accepted)

    assert stammered(RECIPE) == 0
    ungated = replace(RECIPE, verify=tuple(part for part in RECIPE.verify if part.name != "repeated_run"))
    assert stammered(ungated) > 3
