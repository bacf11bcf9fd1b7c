"""Preference pairs: a judge that likes the first place must not decide."""

import json
import re
from dataclasses import dataclass, replace
from random import Random

from generation.catalogue.future.preference_pairs import RECIPE
from generation.methods.steps import Answer
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import context_of, run
from tests.generation.catalogue.test_simulated import Simulated

SPEC = TaskSpec.from_json(
    {
        "purpose": "Compare answers of an assistant.",
        "role": "a helpful clerk",
        "fields": [{"name": "prompt"}, {"name": "answer_a"}, {"name": "answer_b"}],
        "questions": [{"name": "better", "labels": [{"name": "A"}, {"name": "B"}]}],
        "rules": [{"id": "R1", "text": "Say please."}, {"id": "R2", "text": "Say thanks."}],
    }
)


@dataclass
class Assistant:
    """Keeps a rule that its prompt names. As a judge it is biased to one place in a share of all pairs."""

    bias: float = 0.0
    asked: int = 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        rng = Random(self.asked)
        user, wanted = ask.messages[-1]["content"], ask.schema["properties"]
        said = dict.fromkeys(wanted, "")
        if "values" in wanted:
            said["values"] = [f"thing {i}" for i in range(30)]
        elif "request" in wanted:
            said["request"] = f"Tell me about {user.split('about this: ')[1].splitlines()[0]} {rng.random()}"
        elif "better" in wanted:
            said["better"] = self.judged(user, rng)
        else:
            polite = re.search(r"Say (please|thanks)\.\n", user)
            said[next(iter(wanted))] = f"answer {rng.random()} {polite.group(1) if polite else ''}".strip()
        return Answer(said, json.dumps(said), probability=0.8 if ask.probability_of else None)

    def judged(self, user: str, rng: Random) -> str:
        if rng.random() < self.bias:
            return "first"
        word = re.search(r"Rule: R\d: Say (\w+)", user).group(1)
        return "first" if word in user.split("<second>")[0].split("<first>")[1] else "second"


def pairs(model, count: int = 60, **params):
    context = replace(context_of(RECIPE, count, **params), spec=SPEC, seed=3)
    return run(RECIPE, context, model).accepted


def right(made) -> float:
    """Of the labelled pairs, those whose better answer is the one that was told the rule."""
    labelled = [candidate for _draw, candidate in made if candidate.labels]
    told = (c.kept[f"answer_{c.labels[0].label.lower()}_was"] == "careful" for c in labelled)
    return sum(told) / len(labelled)


def test_only_what_is_the_same_in_both_orders_becomes_a_label():
    made = pairs(Assistant(bias=0.4))
    assert right(made) >= 0.9
    undecided = [candidate for _draw, candidate in made if not candidate.labels]
    assert 0.1 < len(undecided) / len(made) < 0.6
    assert all(candidate.review and set(candidate.kept["judged"]) == {"first"} for candidate in undecided)


def test_judged_in_one_order_a_bias_becomes_a_label():
    made = pairs(Assistant(bias=0.4), swap=False)
    assert right(made) < 0.87
    assert all(candidate.labels for _draw, candidate in made)


def test_the_better_answer_stands_as_often_in_either_place():
    labels = [candidate.labels[0].label for _draw, candidate in pairs(Assistant())]
    assert 0.3 < labels.count("A") / len(labels) < 0.7
    assert right(pairs(Assistant())) == 1.0


def test_each_pair_is_judged_by_a_rule_of_the_codebook_that_is_kept_beside_it():
    made = pairs(Assistant())
    assert {candidate.kept["principle"] for _draw, candidate in made} == {"R1: Say please.", "R2: Say thanks."}
    assert set(made[0][1].fields) == {"prompt", "answer_a", "answer_b"}
    assert made[0][1].labels[0].probability == 0.8


def test_a_codebook_without_rules_cannot_be_used():
    context = replace(context_of(RECIPE, 5), spec=TaskSpec.from_json({**SPEC.to_json(), "rules": []}))
    assert RECIPE.prepare(context).bars.what == "rules"


def test_it_fills_a_run_on_the_simulated_model():
    made = pairs(Simulated(), count=12)
    assert len(made) == 12
    assert any(candidate.labels for _draw, candidate in made)


def test_the_other_answer_and_nothing_else_is_the_second_models():
    asked = []
    model = Assistant()
    pairs(lambda ask: asked.append(ask) or model(ask), count=10)
    steps = {(ask.template.split("@")[0].partition(".")[2], ask.model) for ask in asked}
    assert steps >= {("careful", "first"), ("free", "second"), ("judge", "first")}
    assert {step for step, named in steps if named == "second"} == {"free"}
