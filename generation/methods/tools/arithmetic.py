"""Statements such as “3 boxes * $4.50 = $13.50” in a rationale, each worked out again.

A statement joins two sides by an equals sign, at least one of them a calculation with plain numbers. Numbers may carry
thousands separators, a currency, a percent sign, a scale (2 million) and up to three words of unit, which are not
converted. “20 % of 50” and “3 groups of 4” multiply. A chain a = b = c makes two statements. Algebra (2x + 3 = 7) is
left alone, for its numbers are not all known.

A statement holds if both sides are equal, exactly. A single number with two or more decimals may be a rounded one, and
after ≈ any single number may: then half a unit in its last place is allowed for. A percentage has two decimals more
than are written, and “= 25 %” also holds for a side with 100 in it that comes to 25.

Step 6 of tool-verified generation (PAL, Gao et al. 2023; ToRA, Gou et al. 2024).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from generation.methods.tools.calculator import CannotCalculate, calculate, decimal
from generation.methods.tools.numbers import CURRENCIES, DIGITS, SCALES

MOST_TOKENS = 80  # of one side; a calculation that people follow is shorter
DEEPEST = 10  # parentheses within parentheses
UNIT_WORDS = 3
VARIABLES = {"x", "y", "z", "n"}
SIGNS = {"×": "*", "·": "*", "∙": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "^": "**", "x": "*", "X": "*"}
HUNDRED = re.compile(r"(?<![0-9.])100(?![0-9.])")
LATEX = {r"\times": "*", r"\cdot": "*", r"\div": "/"}
_TOKEN = re.compile(
    rf"(?P<number>(?<![A-WYZa-wyz0-9_.])(?>{DIGITS}))"
    r"|(?P<equals>==?|≈|\\approx)"
    rf"|(?P<of>\bof(?:\s+the)?(?=\s+[{CURRENCIES}]?\s?[0-9]))"
    r"|(?P<markup>(?<!\S)\*\*(?=\S)|(?<=\S)\*\*(?=[.,;:!?)\s]|$)|\\boxed\{)"
    rf"|(?P<op>\*\*|//|[-+*/×·∙⋅÷−–^]|\\times|\\cdot|\\div|(?<![^\W\d_])[xX](?=\s*[({CURRENCIES}]*\s*[0-9]))"
    r"|(?P<open>[(\[])|(?P<close>[)\]])"
    r"|(?P<percent>\\?%|\bper\s?cent\b)"
    rf"|(?P<currency>\\?[{CURRENCIES}])"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<blank>[^\S\n]+)|(?P<other>(?s:.))"
)


@dataclass(frozen=True)
class Statement:
    """One equality: its text, at text[start:end] of the rationale, whether it holds, and what the left side is."""

    text: str
    start: int
    end: int
    holds: bool
    value: str


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class _Side:
    """A side in the calculator's words. `single`: just a number, of so many `decimals`; `next`: the token after it."""

    source: str
    next: int
    single: bool
    decimals: int
    percent: bool


def statements(rationale: str) -> list[Statement]:
    """Return the arithmetic statements of a rationale in order; [] for none."""
    tokens = _tokens(rationale)
    found: list[Statement] = []
    at = 0
    while at < len(tokens):
        sides = _chain(tokens, at)
        if len(sides) > 1 and not _in_algebra(tokens, at, sides[-1].next):
            found.extend(_checked(rationale, tokens, at, sides))
        at = sides[-1].next if len(sides) > 1 else at + 1
    return found


def wrong(rationale: str) -> list[Statement]:
    """Return the statements that do not hold."""
    return [statement for statement in statements(rationale) if not statement.holds]


def _tokens(text: str) -> list[_Token]:
    found = (_Token(match.lastgroup or "", match.group(), *match.span()) for match in _TOKEN.finditer(text))
    return [token for token in found if token.kind not in ("blank", "markup")]


def _chain(tokens: list[_Token], at: int) -> list[_Side]:
    """Read sides joined by equals signs from a token on; fewer than two where there is no statement."""
    sides: list[_Side] = []
    while (side := _side(tokens, at)) is not None:
        sides.append(side)
        if _kind(tokens, side.next) != "equals":
            break
        at = side.next + 1
    return sides


def _checked(text: str, tokens: list[_Token], at: int, sides: list[_Side]) -> Iterator[Statement]:
    for left, right in zip(sides, sides[1:], strict=False):
        if not (left.single and right.single):
            start, end = tokens[at].start, tokens[right.next - 1].end
            holds = _holds(left, right, about=tokens[left.next].text in ("≈", r"\approx"))
            yield Statement(text[start:end], start, end, holds, _shown(left.source))
        at = left.next + 1


