"""What FreeAL's later rounds are prepared from: examples on which student and model agree, until labels stay."""

from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.rounds.freeal import RECIPE
from generation.methods.context import Item
from generation.methods.schedules.agreement import Agreement
from generation.methods.schedules.schedule import Known, Made, RoundStops
from tests.generation.catalogue.driving import LABELS, context_of
from tests.generation.catalogue.worlds import FILLER, WORDS

NOISE = 0.25
TRUTH = {str(i): LABELS[i % 3] for i in range(300)}


@pytest.fixture(scope="module")
def made() -> list[Made]:
    """What a model labelled that errs on a quarter."""
    rng, found = Random(5), []
    for name, label in TRUTH.items():
        text = " ".join([*rng.sample(WORDS[label].split(), 4), *rng.choices(FILLER, k=8)])
        wrong = rng.choice([one for one in LABELS if one != label])
        found.append(Made(name, {"text": text}, wrong if rng.random() < NOISE else label, 3))
    return found


def prepared(made: list[Made], number: int, **settings) -> dict:
    kit = RECIPE.prepare(context_of(RECIPE, len(made))).kit
    return Agreement(**settings).prepare(kit, number, Known(made=made), Random(1))


def changing(made: list[Made], count: int) -> list[Made]:
    """The same, of which `count` had another label before."""
    others = [next(one for one in LABELS if one != row.label) for row in made[:count]]
    return [*(replace(row, before=other) for row, other in zip(made, others, strict=False)), *made[count:]]


def test_of_labels_of_which_a_quarter_is_wrong_only_right_ones_become_examples(made):
    pool = prepared(made, 3)["pool"]
    assert len(pool) >= 30
    right = [TRUTH[one["sample_id"]] == one["labels"]["topic"] for one in pool]
    assert sum(right) / len(right) > 0.97


def test_it_stops_where_fewer_than_one_label_in_a_hundred_changed(made):
    assert prepared(changing(made, 3), 4)["report"]["changed"] == 3
    with pytest.raises(RoundStops, match="Fewer than one label in a hundred"):
        prepared(changing(made, 2), 4)
    assert prepared(made, 3)["draws"]  # no label was asked for twice before


@pytest.mark.parametrize(("labelled", "new"), [(60, 0), (55, 5)])
def test_of_a_larger_pool_a_later_round_labels_no_more_than_the_run_is_to_label(made, labelled, new):
    kit = RECIPE.prepare(context_of(RECIPE, 60)).kit
    pool = [Item(one.sample_id, one.fields) for one in made[:200]]
    known = Known(made=made[:labelled], items=pool)
    asked = {draw["item"] for draw in Agreement().prepare(kit, 3, known, Random(1))["draws"]}
    before = {one.sample_id for one in made[:labelled]}
    assert 0 < len(asked & before) < labelled
    assert len(asked - before) == new


def test_where_there_was_nothing_to_label_that_is_said_and_not_that_all_is_clean():
    with pytest.raises(RoundStops, match="No sample was there to be labelled"):
        prepared([], 3)
