import numpy as np
import pandas as pd
import pytest

from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.percent import percent_agreement
from annotation.methods.judges.beside_people import FEW_ITEMS, beside_people


def table(first, second, model) -> pd.DataFrame:
    return pd.DataFrame({"item": range(len(first)), "first": first, "second": second, "model": model})


@pytest.fixture
def noisy() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    truth = rng.integers(0, 3, 200)
    said = [np.where(rng.random(200) < right, truth, rng.integers(0, 3, 200)) for right in (0.9, 0.85, 0.6)]
    return table(*said)


def pairs(answers: pd.DataFrame, *sides: tuple[str, str]) -> pd.DataFrame:
    """labels(item, annotator, label), each pair of sides as items of its own."""
    parts = [
        answers.assign(item=answers["item"] + 1000 * number, annotator=name, label=answers[name])
        for number, pair in enumerate(sides)
        for name in pair
    ]
    return pd.concat(parts)[["item", "annotator", "label"]]


def test_it_is_the_statistic_by_which_people_are_held_to_each_other(noisy):
    found = beside_people(noisy)
    people, model = pairs(noisy, ("first", "second")), pairs(noisy, ("first", "model"), ("second", "model"))
    for name, statistic in (("percent", percent_agreement), ("alpha", krippendorff_alpha)):
        assert found[name].people.value == pytest.approx(statistic(people).value)
        assert found[name].model.value == pytest.approx(statistic(model).value)


def test_numbers_are_held_to_each_other_by_their_distance(noisy):
    found = beside_people(noisy, scale="interval")["alpha"]
    expected = krippendorff_alpha(pairs(noisy, ("first", "model"), ("second", "model")), scale="interval")
    assert found.model.value == pytest.approx(expected.value)


def test_the_difference_is_paired(noisy):
    found = beside_people(noisy)["percent"]
    assert found.difference.value == pytest.approx(found.model.value - found.people.value)
    assert found.difference.low < found.difference.value < found.difference.high < 0


def test_a_model_that_answers_like_the_second_person_differs_in_nothing(noisy):
    alike = noisy.assign(model=noisy["second"])
    found = beside_people(alike)["percent"]
    # As often as people with each other on one side, always on the other.
    assert found.model.value == pytest.approx((found.people.value + 1) / 2)


def test_who_is_first_and_what_labels_are_called_changes_nothing(noisy):
    turned = beside_people(noisy.rename(columns={"first": "second", "second": "first"}))
    renamed = beside_people(noisy.replace({0: "c", 1: "a", 2: "b"}))
    for other in (turned, renamed):
        assert other["alpha"].difference.value == pytest.approx(beside_people(noisy)["alpha"].difference.value)


def test_all_alike_has_an_interval_and_no_alpha():
    found = beside_people(table(["a"] * 30, ["a"] * 30, ["a"] * 30))
    assert (found["percent"].people.value, found["percent"].people.high) == (1.0, 1.0)
    assert found["percent"].people.low == pytest.approx(0.886, abs=0.001)
    assert (found["alpha"].people.value, found["alpha"].people.reason) == (None, "no variation")


def test_few_items_say_why_there_is_nothing(noisy):
    found = beside_people(noisy.head(19))["percent"].difference
    assert (found.value, found.n, found.reason) == (None, 19, FEW_ITEMS)


def test_the_difference_covers_what_is_true():
    """People right in .9 of cases, the model in .8, on two labels: equal .82, and .74 with it; 95 % of 200 samples."""
    rng, covered = np.random.default_rng(3), 0
    for _ in range(200):
        said = [(rng.random(150) < right).astype(int) for right in (0.9, 0.9, 0.8)]
        found = beside_people(table(*said))["percent"].difference
        covered += found.low <= -0.08 <= found.high
    assert 184 <= covered <= 197
