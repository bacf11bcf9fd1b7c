import numpy as np
import pytest

from annotation.methods.acceptance.conformal import conformal_p_values, taken

WRONG, POOL = np.array([0.4, 0.55, 0.6, 0.8]), np.array([0.95, 0.7, 0.5])


def test_the_known_p_values_of_the_catalogue():
    assert conformal_p_values(WRONG, POOL).tolist() == pytest.approx([0.2, 0.4, 0.8])


def test_what_is_as_confident_as_a_wrong_one_counts_it():
    assert conformal_p_values(np.array([0.8]), np.array([0.8])).tolist() == [1.0]


def test_without_a_wrong_one_nothing_is_taken():
    p = conformal_p_values(np.array([]), POOL)
    assert p.tolist() == [1.0, 1.0, 1.0]
    assert not taken(p, level=0.1).any()


def test_benjamini_and_hochberg_take_up_to_the_last_that_passes():
    assert taken(np.array([0.01, 0.04, 0.03, 0.5]), level=0.06).tolist() == [True, True, True, False]
    assert not len(taken(np.array([]), level=0.1))


def test_of_those_taken_few_are_wrong_on_average():
    rng = np.random.default_rng(0)
    shares = []
    for _run in range(200):
        confidence = rng.random(1200)
        wrong = rng.random(1200) > 0.3 + 0.7 * confidence
        calibration, pool = np.arange(400), np.arange(400, 1200)
        p = conformal_p_values(confidence[calibration][wrong[calibration]], confidence[pool])
        kept = taken(p, level=0.15)
        shares.append(wrong[pool][kept].mean() if kept.any() else 0.0)
    assert np.mean(shares) <= 0.15
