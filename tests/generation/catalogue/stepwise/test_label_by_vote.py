"""Votes on the label of what is there: the majority is right oftener than one vote, and its share is a confidence."""

from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.stepwise.label_by_vote import RECIPE
from generation.methods.context import Item
from generation.methods.plans.steps.tools.reasoning import agree
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import LABELS, SPEC, context_of, run
from tests.generation.catalogue.problems import Solver, user
from tests.generation.catalogue.switching import changed

TRUE = {f"text number {i} of the news": LABELS[i % 3] for i in range(300)}
ITEMS = [Item(str(i), {"text": text}) for i, text in enumerate(TRUE)]


class Voter(Solver):
    """Right with a chance that depends on the text: three in ten texts are hard."""

    def label(self, ask, rng):
        text = next(text for text in TRUE if f"{text}\n" in user(ask))
        chance = 0.45 if Random(text).random() < 0.3 else 0.9
        said = TRUE[text] if rng.random() < chance else rng.choice([name for name in LABELS if name != TRUE[text]])
        return {"reason": "because " * rng.randint(1, 5), "said": said}


def accuracy(made, *, reviewed: bool | None = None) -> float:
    rows = [one for _draw, one in made.accepted if reviewed is None or bool(one.review) is reviewed]
    return sum(one.labels[0].label == TRUE[f"text number {one.item} of the news"] for one in rows) / len(rows)


ONE = 0.7 * 0.9 + 0.3 * 0.45  # how often a vote of this model is right


def test_a_majority_is_right_oftener_than_one_vote():
    made = run(RECIPE, context_of(RECIPE, 300, votes=9), Voter(), items=ITEMS)
    assert accuracy(made) > ONE + 0.08


def test_with_one_vote_it_is_not_and_no_share_tells_what_is_wrong():
    recipe = changed(RECIPE, "ask", "label", times=1)
    made = run(recipe, context_of(recipe, 300), Voter(), items=ITEMS)
    assert accuracy(made) == pytest.approx(ONE, abs=0.05)
    assert len({one.labels[0].probability for _draw, one in made.accepted}) == 1


def test_what_few_votes_agree_on_goes_to_a_person_and_is_wrong_oftener():
    made = run(RECIPE, context_of(RECIPE, 300, share=0.7), Voter(), items=ITEMS)
    assert accuracy(made, reviewed=False) > accuracy(made, reviewed=True) + 0.2


def test_labels_are_stored_for_the_item_with_the_share_and_a_reason():
    made = run(RECIPE, context_of(RECIPE, 10), Voter(), items=ITEMS)
    for draw, one in made.accepted:
        assert one.item == draw.item
        assert not one.fields
        assert one.labels[0].probability in (0.4, 0.6, 0.8, 1.0)
        assert one.labels[0].rationale.startswith("because")


def test_a_label_called_none_is_a_vote_like_any_other():
    class Nobody(Solver):
        def label(self, ask, rng):
            return {"reason": "it fits nothing", "said": "none" if rng.random() < 0.8 else "Sports"}

    labels = [{"name": "none"}, {"name": "Sports"}]
    spec = TaskSpec.from_json(SPEC.to_json() | {"questions": [{"name": "topic", "labels": labels}], "rules": []})
    made = run(RECIPE, replace(context_of(RECIPE, 10, votes=9), spec=spec), Nobody(), items=ITEMS[:10])
    assert made.labels == ["none"] * 10
    assert agree(["none", "none", "Sports"], ["", "", ""], exact=True)["answer"] == "none"
