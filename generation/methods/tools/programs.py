"""Programs from which problems are made: named variables with ranges, and steps that compute the answer from them.

The model writes the program; the seed draws the variables; the calculator works out the answer, which the model never
does. Steps 1, 2 and 7 of tool-verified generation (PAL, Gao et al. 2023; ToRA, Gou et al. 2024). For example

    {"variables": [{"name": "boxes", "low": 2, "high": 9}, {"name": "price", "low": 1, "high": 5, "step": 0.5}],
     "steps": ["goods = boxes * price", "total = goods + 3"], "decimals": 2, "unit": "$"}
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from generation.methods.tools.calculator import FUNCTIONS, CannotCalculate, evaluate, names, operators, parse, rounded

NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
MOST_VARIABLES = 12
MOST_STEPS = 20
MOST_VALUES = 1_000_000  # of one variable
DRAWS = 100  # until the steps have a value
CHANGES = 20  # of one variable, to see whether the answer moves

Values = dict[str, Fraction]


class ProgramError(ValueError):
    """The program cannot be used; the message names the variable or step and says why."""


@dataclass(frozen=True)
class Variable:
    """The values low, low + step, … up to high; at least two."""

    name: str
    low: Fraction
    high: Fraction
    step: Fraction

    @property
    def size(self) -> int:
        """How many values there are."""
        return int((self.high - self.low) // self.step) + 1

    def value(self, index: int) -> Fraction:
        """Return one of them."""
        return self.low + index * self.step


@dataclass(frozen=True)
class Program:
    """Variables, named steps (the calculator's trees; the last is the answer), and how the answer is stated."""

    variables: tuple[Variable, ...]
    steps: tuple[tuple[str, ast.expr], ...]
    decimals: int
    unit: str

    @property
    def operators(self) -> int:
        """The number of operations that the answer takes: its difficulty."""
        return sum(operators(tree) for _name, tree in self.steps)


def read(data: Mapping[str, Any]) -> Program:
    """Return the program that a model wrote as JSON (the example above; step, decimals and unit may be missing).

    A step is “name = expression” or, for the last one, an expression alone. Raises ProgramError unless names are lower
    case, of up to 30 letters, digits and underscores, and given once; every variable has two to a million values; steps
    calculate with known names only; and every variable and step is used.
    """
    rows = data.get("variables")
    lines = data.get("steps")
    decimals = data.get("decimals", 0)
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_VARIABLES:
        raise ProgramError(f"there are 1 to {MOST_VARIABLES} variables")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_STEPS:
        raise ProgramError(f"there are 1 to {MOST_STEPS} steps")
    if type(decimals) is not int or not 0 <= decimals <= 6:
        raise ProgramError("decimals are 0 to 6")
    variables = tuple(map(_variable, rows))
    steps = tuple(_step(line, last=i == len(lines) - 1) for i, line in enumerate(lines))
    _check_names(variables, steps)
    return Program(variables, steps, decimals, str(data.get("unit") or "")[:40])


def instantiate(program: Program, seed: int) -> Values:
    """Draw every variable uniformly from its values; equal seeds give equal values.

    Draws without a value (a division by zero) are drawn again. Raises ProgramError after 100 of them.
    """
    rng = Random(seed)
    for _ in range(DRAWS):
        values = {row.name: row.value(rng.randrange(row.size)) for row in program.variables}
        if _attempt(program, values) is not None:
            return values
    raise ProgramError(f"{DRAWS} draws gave no value")


def execute(program: Program, values: Mapping[str, Fraction]) -> Values:
    """Return the value of every step, in order, the last one rounded to the program's decimals.

    Raises CannotCalculate where a step has no value.
    """
    known = dict(values)
    for name, tree in program.steps:
        known[name] = evaluate(tree, known)
    last = program.steps[-1][0]
    known[last] = rounded(known[last], program.decimals)
    return {name: known[name] for name, _tree in program.steps}


def answer(program: Program, values: Mapping[str, Fraction]) -> Fraction:
    """Return the value of the last step as it is stated; raises CannotCalculate."""
    return execute(program, values)[program.steps[-1][0]]


def moved(program: Program, values: Mapping[str, Fraction], name: str, seed: int) -> Values | None:
    """Return values in which only the variable `name` has changed, and the answer with it; None if nothing moves it.

    All its values are tried if there are at most 21, else 20 of them by chance. Changes without a value do not count.
    """
    row = next(row for row in program.variables if row.name == name)
    before = answer(program, values)
    rng = Random(seed)
    tried = rng.sample(range(row.size), min(row.size, CHANGES + 1))
    for index in tried:
        changed = {**values, name: row.value(index)}
        if _attempt(program, changed) not in (None, before):
            return changed
    return None


def idle_variables(program: Program, values: Mapping[str, Fraction], seed: int) -> list[str]:
    """Return the variables whose change moves nothing: a problem that states them is under-specified."""
    return [row.name for row in program.variables if moved(program, values, row.name, seed) is None]


def _attempt(program: Program, values: Mapping[str, Fraction]) -> Fraction | None:
    try:
        return answer(program, values)
    except CannotCalculate:
        return None


def _variable(row: Any) -> Variable:
    if not isinstance(row, Mapping) or not isinstance(row.get("name"), str):
        raise ProgramError("a variable has a name, low and high")
    name = row["name"]
    low, high, step = (
        _number(row.get(key, 1 if key == "step" else None), name, key) for key in ("low", "high", "step")
    )
    if step <= 0 or low + step > high:
        raise ProgramError(f"{name} has fewer than two values")
    if (high - low) / step >= MOST_VALUES:
        raise ProgramError(f"{name} has more than {MOST_VALUES:,} values")
    return Variable(name, low, high, step)


def _number(value: Any, name: str, key: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 10**12:
        raise ProgramError(f"{name}: {key} is not a number up to a million millions")
    return Fraction(str(value))  # 0.1 is a tenth


def _step(line: Any, *, last: bool) -> tuple[str, ast.expr]:
    name, equals, source = str(line).partition("=")
    if not equals and last:
        name, source = "answer", str(line)
    try:
        return name.strip(), parse(source)
    except CannotCalculate as error:
        raise ProgramError(f"step {str(line)[:80]}: {error}") from error


def _check_names(variables: tuple[Variable, ...], steps: tuple[tuple[str, ast.expr], ...]) -> None:
    given = [row.name for row in variables] + [name for name, _tree in steps]
    for i, name in enumerate(given):
        if not NAME.fullmatch(name) or name in FUNCTIONS or name in given[:i]:
            raise ProgramError(f"{name[:40]} cannot be a name here")
    known, used = {row.name for row in variables}, {given[-1]}
    for name, tree in steps:
        if unknown := names(tree) - known:
            raise ProgramError(f"step {name}: {', '.join(sorted(unknown))} is not known")
        known.add(name)
        used |= names(tree)
    if idle := [name for name in given if name not in used]:
        raise ProgramError(f"{', '.join(idle)} is never used")
