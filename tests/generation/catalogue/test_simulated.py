"""The recipes on the built-in simulated model: it reads the rendered messages only."""

import json
from random import Random

import pytest

from generation.catalogue.registry import RECIPES
from generation.llm.simulator.answers import Model
from generation.llm.simulator.knobs import Knobs
from generation.methods.conditions import CONTEXT, SIMILAR
from generation.methods.measures.balance import balance
from generation.methods.steps import Answer
from tests.generation.catalogue.driving import LABELS, context_of, run


class Simulated:
    """Answers each ask with a seed of its own, as the engine does."""

    def __init__(self, **knobs):
        self.knobs, self.asked = Knobs(**knobs), 0

    def __call__(self, ask) -> Answer:
        self.asked += 1
        written = Model(list(ask.messages), self.knobs, Random(self.asked)).answer(ask.schema)
        return Answer(json.loads(written.content), written.content)


def test_texts_are_about_the_topic_that_they_were_asked_for():
    """ClinGen turns away what never names its topic: nearly all do."""
    made = run(RECIPES["clingen"], context_of(RECIPES["clingen"], 60), Simulated())
    assert made.stopped == "reached"
    assert len(made.rows) < 60 * 1.5


@pytest.mark.parametrize("name", ["attrprompt", "zerogen"])
def test_it_fills_a_run(name):
    made = run(RECIPES[name], context_of(RECIPES[name], 30), Simulated())
    assert made.stopped == "reached"
    assert balance(made.labels, len(LABELS)) == pytest.approx(1.0)


def test_it_proposes_attributes_and_lists_values_of_the_right_label():
    made = run(RECIPES["attrprompt"], context_of(RECIPES["attrprompt"], 3), Simulated())
    titles = [d.title for d in made.context.scope.dimensions if d.kind != SIMILAR]
    assert titles == ["Length", "Sub-topic", "Style", "Location", "Time"]
    topics = made.context.scope.dimension("sub-topic")
    assert any("champions" in value.text for value in topics.values if value.label == "Sports")


def test_it_names_short_things_to_write_about():
    made = run(RECIPES["zerogen"], context_of(RECIPES["zerogen"], 30), Simulated())
    named = [value.text for d in made.context.scope.of_kind(CONTEXT) for value in d.values]
    assert len(set(named)) == 17
    assert all(len(text) < 120 for text in named)
