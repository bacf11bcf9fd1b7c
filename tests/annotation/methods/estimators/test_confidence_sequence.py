import numpy as np
import pytest

from annotation.methods.estimators.confidence_sequence import half_width, tuned


def test_the_known_answer_of_the_catalogue():
    assert tuned(500) * 500 == pytest.approx(8.212, abs=1e-3)
    assert half_width(0.3, 500, best_at=500) == pytest.approx(0.0407, abs=1e-4)
    assert half_width(1.0, 500, best_at=500) * 500**0.5 == pytest.approx(3.035, abs=1e-3)


def test_it_is_narrowest_for_its_size_where_it_was_tuned():
    at = half_width(0.3, 500, best_at=500)
    assert half_width(0.3, 500, best_at=100) > at < half_width(0.3, 500, best_at=2000)


def test_without_an_answer_it_reaches_everywhere():
    assert half_width(0.3, 0, best_at=500) == float("inf")
    with pytest.raises(ValueError, match="number of answers"):
        tuned(0)


def test_it_holds_at_all_looks_together():
    rng = np.random.default_rng(0)
    missed = 0
    reach = np.array([half_width(1.0, t, best_at=300) for t in range(50, 1001)])
    for _run in range(400):
        answers = rng.random(1000) < 0.2
        t = np.arange(1, 1001)
        mean = np.cumsum(answers) / t
        deviation = np.sqrt(mean * (1 - mean))
        missed += bool((np.abs(mean - 0.2)[49:] > deviation[49:] * reach).any())
    assert missed / 400 <= 0.05 + 3 * (0.05 * 0.95 / 400) ** 0.5
