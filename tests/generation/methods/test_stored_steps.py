"""The names that answers are stored under: none is too long, and no two are one."""

from generation.methods.steps import LONGEST_STEP, stored_step


def test_a_name_that_fits_is_stored_as_it_is():
    assert stored_step("write/2~repair") == "write/2~repair"
    assert stored_step("x" * LONGEST_STEP) == "x" * LONGEST_STEP


def test_long_names_stay_apart():
    names = [stored_step("x" * 300 + end) for end in ("", "/1", "/2", "/2~repair")]
    assert len(set(names)) == 4
    assert {len(name) for name in names} == {LONGEST_STEP}