def _holds(left: _Side, right: _Side, *, about: bool) -> bool:
    try:
        value, stated = calculate(left.source), calculate(right.source)
    except CannotCalculate:
        return False
    if _equal(value, stated, left if left.single else right, about):
        return True
    multiplied = right.percent and right.single and not left.percent and HUNDRED.search(left.source)
    return bool(multiplied) and _equal(value, stated * 100, replace(right, decimals=right.decimals - 2), about)


def _equal(value: Fraction, stated: Fraction, written: _Side, about: bool) -> bool:
    rounded = written.single and (about or written.decimals >= 2)
    return value == stated or (rounded and abs(value - stated) <= Fraction(1, 2 * 10**written.decimals))


def _shown(source: str) -> str:
    try:
        return decimal(calculate(source))
    except CannotCalculate:
        return ""


def _side(tokens: list[_Token], at: int, depth: int = 0) -> _Side | None:
    """Read the longest calculation that starts at a token; None where none does."""
    term = _term(tokens, at, depth)
    if term is None:
        return None
    side, limit = term, at + MOST_TOKENS
    while side.next < limit and _kind(tokens, side.next) in ("op", "of"):
        term = _term(tokens, side.next + 1, depth)
        if term is None:
            break
        source = side.source + _operator(tokens[side.next]) + term.source
        side = _Side(source, term.next, False, 0, side.percent or term.percent)
    return side


def _term(tokens: list[_Token], at: int, depth: int) -> _Side | None:
    if depth > DEEPEST:
        return None
    if _signed(tokens, at):
        term = _term(tokens, at + 1, depth + 1)
        return term and replace(term, source=f"(-{term.source})")
    if _kind(tokens, at) == "open":
        inner = _side(tokens, at + 1, depth + 1)
        if inner is None or _kind(tokens, inner.next) != "close":
            return None
        return replace(inner, source=f"({inner.source})", next=_after_unit(tokens, inner.next + 1))
    return _quantity(tokens, at)


def _signed(tokens: list[_Token], at: int) -> bool:
    """A minus is a sign where it touches its number; “- 3” begins a list item."""
    if _kind(tokens, at) != "op" or _operator(tokens[at]) != "-" or at + 1 >= len(tokens):
        return False
    follower = tokens[at + 1]
    return follower.kind in ("number", "currency", "open") and follower.start == tokens[at].end


def _quantity(tokens: list[_Token], at: int) -> _Side | None:
    at += _kind(tokens, at) == "currency"
    if _kind(tokens, at) != "number":
        return None
    source = tokens[at].text.replace(",", "")
    decimals = len(source.partition(".")[2])
    at += 1
    if _kind(tokens, at) == "percent":
        return _Side(f"({source}/100)", _after_unit(tokens, at + 1), True, decimals + 2, True)
    if _kind(tokens, at) == "word" and (scale := SCALES.get(tokens[at].text.casefold())):
        return _Side(f"({source}*{scale})", _after_unit(tokens, at + 1), True, 0, False)
    if _kind(tokens, at) == "word" and tokens[at].text.casefold() in VARIABLES:
        return None
    return _Side(source, _after_unit(tokens, at), True, decimals, False)


def _after_unit(tokens: list[_Token], at: int) -> int:
    """Pass over a unit: up to three words, or words after a stroke, as in $5/hour."""
    last = at + UNIT_WORDS
    while at < last:
        if _kind(tokens, at) == "word":
            at += 1
        elif _kind(tokens, at) == "op" and tokens[at].text == "/" and _kind(tokens, at + 1) == "word":
            at, last = at + 2, last + 1
        else:
            break
    return at


def _in_algebra(tokens: list[_Token], start: int, end: int) -> bool:
    """Say whether a calculation is joined to something that is no number: the y of y * 3 + 4 = 10 or of 10 = 6 + y."""
    before = _kind(tokens, start - 1) == "op" and _kind(tokens, start - 2) not in ("", "other")
    joined = _kind(tokens, end) == "op" and _kind(tokens, end + 1) == "word"
    name = tokens[end + 1].text if joined else ""
    return before or (joined and (len(name) == 1 or _operator(tokens[end]) != "-"))


def _operator(token: _Token) -> str:
    return "*" if token.kind == "of" else LATEX.get(token.text) or SIGNS.get(token.text, token.text)


def _kind(tokens: list[_Token], at: int) -> str:
    return tokens[at].kind if 0 <= at < len(tokens) else ""
