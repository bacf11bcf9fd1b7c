import numpy as np
import pytest

from annotation.methods.estimators.strata import by_size, most_strata, neyman, risk_strata, spreads


def test_the_known_split_of_three_hundred():
    spread = np.sqrt([0.01 * 0.99, 0.1 * 0.9, 0.4 * 0.6])
    assert neyman([7000, 2000, 1000], spread, 300).tolist() == [117, 101, 82]


def test_each_stratum_has_the_floor_or_all_its_rows():
    assert neyman([1000, 1000, 4], [0.0, 0.5, 0.5], 100).tolist() == [10, 86, 4]


def test_no_stratum_gives_more_rows_than_it_has():
    assert neyman([30, 1000], [0.5, 0.01], 200).tolist() == [30, 170]


def test_by_size_each_stratum_has_its_part_of_the_looks():
    assert by_size([7000, 2000, 1000], 300).tolist() == [210, 60, 30]
    assert by_size([7000, 2000, 20], 100).tolist() == [70, 20, 10]  # the floor


def test_without_any_spread_it_goes_by_size():
    assert neyman([900, 300], [0, 0], 120).tolist() == [90, 30]


def test_more_looks_than_rows_are_all_rows():
    assert neyman([20, 30], [0.1, 0.2], 500).tolist() == [20, 30]


@pytest.mark.parametrize("looks", [60, 97, 250, 999])
def test_the_looks_are_given_out_to_the_last(looks):
    rng = np.random.default_rng(looks)
    sizes = rng.integers(60, 400, 6)
    assert neyman(sizes, rng.random(6), looks).sum() == looks


def test_strata_are_quantiles_of_risk_within_a_label_riskier_ones_later():
    risk = np.tile(np.linspace(0, 1, 300), 2)
    strata = risk_strata(risk, ["a"] * 300 + ["b"] * 300)
    assert len(set(strata)) == 10
    assert set(strata[:300]) == {0, 1, 2, 3, 4}
    assert np.bincount(strata).tolist() == [60] * 10
    assert (np.diff(strata[:300]) >= 0).all()


def test_rare_labels_have_fewer_strata_and_many_labels_are_not_told_apart():
    assert np.bincount(risk_strata(np.zeros(340), ["a"] * 300 + ["b"] * 40)).tolist() == [60] * 5 + [40]
    many = risk_strata(np.linspace(0, 1, 600), [str(n % 20) for n in range(600)])
    assert len(set(many)) == 10
    assert (np.diff(many) >= 0).all()


def test_nothing_known_and_nothing_there():
    assert len(risk_strata(np.array([]), [])) == 0
    assert set(risk_strata(np.full(20, np.nan), ["a"] * 20)) == {0}


def test_spread_is_that_of_the_answers_in_a_stratum():
    assert spreads(np.array([0.0, 1.0, 0.5, 0.5]), np.array([0, 0, 1, 1])).tolist() == [0.5, 0.5]
    assert spreads(np.array([0.1, 0.1, 0.0, 0.0]), np.array([0, 0, 1, 1])) == pytest.approx([0.3, 0.0])


def test_few_looks_have_few_strata():
    assert [most_strata(looks) for looks in (20, 59, 60, 299, 300, 5000)] == [1, 1, 2, 9, 10, 10]
