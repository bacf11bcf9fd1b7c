"""Your own examples: texts are more faithful and more like the real source; hardly one is a copy."""

from collections import Counter
from dataclasses import replace

from generation.catalogue.demonstrations.few_shot import RECIPE
from generation.methods.measures.leak import leak
from generation.methods.parts import Part
from tests.generation.catalogue.demonstrations.imitating import FRESH, REAL, SEEDS, Imitator, read
from tests.generation.catalogue.driving import context_of, run
from tests.generation.catalogue.test_simulated import Simulated

BARE = replace(RECIPE, demonstrations=Part("nothing"))


def made_with(model=None, recipe=RECIPE, count=150, **settings):
    return run(recipe, replace(context_of(recipe, count, **settings), support=SEEDS), model or Imitator())


def faithful(made) -> float:
    return sum(read(one.text) == one.labels[0].label for _draw, one in made.accepted) / len(made.accepted)


def manner(texts) -> float:
    """How often a text has a word that only the real source uses."""
    return sum(any(word in text.split() for word in REAL) for text in texts) / len(texts)


def copied(made) -> float:
    return leak(made.texts, [seed.fields["text"] for seed in SEEDS])


def test_texts_are_more_faithful_and_more_like_the_real_source_than_without_examples():
    shown, bare = made_with(), made_with(recipe=BARE)
    assert faithful(shown) > 0.95 > 0.85 > faithful(bare)
    real = manner([seed.fields["text"] for seed in FRESH])
    assert abs(manner(shown.texts) - real) < 0.5 < abs(manner(bare.texts) - real)


def test_copies_are_turned_away():
    assert copied(made_with(Imitator(copies=0.2))) < 0.01
    assert copied(made_with(Imitator(copies=0.2), check_copies=False)) > 0.05


def test_examples_are_of_the_label_and_none_is_overused():
    made = made_with()
    known = {seed.sample_id: seed for seed in SEEDS}
    uses = Counter(name for draw, _one, _said in made.rows for name in draw.demonstrations)
    assert max(uses.values()) <= 3 * sum(uses.values()) / len(SEEDS)
    for draw, _one, _said in made.rows:
        assert {known[name].labels["topic"] for name in draw.demonstrations} == {draw.labels["topic"]}


def test_it_needs_seeds():
    assert RECIPE.prepare(context_of(RECIPE, 1)).lacks.what == "seeds"


def test_it_fills_a_run_on_the_simulated_model():
    assert made_with(Simulated(), count=30).stopped == "reached"
