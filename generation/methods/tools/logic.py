"""Propositional logic: formulas are read, compared and proved by truth table.

Names stand for statements. ¬ is also not, ~ and !; ∧ is and and &; ∨ is or and |; → is implies, ->, => and if … then;
↔ is iff and <->. The order of binding is ¬ ∧ ∨ → ↔; → groups to the right.

A truth table over n names is one integer of 2^n bits, so that ∧ is &: sixteen names take 8 kB and a few microseconds.
DetermLR, Sun et al. 2024 (arXiv 2310.18659): each derived premise must follow from those it names, say something new,
and the accepted ones alone must prove the target.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

MOST_NAMES = 16  # in one question
LONGEST = 1000  # characters of a formula
MOST_TOKENS = 120
DEEPEST = 40

WORDS = {"not": "¬", "~": "¬", "!": "¬", "and": "∧", "&": "∧", "&&": "∧", "or": "∨", "|": "∨", "||": "∨"}
WORDS |= {"implies": "→", "->": "→", "=>": "→", "iff": "↔", "<->": "↔", "<=>": "↔", "if": "if", "then": "then"}
BINDING = {"↔": 1, "→": 2, "∨": 3, "∧": 4}
_TOKEN = re.compile(r"\s*(?:(<->|<=>|->|=>|&&?|\|\|?|[~!¬∧∨→↔()])|([A-Za-z][A-Za-z0-9_]*))")


class LogicError(ValueError):
    """The formula cannot be read, or there are too many names; the message says where or how many."""


@dataclass(frozen=True)
class Formula:
    """A name (operator '') or an operator with its one or two parts."""

    operator: str
    name: str = ""
    parts: tuple["Formula", ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The names in it."""
        return frozenset({self.name} if not self.operator else ()).union(*(part.names for part in self.parts))


@dataclass(frozen=True)
class Step:
    """A derived formula and the numbers of what it comes from: premises first, from 0, then earlier steps."""

    formula: str
    uses: tuple[int, ...]


@dataclass(frozen=True)
class Report:
    """What a derivation is worth: why each step was not accepted ('' if it was), and whether the target is proved.

    `idle` are accepted steps that no accepted step and not the target needed.
    """

    problems: tuple[str, ...]
    proved: bool
    idle: tuple[int, ...] = ()


def read(text: str) -> Formula:
    """Return the formula that a text states; names are compared without case, a last full stop is left out.

    Raises LogicError for anything else, more than 1,000 characters, 120 names and signs or 40 levels.
    """
    text = text.strip().rstrip(".").strip()
    if len(text) > LONGEST:
        raise LogicError(f"longer than {LONGEST} characters")
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise LogicError(f"cannot read “{text[at : at + 20]}”")
        word = match.group().strip().casefold()
        tokens.append(WORDS.get(word, word))
        at = match.end()
    if len(tokens) > MOST_TOKENS:
        raise LogicError(f"more than {MOST_TOKENS} names and signs")
    formula, rest = _formula(tokens, 0, DEEPEST)
    if rest:
        raise LogicError(f"“{rest[0]}” is left over")
    return formula


def entails(premises: Sequence[Formula], target: Formula) -> bool:
    """Say whether the target is true wherever all premises are (everywhere, if there are none).

    Contradictory premises entail everything: see `consistent`. Raises LogicError beyond 16 names.
    """
    names = _names(*premises, target)
    return not _all(premises, names) & ~_table(target, names)


def consistent(premises: Sequence[Formula]) -> bool:
    """Say whether the premises can all be true at once."""
    return bool(_all(premises, _names(*premises)))


def verdict(premises: Sequence[Formula], target: Formula) -> str:
    """Return true, false or unknown; contradictory where the premises are."""
    if not consistent([*premises, target]):
        return "false" if consistent(premises) else "contradictory"
    return "true" if entails(premises, target) else "unknown"


def canonical(formula: Formula) -> str:
    """Return a text that two formulas share exactly when they are equivalent.

    It is the truth table over the names on which the formula depends: a ∨ ¬a is “1”, whatever a is.
    """
    names = [name for name in _names(formula) if _depends(formula, name)]
    fixed = {name: 0 for name in formula.names if name not in names}  # any value serves
    return f"{','.join(names)}:{_table(formula, names, fixed):x}"


def check(premises: Sequence[str], steps: Sequence[Step], target: str) -> Report:
    """Check a derivation step by step.

    A step is accepted where it follows from the premises and accepted steps it names. It is not where it cannot be read
    (*unreadable*), names what is not there or was not accepted (*unknown source*), does not follow (*does not follow*),
    is equivalent to a premise or an accepted step (*already known*) or is true of itself (*says nothing*). The target
    is proved if the accepted steps alone entail it. Raises LogicError where a premise or the target cannot be read.
    """
    known: list[Formula | None] = [read(premise) for premise in premises]
    aim = read(target)
    seen = {canonical(formula) for formula in known if formula}
    problems = []
    for step in steps:
        formula, problem = _judge(step, known, seen)
        known.append(None if problem else formula)
        problems.append(problem)
        if formula and not problem:
            seen.add(canonical(formula))
    accepted = [formula for formula in known[len(premises) :] if formula]
    proved = bool(accepted) and entails(accepted, aim)
    return Report(tuple(problems), proved, _idle(len(premises), steps, known, aim) if proved else ())


