"""The lists of values that belong to a recipe: under which key they are kept, and which of the project's it may use.

Many recipes have a topic or a style, and each means something else by it. So what a set-up lists is kept by recipe, by
name and by what was asked for. An attribute of that name whose values are all a person's goes before it.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from generation.methods.conditions import GIVEN, LISTED, Dimension, Scope, Value

BY_HAND = ("", "person")  # sources of values that no run and no recipe gave
LONGEST_KEY = 60  # as long as the name of an attribute


@dataclass(frozen=True)
class Own:
    """A list of the recipe's, and what it is asked for by: another question or subject needs another list."""

    name: str
    asked: tuple[str, ...] = ()
    kind: str = LISTED


@dataclass(frozen=True)
class Keeping:
    """Where a recipe finds its own lists among the project's dimensions, and where it leaves them."""

    recipe: str
    own: Mapping[str, Own]

    @classmethod
    def of(cls, recipe: str, lists: Iterable[Own]) -> "Keeping":
        return cls(recipe, {one.name: one for one in lists})

    def seen(self, scope: Scope) -> Scope:
        """Return the project's dimensions and the recipe's own, without those of other recipes."""
        others = (one for one in scope.dimensions if not one.key and one.name not in self.own)
        mine = (self._mine(scope, one) for one in self.own.values())
        return Scope((*others, *filter(None, mine)))

    def kept(self, seen: Scope, scope: Scope) -> tuple[Dimension, ...]:
        """Return a grown scope as it is kept: its own lists under their keys, what was hidden beside them."""
        hidden = [one for one in scope.dimensions if not one.key and one.name in self.own]
        return (*hidden, *(self._keyed(one, hidden) for one in seen.dimensions))

    def _mine(self, scope: Scope, own: Own) -> Dimension | None:
        there = next((one for one in scope.dimensions if one.key == self._key(own.name)), None)
        hand = _by_hand([one for one in scope.dimensions if not one.key], own.name)
        if own.kind == GIVEN or hand is None:
            return there
        covered = {value.label for value in hand.kept()}
        rest = [v for v in (there.values if there else ()) if not covered & {"", v.label}]
        values = (*hand.values, *rest)
        return replace(there or hand, key=self._key(own.name), kind=own.kind, values=values)

    def _keyed(self, dimension: Dimension, hidden: Sequence[Dimension]) -> Dimension:
        if dimension.name not in self.own:
            return dimension
        hand = _by_hand(hidden, dimension.name)
        borrowed: set[Value] = set(hand.values) if hand and self.own[dimension.name].kind != GIVEN else set()
        values = tuple(value for value in dimension.values if value not in borrowed)
        return replace(dimension, key=self._key(dimension.name), values=values)

    def _key(self, name: str) -> str:
        digest = hashlib.sha256("\x1f".join((self.recipe, name, *self.own[name].asked)).encode()).hexdigest()[:8]
        rest = f".{name}.{digest}"
        return self.recipe[: LONGEST_KEY - len(rest)] + rest


def named(key: str) -> tuple[str, str]:
    """Return the recipe and the name that a key begins with; no recipe where it is a plain name."""
    recipe, name, _digest = key.rsplit(".", 2) if key.count(".") > 1 else ("", key, "")
    return recipe, name


def _by_hand(dimensions: Iterable[Dimension], name: str) -> Dimension | None:
    """The project's attribute of that name, where all that is drawn of it is a person's."""
    found = next((one for one in dimensions if one.name == name), None)
    kept = found.kept() if found else ()
    return found if kept and all(value.source in BY_HAND for value in kept) else None
