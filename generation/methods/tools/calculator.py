"""A calculator for expressions that a model wrote: exact, bounded, and able to do nothing else.

Numbers are exact rationals: 0.1 + 0.2 is 0.3, and thirds add up to one. There are + - * / // % **, parentheses, min,
max, round and abs, and names whose values the caller gives. Exponents are whole numbers, for roots are not rational.
round goes half away from zero, as school and shops do. Whatever else stands in an expression is refused before any of
it is worked out (a whitelist of syntax nodes), and so is what would grow too large.

The tool of PAL (Gao et al. 2023, arXiv 2211.10435) for a set-up without a sandbox for code.
"""

import ast
import operator
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

LONGEST = 500  # characters of an expression
DEEPEST = 40  # expressions within expressions
EXPONENT = 1000  # 30 years of monthly interest is 360
BITS = 4096  # of a numerator or denominator: about 1,200 digits
PLACES = 20  # that round may be asked for, before and after the point
ALLOWED = re.compile(r"[0-9A-Za-z_+\-*/%()., ]*")
DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")


class CannotCalculate(ValueError):
    """The expression is not one of ours, or has no value; the message says why."""


def calculate(source: str, values: Mapping[str, Fraction] | None = None) -> Fraction:
    """Return the value of an expression, its names standing for `values`.

    Raises CannotCalculate for anything but the operations above, an unknown name, a division by zero, an expression of
    more than 500 characters or 40 levels, an exponent beyond 1,000 or a number beyond 4,096 bits.
    """
    return evaluate(parse(source), values or {})


def parse(source: str) -> ast.expr:
    """Return the checked tree of an expression, for `evaluate`, `names` and `operators`."""
    source = source.strip()
    if len(source) > LONGEST:
        raise CannotCalculate(f"longer than {LONGEST} characters")
    if not ALLOWED.fullmatch(source):
        raise CannotCalculate("only ASCII numbers, names, operators and parentheses")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise CannotCalculate("not an expression") from error
    _check(tree, source, DEEPEST)
    return tree


def evaluate(tree: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    """Return the value of a tree from `parse`; raises CannotCalculate as `calculate` does."""
    try:
        return _value(tree, values)
    except ZeroDivisionError as error:
        raise CannotCalculate("division by zero") from error


def names(tree: ast.expr) -> set[str]:
    """Return the names that need a value."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called}


def operators(tree: ast.expr) -> int:
    """Count the operations: each + - * / // % ** and each call; a sign is none."""
    return sum(isinstance(node, ast.BinOp | ast.Call) for node in ast.walk(tree))


def rounded(value: Fraction, places: int = 0) -> Fraction:
    """Return `value` with so many decimals, half away from zero; negative places round before the point."""
    scale = Fraction(10) ** places
    size = (abs(value) * scale + Fraction(1, 2)) // 1 / scale
    return size if value >= 0 else -size


def decimal(value: Fraction, places: int = 6) -> str:
    """Return `value` as people write it, rounded to at most `places` decimals: 12, -3.5, 0.333333."""
    whole = int(rounded(abs(value), places) * 10**places)
    digits = str(whole).rjust(places + 1, "0")
    text = f"{digits[: len(digits) - places]}.{digits[len(digits) - places :]}".rstrip("0").rstrip(".")
    return f"-{text}" if value < 0 and whole else text


def _check(node: ast.expr, source: str, levels: int) -> None:
    if not levels:
        raise CannotCalculate(f"nested more than {DEEPEST} deep")
    if isinstance(node, ast.Constant):
        written = source[node.col_offset : node.end_col_offset]
        if not DECIMAL.fullmatch(written):
            raise CannotCalculate(f"{written[:20]} is not a plain number")
        node.value = Fraction(written)  # as written, not as the nearest binary fraction
    for part in _parts(node):
        _check(part, source, levels - 1)


def _parts(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Constant() | ast.Name():
            return
        case ast.UnaryOp(op=ast.UAdd() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            yield from (left, right)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in FUNCTIONS:
            yield from args
        case _:
            raise CannotCalculate(f"{type(node).__name__} is not allowed")


def _value(node: ast.expr, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant(value=value):
            found = value
        case ast.Name(id=name):
            if name not in values:
                raise CannotCalculate(f"{name} has no value")
            found = Fraction(values[name])
        case ast.UnaryOp(op=op, operand=operand):
            found = _value(operand, values) * (-1 if isinstance(op, ast.USub) else 1)
        case ast.BinOp(left=left, op=op, right=right):
            found = Fraction(OPERATORS[type(op)](_value(left, values), _value(right, values)))
        case ast.Call(func=func, args=args):
            found = FUNCTIONS[func.id](*(_value(arg, values) for arg in args))
    if max(found.numerator.bit_length(), found.denominator.bit_length()) > BITS:
        raise CannotCalculate("too large a number")
    return found


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1 or abs(exponent) > EXPONENT:
        raise CannotCalculate(f"exponents are whole numbers up to {EXPONENT}")
    if max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(exponent) > BITS:
        raise CannotCalculate("too large a number")
    return base ** int(exponent)


def _round(*args: Fraction) -> Fraction:
    if len(args) not in (1, 2):
        raise CannotCalculate("round takes a number and, if need be, its decimals")
    value, places = (*args, Fraction(0))[:2]
    if places.denominator != 1 or abs(places) > PLACES:
        raise CannotCalculate(f"round takes up to {PLACES} decimals")
    return rounded(value, int(places))


def _abs(*args: Fraction) -> Fraction:
    if len(args) != 1:
        raise CannotCalculate("abs takes one number")
    return abs(args[0])


def _extreme(choose):
    def chosen(*args: Fraction) -> Fraction:
        if not args:
            raise CannotCalculate(f"{choose.__name__} takes at least one number")
        return choose(args)

    return chosen


OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
FUNCTIONS = {"min": _extreme(min), "max": _extreme(max), "round": _round, "abs": _abs}
