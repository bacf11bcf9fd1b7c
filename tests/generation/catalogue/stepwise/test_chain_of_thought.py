"""Several solutions, reasons first: how many agree says how sure an answer is. Not so with the answer first."""

from collections import defaultdict
from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.stepwise.chain_of_thought import RECIPE
from generation.methods.parts import Part, PartError
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.problems import SUM, Solver, context_of, sum_of, truth, user

RIGHT = {1: 0.95, 2: 0.8, 3: 0.6, 4: 0.4}  # the chance of a chain, by the number of operators


class Reasoner(Solver):
    """Reasons, and is wrong now here, now there; without reasons first it blurts out the same guess each time."""

    def problem(self, ask, rng):
        return {"question": sum_of(rng, rng.randint(1, 4))}

    def solve(self, ask, rng):
        question = SUM.search(user(ask)).group()
        thinks_first = list(ask.schema["properties"])[0] == "reasoning"
        guess = rng if thinks_first else Random(question)
        operators = sum(question.count(sign) for sign in "+*-")
        right = guess.random() < (RIGHT[operators] if thinks_first else 0.5)
        answer = truth(question) + (0 if right else guess.randint(1, 9))
        return {"reasoning": "so " * rng.randint(1, 20), "answer": f"{answer}."}


def answer_first():
    """The recipe with the keys of the solution in the wrong order."""
    steps = list(RECIPE.plan.settings["steps"])
    steps[1] = {"ask": {**steps[1]["ask"], "gives": {"answer": "text", "reasoning": "text"}}}
    return replace(RECIPE, plan=Part("steps", {"steps": steps}))


def accuracies(made) -> list[float]:
    """The share of right answers in five bins of the majority's share, from the least sure; empty bins left out."""
    bins = defaultdict(list)
    for _draw, one in made.accepted:
        right = int(one.fields["answer"].rstrip(".")) == truth(one.fields["question"])
        bins[min(int(one.kept["share"] * 5), 4)].append(right)
    return [sum(bins[i]) / len(bins[i]) for i in sorted(bins)]


def calibrated(made) -> bool:
    found = accuracies(made)
    return len(found) > 1 and found == sorted(found) and found[-1] - found[0] > 0.3


def test_the_more_solutions_agree_the_oftener_the_answer_is_right():
    made = run(RECIPE, context_of(RECIPE, 400), Reasoner())
    assert calibrated(made), accuracies(made)


def test_with_the_answer_before_the_reasons_agreement_says_nothing():
    recipe = answer_first()
    made = run(recipe, context_of(recipe, 400), Reasoner())
    assert not calibrated(made), accuracies(made)


def test_few_that_agree_go_to_a_person():
    made = run(RECIPE, context_of(RECIPE, 100, share=0.7), Reasoner())
    assert all(bool(one.review) == (one.kept["share"] < 0.7) for _draw, one in made.accepted)
    assert 0 < sum(bool(one.review) for _draw, one in made.accepted) < 100


def test_the_shortest_chain_of_the_majority_is_kept_unless_the_recipe_says_no():
    made = run(RECIPE, context_of(RECIPE, 20), Reasoner())
    assert all(one.kept["reasoning"].startswith("so") for _draw, one in made.accepted)
    made = run(RECIPE, context_of(RECIPE, 20, keep_reasoning=False), Reasoner())
    assert all(one.kept["reasoning"] == "" for _draw, one in made.accepted)


def test_a_verified_label_is_given_where_the_lead_named_one():
    made = run(RECIPE, context_of(RECIPE, 5, verified_label="verified"), Reasoner())
    assert made.labels == ["verified"] * 5
    for _draw, one in made.accepted:
        assert one.labels[0].probability == one.kept["share"] == one.kept["votes"][0] / 5
        assert one.labels[0].rationale == one.kept["reasoning"] != ""
    assert all(not one.labels for _draw, one in run(RECIPE, context_of(RECIPE, 5), Reasoner()).accepted)


def test_a_label_that_there_is_not_is_named_before_anything_is_paid():
    with pytest.raises(PartError, match="Did you mean “verified”"):
        _ = RECIPE.prepare(context_of(RECIPE, 5, verified_label="verifed")).bars


def test_the_order_of_the_keys_survives_the_document():
    step = from_yaml(to_yaml(RECIPE)).plan.settings["steps"][1]["ask"]
    assert list(step["gives"]) == ["reasoning", "answer"]
