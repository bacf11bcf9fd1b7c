"""Annotating with the most similar seeds: on a model that goes by the examples it is shown."""

import re
from dataclasses import replace
from random import Random

from generation.catalogue.demonstrations.kate import RECIPE
from generation.methods.context import Item
from generation.methods.parts import Part
from generation.methods.steps import Answer
from tests.generation.catalogue.demonstrations.imitating import FRESH, SEEDS
from tests.generation.catalogue.driving import LABELS, context_of, run
from tests.generation.catalogue.test_simulated import Simulated

AT_RANDOM = replace(RECIPE, demonstrations=Part("mixed_label", {"k": "$demonstrations"}))
ITEMS = [Item(str(place), seed.fields) for place, seed in enumerate(FRESH)]
TRUTH = [seed.labels["topic"] for seed in FRESH]
SHOWN = re.compile(r"Example \d+:\n<text>\n(.+?)\n</text>\nIts label: (\w+)", re.DOTALL)


class Reader:
    """Gives the label of an example that shares a topic with the item; without one it guesses."""

    def __init__(self):
        self.asked = 0

    def __call__(self, ask):
        self.asked += 1
        user = ask.messages[-1]["content"]
        item = set(re.findall(r"<text>\n(.+?)\n</text>", user, re.DOTALL)[-1].split())
        told = next((label for text, label in SHOWN.findall(user) if len(item & set(text.split())) > 7), None)
        label = told or Random(self.asked).choice(LABELS)
        return Answer({name: label if name == "label" else "" for name in ask.schema["properties"]} | {"rule": "none"})


def made_with(recipe=RECIPE, model=None, items=ITEMS, **settings):
    context = replace(context_of(recipe, len(items), **settings), support=SEEDS)
    return run(recipe, context, model or Reader(), items=list(items))


def right(made) -> float:
    said = {candidate.item: candidate.labels[0].label for _draw, candidate in made.accepted}
    return sum(said.get(str(place)) == label for place, label in enumerate(TRUTH)) / len(TRUTH)


def test_labels_are_better_than_with_as_many_random_examples():
    assert right(made_with()) > 0.95
    assert right(made_with(AT_RANDOM)) < 0.8


def test_every_example_comes_from_the_item_s_own_cluster():
    known = {seed.sample_id: seed for seed in SEEDS}
    for draw, _candidate, _said in made_with(demonstrations=2).rows:
        own = re.search(r"\b(world|sports|tech)\d", draw.item_fields["text"]).group()
        assert all(own in known[name].fields["text"] for name in draw.demonstrations)


def test_the_nearest_stands_last_next_to_the_item():
    draw = made_with().rows[0][0]
    assert draw.chosen["scores"] == sorted(draw.chosen["scores"])


def test_an_item_s_own_twin_is_never_shown():
    twins = [Item(str(place), seed.fields) for place, seed in enumerate(SEEDS)]
    known = {seed.sample_id: seed.fields["text"] for seed in SEEDS}
    for draw, _candidate, _said in made_with(items=twins).rows:
        assert draw.item_fields["text"] not in {known[name] for name in draw.demonstrations}


def test_it_fills_a_run_on_the_simulated_model():
    assert made_with(model=Simulated(), items=ITEMS[:20]).stopped == "reached"
