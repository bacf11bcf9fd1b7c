from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.tools.programs import ProgramError, answer, execute, idle_variables, instantiate, moved, read

SHOP = {
    "variables": [{"name": "boxes", "low": 2, "high": 9}, {"name": "price", "low": 1, "high": 5, "step": 0.1}],
    "steps": ["goods = boxes * price", "total = goods + 3"],
    "decimals": 2,
    "unit": "$",
}


def one_line(expression: str, **more) -> dict:
    variables = [{"name": name, "low": 1, "high": 9} for name in ("a", "b") if name in expression]
    return {"variables": variables, "steps": [expression], **more}


def test_a_program_is_drawn_by_seed_and_worked_out():
    program = read(SHOP)
    values = instantiate(program, 5)
    assert values == instantiate(program, 5)
    assert execute(program, values) == {
        "goods": values["boxes"] * values["price"],
        "total": values["boxes"] * values["price"] + 3,
    }
    assert (program.operators, program.unit) == (2, "$")


@settings(deadline=None)
@given(st.integers(0, 2**31))
def test_every_draw_is_one_of_the_values(seed):
    values = instantiate(read(SHOP), seed)
    assert 2 <= values["boxes"] <= 9
    assert values["boxes"].denominator == 1
    assert 1 <= values["price"] <= 5
    assert (values["price"] * 10).denominator == 1  # tenths, exactly


def test_all_values_are_drawn():
    program = read(one_line("a + 0"))
    assert {instantiate(program, seed)["a"] for seed in range(200)} == set(range(1, 10))


def test_the_answer_is_stated_with_the_programs_decimals():
    assert answer(read(one_line("a / b")), {"a": Fraction(5), "b": Fraction(2)}) == 3
    assert answer(read(one_line("a / b", decimals=1)), {"a": Fraction(5), "b": Fraction(2)}) == Fraction(5, 2)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"variables": []}, "variables"),
        ({"steps": []}, "steps"),
        ({"steps": "a"}, "steps"),
        ({"decimals": "two"}, "decimals"),
        ({"decimals": True}, "decimals"),
        ({"steps": ["goods = boxes * cost", "total = goods + price"]}, "cost is not known"),
        ({"steps": ["total = goods + 3", "goods = boxes * price"]}, "goods is not known"),
        ({"steps": ["boxes * 2"]}, "price is never used"),
        ({"steps": ["goods = boxes * price", "boxes * 3"]}, "goods is never used"),
        ({"steps": ["boxes = boxes * price", "boxes + 3"]}, "boxes cannot be a name"),
        ({"steps": ["max = boxes * price", "max + 3"]}, "max cannot be a name"),
        ({"steps": ["Total = boxes * price"]}, "Total cannot be a name"),
        ({"steps": ["boxes * price", "boxes + 3"]}, "not an expression|cannot be a name"),
        ({"steps": ["total = boxes.real * price"]}, "Attribute"),
        ({"variables": [{"name": "boxes", "low": 9, "high": 2}]}, "two values"),
        ({"variables": [{"name": "boxes", "low": 2, "high": 2}]}, "two values"),
        ({"variables": [{"name": "boxes", "low": 1, "high": 9, "step": 0}]}, "two values"),
        ({"variables": [{"name": "boxes", "low": 0, "high": 10**9}]}, "more than"),
        ({"variables": [{"name": "boxes", "low": "1", "high": 9}]}, "low is not a number"),
        ({"variables": [{"name": "boxes", "low": True, "high": 9}]}, "low is not a number"),
        ({"variables": [{"name": "boxes", "low": float("nan"), "high": 9}]}, "low is not a number"),
        ({"variables": [{"low": 1, "high": 9}]}, "has a name"),
        ({"variables": ["boxes"]}, "has a name"),
    ],
)
def test_a_program_that_cannot_be_used_says_why(change, why):
    with pytest.raises(ProgramError, match=why):
        read({**SHOP, **change})


def test_draws_without_a_value_are_drawn_again():
    program = read(one_line("a / (b - 1)"))
    assert all(instantiate(program, seed)["b"] != 1 for seed in range(50))
    with pytest.raises(ProgramError, match="draws gave no value"):
        instantiate(read(one_line("a / (b - b)")), 0)


def test_a_variable_whose_change_moves_nothing_is_named():
    program = read({"variables": SHOP["variables"], "steps": ["total = boxes * 2 + price * 0"]})
    assert idle_variables(program, instantiate(program, 1), 1) == ["price"]
    assert idle_variables(read(SHOP), instantiate(read(SHOP), 1), 1) == []


def test_what_moves_the_answer_is_one_changed_variable():
    program = read(SHOP)
    values = instantiate(program, 2)
    changed = moved(program, values, "boxes", 9)
    assert [name for name in values if values[name] != changed[name]] == ["boxes"]
    assert answer(program, changed) != answer(program, values)


def test_a_difference_that_rounding_hides_moves_nothing():
    program = read({**one_line("a / 1000 + b"), "decimals": 0})
    assert idle_variables(program, {"a": Fraction(5), "b": Fraction(2)}, 0) == ["a"]
