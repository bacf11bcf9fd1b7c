"""Which parts have a bound of their own hangs on the frozen sizes alone, and is bounded."""

from annotation.methods.certificate.slices import LEAST_ROWS, MOST_CONDITIONS, MOST_LABELS, MOST_VALUES, choose_slices


def test_a_persona_a_row_takes_nothing_from_the_bounds_of_the_labels():
    labels = {"right": 5000, "wrong": 5000}
    personas = {("persona", f"person {n}"): 5 for n in range(2000)}
    chosen = choose_slices(labels, personas)
    assert (len(chosen), chosen.labels, chosen.conditions) == (2, ("right", "wrong"), ())
    assert chosen.other_values == {"persona": 2000}


def test_values_of_conditions_with_enough_rows_have_one_the_largest_first():
    sizes = {("style", "blunt"): 70, ("style", "kind"): 80, ("style", "odd"): LEAST_ROWS - 1, ("length", "short"): 80}
    chosen = choose_slices({}, sizes)
    assert chosen.conditions == (("length", "short"), ("style", "kind"), ("style", "blunt"))
    assert chosen.other_values == {"style": 1}


def test_a_condition_with_too_many_values_has_none_however_large_they_are():
    sizes = {("topic", f"{n:02}"): 500 for n in range(MOST_VALUES + 1)}
    assert choose_slices({}, sizes).conditions == ()
    sizes.pop(("topic", "00"))
    assert len(choose_slices({}, sizes)) == MOST_VALUES


def test_there_are_never_more_than_a_hundred():
    labels = {f"label {n:03}": 1000 - n for n in range(300)}
    sizes = {(f"condition {n // 20:02}", f"{n % 20:02}"): 10_000 - n for n in range(400)}
    chosen = choose_slices(labels, sizes)
    assert len(chosen) == MOST_LABELS + MOST_CONDITIONS
    assert (chosen.other_labels, sum(chosen.other_values.values())) == (260, 340)
    assert chosen.labels == tuple(f"label {n:03}" for n in range(MOST_LABELS))
    assert chosen.conditions[-1] == ("condition 02", "19")


def test_the_choice_does_not_hang_on_the_order_in_which_rows_are_read():
    sizes = {("style", name): 60 for name in "abcdef"}
    backwards = dict(reversed(sizes.items()))
    assert choose_slices({}, sizes) == choose_slices({}, backwards)


def test_an_empty_snapshot_has_none():
    chosen = choose_slices({}, {})
    assert (len(chosen), chosen.other_labels, chosen.other_values) == (0, 0, {})
