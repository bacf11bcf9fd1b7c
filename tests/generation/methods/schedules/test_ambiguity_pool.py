"""WANLI's preparation looks at as many seeds as every pool, by the round's dice."""

from random import Random

import pytest

from generation.catalogue.rounds.wanli import RECIPE
from generation.methods.schedules import ambiguity
from generation.methods.schedules.ambiguity import Ambiguity
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Demonstration
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.worlds import WORDS

SEEDS = [Demonstration(str(i), {"text": f"{WORDS[LABELS[i % 3]]} {i}"}, {"topic": LABELS[i % 3]}) for i in range(120)]


@pytest.fixture
def looked_at(monkeypatch):
    seen, really = [], ambiguity._pool
    monkeypatch.setattr(ambiguity, "_pool", lambda seeds, question: seen.append(list(seeds)) or really(seeds, question))

    def by(most: int) -> list[Demonstration]:
        monkeypatch.setattr(ambiguity, "MOST", most)
        kit = RECIPE.prepare(context_of(RECIPE, 6)).kit
        Ambiguity(group=2).prepare(kit, 1, Known(support=SEEDS), Random(1))
        return seen.pop()

    return by


def test_all_seeds_where_they_are_few(looked_at):
    assert looked_at(120) == SEEDS


def test_of_more_as_many_as_a_pool_may_have_by_chance(looked_at):
    found = looked_at(60)
    assert len(found) == 60
    assert found != SEEDS[:60]
    assert found == looked_at(60)
