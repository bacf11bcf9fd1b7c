from collections import Counter
from dataclasses import dataclass, replace
from random import Random

import pytest

from generation.catalogue.demonstrations.lab import RECIPE
from generation.catalogue.recipe import Recipe
from generation.methods.parts import Part
from generation.methods.steps import Answer, Ask, Demonstration
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import answered, context_of, step_of, told

WORDS = {
    "skills › haiku": ["moon", "petal", "silence", "frost"],
    "knowledge › ferries": ["harbour", "deck", "tide", "anchor"],
    "knowledge › tax": ["invoice", "deadline", "refund", "levy"],
    "skills › letters": ["regards", "envelope", "stamp", "greeting"],
}
LEAVES = tuple(WORDS)


def seeds() -> tuple[Demonstration, ...]:
    made = []
    for number in range(12):
        leaf = LEAVES[number % 4]
        fields = {"instruction": f"Ask {number} about {WORDS[leaf][number % 3]}", "input": "", "response": "Yes."}
        made.append(Demonstration(f"s{number:02}", fields, {"quality": "good"}, {"leaf": leaf}))
    return tuple(made)


@dataclass
class World:
    """Writes about the words of the examples that it is shown; shown several subjects it falls back on its favourite.
    The judges are harder on some leaves: of `hard` leaves only every third question is usable."""

    hard: tuple[str, ...] = ()
    low: float = 0.0
    asked: int = 0

    def __call__(self, ask: Ask) -> Answer:
        self.asked += 1
        rng, user, step = Random(self.asked), told(ask), step_of(ask)
        if step == "questions":
            shown = {leaf for leaf, words in WORDS.items() if any(word in user for word in words)}
            leaf = shown.pop() if len(shown) == 1 else LEAVES[0]
            return answered({"questions": [self.question(leaf, rng) for _ in range(10)]})
        if step == "judge_question":
            hard = any(leaf in user for leaf in self.hard)
            return answered({"reason": "", "usable": not hard or self.asked % 3 == 0})
        if step == "judge_pair":
            return answered({"reason": "", "score": "1" if rng.random() < self.low else "3"})
        return answered({"response": f"{step} {rng.random()}"})

    def question(self, leaf: str, rng: Random) -> dict:
        words = " ".join(f"{rng.choice(WORDS[leaf])}-{rng.randrange(10**6)}" for _ in range(4))
        return {"question": f"What of {words}?", "manner": "creative" if leaf.startswith("skills") else "precise"}


def made(recipe: Recipe = RECIPE, model: World | None = None, count: int = 200) -> Made:
    return run(recipe, context_of(recipe, count, support=seeds()), model or World(), largest=8)


def shares(found: Made) -> dict[str, float]:
    counts = Counter(dict(draw.conditions)["leaf"] for draw, _candidate in found.accepted)
    return {leaf: counts[leaf] / len(found.accepted) for leaf in LEAVES}


def focus(found: Made) -> float:
    """The share of samples that speak of their own leaf."""
    own = [
        any(word in candidate.fields["instruction"] for word in WORDS[dict(draw.conditions)["leaf"]])
        for draw, candidate in found.accepted
    ]
    return sum(own) / len(own)


def test_each_leaf_gets_its_share_although_judges_are_harder_on_one():
    found = made(model=World(hard=LEAVES[:1]))
    assert all(share == pytest.approx(0.25, rel=0.1) for share in shares(found).values())


def test_without_the_quota_it_does_not():
    found = made(replace(RECIPE, allocator=Part("uniform")), World(hard=LEAVES[:1]))
    assert min(shares(found).values()) < 0.2


def test_a_prompt_shows_one_leaf_and_its_questions_are_about_it():
    assert focus(made()) == 1.0


def test_with_seeds_of_all_leaves_mixed_the_favourite_one_comes_back():
    mixed = replace(RECIPE, demonstrations=Part("same_label", {"k": "$shown"}))
    assert focus(made(mixed)) < 0.6


def test_what_each_judge_turns_away_is_counted():
    found = made(model=World(hard=LEAVES[:1], low=0.2), count=60)
    why = Counter(candidate.problem for _draw, candidate, _said in found.rows if candidate.problem)
    assert why["the question was judged unusable"] > 0
    assert why["the answer was judged too low"] > 0


def test_answers_are_written_in_the_manner_that_suits_the_question():
    found = made(count=40)
    for draw, candidate in found.accepted:
        manner = "creative" if dict(draw.conditions)["leaf"].startswith("skills") else "precise"
        assert candidate.fields["response"].startswith(f"answer_{manner}")


def test_an_answer_is_asked_for_to_one_question_about_its_leaf():
    asked, world = [], World()

    def model(ask):
        asked.append((ask, world(ask)))
        return asked[-1][1]

    made(model=model, count=40)
    questions = [
        one["question"] for ask, said in asked if step_of(ask) == "questions" for one in said.fields["questions"]
    ]
    answers = [told(ask) for ask, _said in asked if step_of(ask).startswith("answer_")]
    assert {step_of(ask) for ask, _said in asked} >= {"answer_precise", "answer_creative"}
    assert all(any(text in prompt for text in questions) for prompt in answers)
    assert all(any(leaf in prompt for leaf in LEAVES) for prompt in answers)


def test_seeds_without_a_leaf_are_not_enough():
    bare = tuple(replace(seed, known={}) for seed in seeds())
    assert RECIPE.prepare(context_of(RECIPE, 4, support=bare)).lacks.what == "leaf"
