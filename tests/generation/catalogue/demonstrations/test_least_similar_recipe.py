"""Examples unlike what was generated: the texts of a run spread over the topics of the seeds instead of converging."""

from dataclasses import replace

import pytest

from generation.catalogue.demonstrations.least_similar import RECIPE
from generation.methods.demonstrations import selectors
from generation.methods.measures.pairwise_similarity import pairwise_similarity
from generation.methods.parts import Part
from generation.methods.steps import Demonstration
from generation.methods.students.features import text_features
from tests.generation.catalogue.demonstrations.imitating import SEEDS, TOPICS, Imitator, read, seed
from tests.generation.catalogue.driving import LABELS, context_of, run
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.catalogue.worlds import World

AT_RANDOM = replace(RECIPE, demonstrations=Part("same_label", {"k": "$demonstrations"}))
#: Most seeds are about one topic, as they are where they were not chosen with care.
NUMBERS = [*range(1, TOPICS), *range(200, 200 + 18 * TOPICS, TOPICS)]
LOPSIDED = tuple(seed(label, number) for label in LABELS for number in NUMBERS)


def made_with(recipe=RECIPE, count=240, model=None, seeds=SEEDS, **settings):
    settings = {"demonstrations": 2} | settings
    context = replace(context_of(recipe, count, **settings), support=seeds)
    return run(recipe, context, model or Imitator(slips=0), largest=24)


def alike(made) -> float:
    """Mean similarity of the last hundred texts within a label."""
    last = made.accepted[-100:]
    vectors = text_features([one.text for _draw, one in last])
    return pairwise_similarity(vectors, [one.labels[0].label for _draw, one in last]).within


def faithful(made) -> float:
    return sum(read(one.text) == one.labels[0].label for _draw, one in made.accepted) / len(made.accepted)


@pytest.fixture
def without_reservoir(monkeypatch):
    monkeypatch.setattr(selectors.LeastSimilar, "reservoir", False)


def test_later_texts_are_less_alike_than_with_random_examples_and_as_faithful():
    least, random = made_with(seeds=LOPSIDED), made_with(AT_RANDOM, seeds=LOPSIDED)
    assert alike(least) < 0.95 * alike(random)
    assert faithful(least) >= faithful(random) - 0.01


def test_without_the_reservoir_the_same_examples_come_again_and_again(without_reservoir):
    made = made_with(seeds=LOPSIDED)
    assert len({draw.demonstrations for draw, _one, _said in made.rows}) == 3
    assert alike(made) > 0.95 * alike(made_with(AT_RANDOM, seeds=LOPSIDED))


def test_what_decided_is_recorded():
    draw = made_with(count=60).rows[-1][0]
    assert draw.chosen["by"] == "least_similar@1"
    assert draw.chosen["why"] == ["unlike the shown", "unlike the chosen"]
    assert 0 < draw.chosen["scores"][0] < 1


def test_the_same_seed_shows_the_same():
    first, second = made_with(count=80), made_with(count=80)
    assert [row[0] for row in first.rows] == [row[0] for row in second.rows]


def test_it_fills_a_run_on_the_simulated_model():
    assert made_with(count=30, model=Simulated()).stopped == "reached"


@pytest.mark.parametrize(("relevant_from", "kinds"), [(0.0, {"near", "far"}), (0.2, {"near"})])
def test_seeds_that_are_too_unlike_the_label_are_never_shown(relevant_from, kinds):
    near = [Demonstration(f"near-{label}", {"text": f"about {label}"}, {"topic": label}) for label in LABELS]
    far = [Demonstration(f"far-{label}", {"text": "pebbles lanterns quilts"}, {"topic": label}) for label in LABELS]
    made = made_with(count=24, model=World(), seeds=(*near, *far), relevant_from=relevant_from, demonstrations=1)
    shown = {name for draw, _made, _said in made.rows for name in draw.demonstrations}
    assert {name.split("-")[0] for name in shown} == kinds
