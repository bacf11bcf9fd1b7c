from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.tools.logic import (
    Formula,
    LogicError,
    Step,
    canonical,
    check,
    consistent,
    entails,
    read,
    verdict,
)

MEANING = {
    "¬": lambda a: not a,
    "∧": lambda a, b: a and b,
    "∨": lambda a, b: a or b,
    "→": lambda a, b: not a or b,
    "↔": lambda a, b: a == b,
}


def holds(formula: Formula, world: dict[str, bool]) -> bool:
    if not formula.operator:
        return world[formula.name]
    return MEANING[formula.operator](*(holds(part, world) for part in formula.parts))


def worlds(*formulas: Formula):
    names = sorted(set().union(*(formula.names for formula in formulas)))
    return [dict(zip(names, values, strict=True)) for values in product([False, True], repeat=len(names))]


def shown(formula: Formula) -> str:
    if not formula.operator:
        return formula.name
    parts = [shown(part) for part in formula.parts]
    return f"¬{parts[0]}" if formula.operator == "¬" else f"({parts[0]} {formula.operator} {parts[1]})"


formulas = st.recursive(
    st.sampled_from("abcd").map(lambda name: Formula("", name)),
    lambda inner: st.one_of(
        inner.map(lambda a: Formula("¬", parts=(a,))),
        st.tuples(st.sampled_from("∧∨→↔"), inner, inner).map(lambda t: Formula(t[0], parts=t[1:])),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(formulas)
def test_what_is_written_is_read_again(formula):
    assert read(shown(formula)) == formula


@settings(deadline=None)
@given(st.lists(formulas, max_size=3), formulas)
def test_entailment_is_what_the_truth_table_says(premises, target):
    every = worlds(*premises, target)
    models = [world for world in every if all(holds(premise, world) for premise in premises)]
    assert entails(premises, target) == all(holds(target, world) for world in models)
    assert consistent(premises) == bool(models)
    values = {holds(target, world) for world in models}
    expected = {frozenset(): "contradictory", frozenset({True}): "true", frozenset({False}): "false"}
    assert verdict(premises, target) == expected.get(frozenset(values), "unknown")


@settings(deadline=None)
@given(formulas, formulas)
def test_the_canonical_form_is_shared_exactly_by_equivalent_formulas(one, other):
    equivalent = all(holds(one, world) == holds(other, world) for world in worlds(one, other))
    assert (canonical(one) == canonical(other)) == equivalent


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("not a and b", "(¬a) ∧ b"),
        ("a or b and c", "a ∨ (b ∧ c)"),
        ("a -> b -> c", "a → (b → c)"),
        ("a & b => c | d", "(a ∧ b) → (c ∨ d)"),
        ("a <-> b -> c", "a ↔ (b → c)"),
        ("if rain and not Umbrella then wet.", "(rain ∧ ¬umbrella) → wet"),
        ("~~a", "¬(¬a)"),
        ("a ∧ b ∧ c", "(a ∧ b) ∧ c"),
        ("a iff b iff c", "(a ↔ b) ↔ c"),
    ],
)
def test_notations_and_binding(text, same):
    assert read(text) == read(same)


@pytest.mark.parametrize(
    "text",
    ["", "and", "a b", "a and", "(a", "a)", "not", "if a", "if a b", "then a", "a == b", "a + b", "1", "'a'", "é",
     "(" * 100 + "a" + ")" * 100, "not " * 100 + "a", "a" * 1001, "a&" * 80 + "a", "a -> " * 60 + "a"],
)  # fmt: skip
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(LogicError):
        read(text)


def test_too_many_names_are_refused_and_sixteen_are_not():
    names = [f"n{i}" for i in range(17)]
    chain = [read(f"{a} -> {b}") for a, b in zip(names[:15], names[1:16], strict=True)]
    assert entails([*chain, read("n0")], read("n15"))
    with pytest.raises(LogicError, match="17 names"):
        entails([read(" and ".join(names))], read("n0"))


PREMISES = ["rain or sprinkler", "not sprinkler", "rain -> wet", "wet -> slippery"]


def test_a_sound_derivation_is_accepted_and_proves_its_target():
    steps = [Step("rain", (0, 1)), Step("wet", (4, 2)), Step("slippery", (5, 3))]
    assert check(PREMISES, steps, "slippery").problems == ("", "", "")
    assert check(PREMISES, steps, "slippery and wet").proved
    assert not check(PREMISES, steps, "sprinkler").proved


def test_the_accepted_steps_alone_must_prove_the_target():
    assert entails([read(premise) for premise in PREMISES], read("slippery"))
    assert not check(PREMISES, [Step("rain", (0, 1))], "slippery").proved
    assert not check(PREMISES, [], "slippery").proved


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        (Step("rain", (0,)), "does not follow"),
        (Step("sprinkler", (0, 1)), "does not follow"),
        (Step("wet", (2, 9)), "unknown source"),
        (Step("wet", (4,)), "unknown source"),  # itself
        (Step("wet", (-1,)), "unknown source"),
        (Step("sprinkler or rain", (0,)), "already known"),
        (Step("not rain or wet", (2,)), "already known"),
        (Step("rain or not rain", ()), "says nothing"),
        (Step("rain and", (0,)), "unreadable"),
    ],
)
def test_a_step_that_is_wrong_or_idle_is_not_accepted(step, problem):
    assert check(PREMISES, [step], "slippery").problems == (problem,)


def test_nothing_follows_from_a_step_that_was_not_accepted():
    steps = [Step("rain", (0,)), Step("wet", (4, 2)), Step("slippery", (5, 3))]
    report = check(PREMISES, steps, "slippery")
    assert (report.problems, report.proved) == (("does not follow", "unknown source", "unknown source"), False)


def test_steps_that_nothing_needed_are_named():
    steps = [Step("rain or wet", (0, 1)), Step("rain", (0, 1)), Step("wet", (5, 2)), Step("slippery", (6, 3))]
    assert check(PREMISES, steps, "slippery").idle == (0,)


@settings(deadline=None)
@given(st.lists(formulas, min_size=1, max_size=3), st.lists(formulas, max_size=4), formulas)
def test_whatever_is_accepted_follows_from_the_premises(premises, derived, target):
    steps = [Step(shown(formula), tuple(range(len(premises) + i))) for i, formula in enumerate(derived)]
    report = check([shown(premise) for premise in premises], steps, shown(target))
    accepted = [formula for formula, problem in zip(derived, report.problems, strict=True) if not problem]
    assert all(entails(premises, formula) for formula in accepted)
    assert not report.proved or entails(accepted, target)
