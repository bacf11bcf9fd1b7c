from generation.methods.allocation import Grid
from generation.methods.conditions import Dimension, Scope, Value
from generation.methods.measures.coverage import coverage


def grid(labels: int, *sizes: int) -> Grid:
    dimensions = (Dimension(f"d{i}", values=tuple(Value(f"v{j}") for j in range(size))) for i, size in enumerate(sizes))
    return Grid([f"l{i}" for i in range(labels)], Scope(tuple(dimensions)))


def cell(label: str, *values: str) -> tuple:
    return (("label", label), *((f"d{i}", value) for i, value in enumerate(values)))


def test_it_counts_pairs_and_single_values():
    whole = grid(2, 2)  # 4 pairs, 4 values
    assert coverage(whole, [cell("l0", "v0")]) == 1 / 4
    assert coverage(whole, [cell("l0", "v0")], t=1) == 2 / 4
    assert coverage(whole, [cell("l0", "v0"), cell("l1", "v1")], t=1) == 1


def test_the_order_of_a_cells_pairs_does_not_matter():
    whole = grid(2, 2, 2)
    assert coverage(whole, [cell("l0", "v0", "v1")]) == coverage(whole, [cell("l0", "v0", "v1")[::-1]]) == 3 / 12


def test_what_no_label_allows_is_not_asked_for():
    values = tuple(Value(f"{label}-{i}", label) for label in ("a", "b") for i in range(2))
    whole = Grid(["a", "b"], Scope((Dimension("topic", depends_on_label=True, values=values),)))
    made = [(("label", label), ("topic", f"{label}-{i}")) for label in "ab" for i in range(2)]
    assert coverage(whole, made) == 1
    assert coverage(whole, made[:1]) == 1 / 4


def test_pairs_that_exclude_each_other_are_left_out():
    whole = grid(1, 2, 2)  # pairs: 2 + 2 with the label, 4 of values
    impossible = [(("d0", "v0"), ("d1", "v1"))]
    made = [cell("l0", "v0", "v0"), cell("l0", "v1", "v0"), cell("l0", "v1", "v1")]
    assert coverage(whole, made) == 7 / 8
    assert coverage(whole, made, impossible=impossible) == 1


def test_a_value_outside_the_grid_does_not_count():
    assert coverage(grid(2, 2), [cell("l0", "v9")]) == 0


def test_a_grid_without_combinations_is_covered():
    assert coverage(grid(2), []) == 1.0
    assert coverage(grid(2, 2), []) == 0.0
