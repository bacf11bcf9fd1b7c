"""Annotating with the most similar seeds: on a model that goes by the examples it is shown."""

import re
from collections import Counter
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


def most_of_one_label(**settings) -> int:
    known = {seed.sample_id: seed.labels["topic"] for seed in SEEDS}
    made = made_with(items=ITEMS[:12], **settings)
    return max(max(Counter(map(known.get, draw.demonstrations)).values()) for draw, _one, _said in made.rows)


def test_no_label_has_more_examples_in_a_prompt_than_it_may():
    assert most_of_one_label(per_label=2) == 2
    assert most_of_one_label() == 5


def test_the_nearest_stands_last_next_to_the_item():
    draw = made_with().rows[0][0]
    assert draw.chosen["scores"] == sorted(draw.chosen["scores"])


def test_an_item_s_own_twin_is_never_shown():
    twins = [Item(str(place), seed.fields) for place, seed in enumerate(SEEDS)]
    known = {seed.sample_id: seed.fields["text"] for seed in SEEDS}
    for draw, _candidate, _said in made_with(items=twins).rows:
        assert draw.item_fields["text"] not in {known[name] for name in draw.demonstrations}


class Inventor(Reader):
    """Quotes what does not stand in the item."""

    def __call__(self, ask):
        answer = super().__call__(ask)
        return replace(answer, fields=answer.fields | {"quote": "nobody ever wrote this"})


def test_a_made_up_quote_asks_for_a_person():
    made = made_with(model=Inventor(), items=ITEMS[:6])
    assert {said[-1].gate for _draw, _one, said in made.rows if said[-1].action == "review"} == {"quote_literal"}


def test_it_fills_a_run_on_the_simulated_model():
    assert made_with(model=Simulated(), items=ITEMS[:20]).stopped == "reached"
