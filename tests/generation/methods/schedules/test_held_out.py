"""Which texts are held out follows from the run's seed and from the texts, not from the numbers of a database."""

from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.demonstrations.progen import RECIPE
from generation.methods.demonstrations import influence
from generation.methods.demonstrations.choosing import Choosing
from generation.methods.demonstrations.selectors import SELECTORS
from generation.methods.schedules.feedback import Feedback
from generation.methods.schedules.schedule import Made
from generation.methods.steps import Demonstration
from tests.generation.catalogue.driving import LABELS, context_of

TEXTS = [f"text number {i} of the year {1900 + i}" for i in range(60)]


@pytest.fixture
def held_out(monkeypatch):
    def texts(seed: int, first_id: int) -> set[str]:
        made = [Made(str(first_id + i), {"text": text}, LABELS[i % 3]) for i, text in enumerate(TEXTS)]
        by_id, found = {one.sample_id: one.text for one in made}, []

        def select(_pool, want, *_more, **_said):
            found.extend(want.reference.ids)
            return []

        monkeypatch.setattr(influence, "select", select)
        Feedback()._chosen(made, seed, Random(1))
        return {by_id[name] for name in found}

    return texts


def test_they_are_the_same_in_another_database_and_others_under_another_seed(held_out):
    assert held_out(seed=1, first_id=1) == held_out(seed=1, first_id=5000) != set()
    assert held_out(seed=1, first_id=1) != held_out(seed=2, first_id=1)


def test_the_same_holds_for_seeds_that_a_selector_is_judged_by():
    def apart(seed: int, first_id: int) -> set[str]:
        seeds = [
            Demonstration(str(first_id + i), {"text": text}, {"topic": LABELS[i % 3]}) for i, text in enumerate(TEXTS)
        ]
        kit = RECIPE.prepare(replace(context_of(RECIPE, 6), seed=seed)).kit
        choosing = Choosing("influence", SELECTORS["influence"](), kit, [])
        _pool, reference = choosing._split(seeds)
        return {TEXTS[int(name) - first_id] for name in reference.ids}

    assert apart(1, 1) == apart(1, 5000) != set()
    assert apart(1, 1) != apart(2, 1)
