from itertools import combinations
from random import Random

import pytest

from generation.methods.allocation import Coverage, Grid, deficit_greedy, uniform
from generation.methods.conditions import Dimension, Scope, Value


def grid(labels: int, *sizes: int) -> Grid:
    """Labels and dimensions of so many values each, as in methods/generation.md, B4."""
    dimensions = (Dimension(f"d{i}", values=tuple(Value(f"v{j}") for j in range(size))) for i, size in enumerate(sizes))
    return Grid([f"l{i}" for i in range(labels)], Scope(tuple(dimensions)))


def rows_until_covered(cells: list, wanted: int) -> int:
    seen: set = set()
    for rows, cell in enumerate(cells, start=1):
        seen.update(combinations(cell, 2))
        if len(seen) >= wanted:
            return rows
    raise AssertionError("not covered")


@pytest.mark.parametrize(("sizes", "published"), [((10, 10, 5, 4, 3), 101), ((26, 10, 5, 4, 2), 260)])
def test_the_greedy_draw_covers_all_pairs_as_soon_as_the_catalogue_says(sizes, published):
    whole = grid(*sizes)
    pairs = len(whole.combinations(2))
    rows = [rows_until_covered(deficit_greedy(whole, Coverage(), [], 400, Random(s)), pairs) for s in range(5)]
    assert sum(rows) / 5 <= published
    shares = [rows_until_covered(deficit_greedy(whole, Coverage(), [], 400, Random(s)), 0.95 * pairs) for s in range(5)]
    assert sum(shares) / 5 <= 0.9 * published


def test_the_uniform_draw_needs_several_times_as_many():
    whole = grid(10, 10, 5, 4, 3)
    pairs = len(whole.combinations(2))
    rows = [rows_until_covered(uniform(whole, Coverage(), [], 3000, Random(s)), pairs) for s in range(10)]
    assert 380 < sum(rows) / 10 < 560  # 466 in the catalogue


def test_labels_stay_balanced_whatever_is_rejected():
    whole = grid(3, 2)
    known = Coverage()
    cells = deficit_greedy(whole, known, [], 30, Random(0))
    known.observe((cell, cell[0][1] != "l0") for cell in cells)
    later = deficit_greedy(whole, known, [], 10, Random(1))
    assert {cell[0][1] for cell in later} == {"l0"}


def test_rows_under_way_count_as_covered():
    whole = grid(2, 4)
    first = deficit_greedy(whole, Coverage(), [], 4, Random(0))
    second = deficit_greedy(whole, Coverage(), first, 4, Random(1))
    assert len(set(first) | set(second)) == 8


def test_a_combination_that_is_always_rejected_is_given_up():
    whole = grid(2, 2)
    known = Coverage()
    impossible = (("label", "l0"), ("d0", "v0"))
    for _ in range(3):
        known.observe(
            [(impossible, False), ((("label", "l0"), ("d0", "v1")), True), ((("label", "l1"), ("d0", "v0")), True)]
        )
    drawn = deficit_greedy(whole, known, [], 6, Random(0))
    assert sum(cell == impossible for cell in drawn) <= 2


def test_a_value_of_one_label_is_never_drawn_with_another():
    values = tuple(Value(f"{label}-{i}", label) for label in ("a", "b") for i in range(3))
    whole = Grid(["a", "b"], Scope((Dimension("topic", depends_on_label=True, values=values),)))
    cells = deficit_greedy(whole, Coverage(), [], 12, Random(0)) + uniform(whole, Coverage(), [], 50, Random(0))
    assert all(cell[1][1].startswith(cell[0][1]) for cell in cells)
    assert len(whole.combinations(2)) == 6


def test_what_is_known_survives_its_json():
    known = Coverage()
    known.observe([((("label", "l0"), ("d0", "v1")), True)])
    assert Coverage(known.to_json()).to_json() == known.to_json()


def test_an_empty_dimension_is_left_out():
    assert deficit_greedy(grid(2, 0), Coverage(), [], 2, Random(0))[0][1:] == ()
