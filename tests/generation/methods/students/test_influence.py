import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from generation.methods.students.head import chances, fit_head, one_hot, with_constant
from generation.methods.students.influence import EXACT_UP_TO, PENALTY, _hessian, _solved, cross_harm, harm
from tests.annotation.methods.signals.digits import bench


@pytest.fixture(scope="module")
def halves():
    """200 rows held out: rows, given labels and flips of the others; rows, true and given labels of these."""
    rows, truth, given, flipped = bench()
    held = np.random.default_rng(1).choice(len(rows), 200, replace=False)
    rest = np.setdiff1d(np.arange(len(rows)), held)
    return rows[rest], given[rest], flipped[rest], rows[held], truth[held], given[held]


def test_it_is_what_leaving_a_row_out_would_do(halves):
    rows, given, _flipped, held, truth, _noisy = halves
    said = harm(rows, given, held, truth, robust=False)
    design, targets = with_constant(rows), one_hot(given, 10)
    whole = fit_head(design, targets, penalty=PENALTY, steps=2000)

    def loss(head):
        return -np.log(chances(with_constant(held), head)[np.arange(len(held)), truth]).mean()

    chosen, changes = np.random.default_rng(2).choice(len(rows), 20, replace=False), []
    for row in chosen:
        without = np.ones(len(rows))
        without[row] = 0
        changes.append(loss(fit_head(design, targets, without, penalty=PENALTY, start=whole, steps=2000)) - loss(whole))
    expected = -said[chosen] / len(rows)
    assert np.corrcoef(changes, expected)[0, 1] > 0.995
    assert np.polyfit(expected, changes, 1)[0] == pytest.approx(1.006, abs=0.05)


def test_with_wrong_labels_held_out_only_the_reverse_cross_entropy_finds_the_wrong_rows(halves):
    rows, given, flipped, held, truth, noisy = halves
    plain, robust = (roc_auc_score(flipped, harm(rows, given, held, noisy, robust=way)) for way in (False, True))
    assert robust >= plain + 0.05
    assert robust == pytest.approx(0.98, abs=0.015)
    assert roc_auc_score(flipped, harm(rows, given, held, truth)) == pytest.approx(0.99, abs=0.015)


def test_halves_judge_each_other():
    rows, _truth, given, flipped = bench()
    assert roc_auc_score(flipped, cross_harm(rows, given, np.zeros(len(rows), dtype=bool))) > 0.98


def test_large_heads_are_solved_step_by_step_and_say_the_same():
    rng = np.random.default_rng(0)
    rows, given = rng.random((300, 5)), rng.integers(0, 3, 300)
    p = chances(rows, fit_head(rows, one_hot(given, 3), penalty=PENALTY))
    wanted = rng.random((3, 5))
    exact = np.linalg.solve(_hessian(rows, p, PENALTY), wanted.ravel()).reshape(3, 5)
    repeated = np.tile(rows, (1, EXACT_UP_TO // 15 + 1))  # so many columns that no table of them is made
    assert _solved(rows, p, PENALTY, wanted) == pytest.approx(exact)
    many = _solved(repeated, p, PENALTY, np.tile(wanted, (1, EXACT_UP_TO // 15 + 1)))
    hessian = _hessian(repeated, p, PENALTY)
    assert hessian @ many.ravel() == pytest.approx(np.tile(wanted, (1, EXACT_UP_TO // 15 + 1)).ravel(), abs=1e-2)


@pytest.mark.parametrize("given", [[], [0], [0, 0, 0], [0, 1], [-1, -1]])
def test_thin_data_say_nothing(given):
    given = np.array(given, dtype=int)
    assert cross_harm(np.ones((len(given), 2)), given, np.zeros(len(given), dtype=bool)) is None
