import pytest

from annotation.methods.acceptance.single import Plan, chance_to_take, outgoing, single_plan
from annotation.methods.acceptance.sprt import sequential_plan
from annotation.methods.acceptance.zero_defect import clean_looks


@pytest.mark.parametrize(
    ("good", "bad", "plan"),
    [(0.01, 0.05, (132, 3)), (0.02, 0.08, (98, 4)), (0.005, 0.02, (462, 5)), (0.01, 0.03, (390, 7))],
)
def test_the_known_plans_of_the_catalogue(good, bad, plan):
    assert single_plan(good, bad) == Plan(*plan)


@pytest.mark.parametrize(("share", "taken"), [(0.005, 0.9923), (0.01, 0.9534), (0.02, 0.7844), (0.05, 0.2306)])
def test_the_known_chances_of_eighty_looks_and_two_errors(share, taken):
    assert chance_to_take(Plan(80, 2), share) == pytest.approx(taken, abs=5e-5)


def test_the_share_that_leaves_after_bad_lots_were_mended():
    assert outgoing(Plan(80, 2), 0.02, 1000) == pytest.approx(0.01443, abs=5e-6)


def test_a_large_part_of_a_lot_is_counted_without_replacement():
    assert chance_to_take(Plan(50, 0), 0.02, lot=100) == pytest.approx(0.5 * 49 / 99)
    assert chance_to_take(Plan(5, 0), 0.02, lot=100) == chance_to_take(Plan(5, 0), 0.02)


@pytest.mark.parametrize("plan", [single_plan, sequential_plan])
def test_a_good_lot_is_better_than_a_bad_one(plan):
    with pytest.raises(ValueError, match="fewer errors"):
        plan(0.05, 0.05)


@pytest.mark.parametrize(("lot", "looks"), [(500, 119), (1_000, 132), (10_000, 147), (100_000, 149)])
def test_the_known_looks_without_an_error(lot, looks):
    assert clean_looks(lot, 0.02) == looks


def test_small_lots_and_wide_limits():
    assert clean_looks(1, 0.02) == 1
    assert clean_looks(10, 0.0) == 10  # one wrong row of ten is seen for certain only with all
    assert clean_looks(10, 1.0) == 0


def test_the_known_sequential_plan():
    plan = sequential_plan(0.01, 0.05)
    assert plan.slope == pytest.approx(0.024985, abs=1e-6)
    assert plan.take == pytest.approx(1.3639, abs=1e-4)
    assert plan.refuse == pytest.approx(1.7510, abs=1e-4)
    assert plan.first_taken == 55
    assert [plan.decide(n, 0) for n in (54, 55)] == ["look on", "take"]
    assert plan.decide(2, 2) == "refuse"