def _judge(step: Step, known: Sequence[Formula | None], seen: set[str]) -> tuple[Formula | None, str]:
    try:
        formula = read(step.formula)
        sources = [known[i] if 0 <= i < len(known) else None for i in step.uses]
        if None in sources:
            return formula, "unknown source"
        if not entails([source for source in sources if source], formula):
            return formula, "does not follow"
        form = canonical(formula)
    except LogicError:
        return None, "unreadable"
    if form == ":1":
        return formula, "says nothing"
    return formula, "already known" if form in seen else ""


def _idle(first: int, steps: Sequence[Step], known: Sequence[Formula | None], target: Formula) -> tuple[int, ...]:
    """Return the accepted steps that are neither among those that prove the target nor, however far, their sources."""
    accepted = [i for i in range(first, len(known)) if known[i]]
    needed = set(accepted)
    for i in accepted:  # earlier ones go first, for later ones were made from them
        if entails([known[j] for j in needed - {i} if known[j]], target):
            needed.discard(i)
    for i in reversed(accepted):
        if i in needed:
            needed.update(steps[i - first].uses)
    return tuple(i - first for i in accepted if i not in needed)


def _formula(tokens: list[str], weakest: int, levels: int) -> tuple[Formula, list[str]]:
    """Read a formula whose operators bind at least so strongly; return it and what is left (precedence climbing)."""
    left, rest = _part(tokens, levels)
    while rest and BINDING.get(rest[0], 0) > weakest or (rest[:1] == ["→"] and weakest == BINDING["→"]):
        operator = rest[0]
        right, rest = _formula(rest[1:], BINDING[operator], levels - 1)
        left = Formula(operator, parts=(left, right))
    return left, rest


def _part(tokens: list[str], levels: int) -> tuple[Formula, list[str]]:
    if not tokens:
        raise LogicError("the formula breaks off")
    if not levels:
        raise LogicError(f"nested more than {DEEPEST} deep")
    first, rest = tokens[0], tokens[1:]
    if first == "¬":
        inner, rest = _part(rest, levels - 1)
        return Formula("¬", parts=(inner,)), rest
    if first == "(":
        inner, rest = _formula(rest, 0, levels - 1)
        return inner, _after(rest, ")")
    if first == "if":
        condition, rest = _formula(rest, 0, levels - 1)
        result, rest = _formula(_after(rest, "then"), 0, levels - 1)
        return Formula("→", parts=(condition, result)), rest
    if first in BINDING or first in (")", "then"):
        raise LogicError(f"“{first}” is out of place")
    return Formula("", first), rest


def _after(tokens: list[str], wanted: str) -> list[str]:
    if tokens[:1] != [wanted]:
        raise LogicError(f"“{wanted}” is missing")
    return tokens[1:]


def _names(*formulas: Formula) -> list[str]:
    names = sorted(frozenset().union(*(formula.names for formula in formulas)))
    if len(names) > MOST_NAMES:
        raise LogicError(f"{len(names)} names, at most {MOST_NAMES}")
    return names


def _all(formulas: Sequence[Formula], names: Sequence[str]) -> int:
    return reduce(lambda table, formula: table & _table(formula, names), formulas, _full(names))


def _full(names: Sequence[str]) -> int:
    return (1 << (1 << len(names))) - 1


def _table(formula: Formula, names: Sequence[str], fixed: dict[str, int] | None = None) -> int:
    """Return the truth table as bits: bit i is the value where name j is true exactly if bit j of i is set."""
    full = _full(names)
    if not formula.operator:
        return (fixed or {})[formula.name] if formula.name not in names else _column(names.index(formula.name), full)
    tables = [_table(part, names, fixed) for part in formula.parts]
    match formula.operator:
        case "¬":
            return full ^ tables[0]
        case "∧":
            return tables[0] & tables[1]
        case "∨":
            return tables[0] | tables[1]
        case "→":
            return (full ^ tables[0]) | tables[1]
        case _:
            return full ^ tables[0] ^ tables[1]


def _column(place: int, full: int) -> int:
    """Return the table of a name: blocks of 2^place zeros and ones by turns."""
    return full // ((1 << (1 << place)) + 1) << (1 << place)


def _depends(formula: Formula, name: str) -> bool:
    others = [other for other in _names(formula) if other != name]
    full = _full(others)
    return _table(formula, others, {name: 0}) != _table(formula, others, {name: full})
