"""Tools that many recipes use: compare, choose, join."""

from collections.abc import Sequence
from random import Random
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same, as texts without regard to case, outer blanks and a last full stop."""
    return _plain(left) == _plain(right)


def negate(value: Any) -> bool:
    """Whether a value does not hold."""
    return not value


def by_chance(rng: Random, share: float = 0.5) -> bool:
    """Return true in a share of all rows."""
    return rng.random() < share


def distinct(entries: Sequence[Any], most: int = 0) -> list:
    """Return the entries without repeats, in their order, the first `most` of them."""
    found: dict[str, Any] = {}
    for entry in entries:
        if entry not in (None, ""):
            found.setdefault(_plain(entry), entry)
    if not found:
        raise Unusable(_("a list that is needed is empty"))
    return list(found.values())[: most or None]


def constant(value: Any) -> Any:
    """Return what the recipe says."""
    return value


def only_if(value: Any, that: Any) -> Any:
    """Return a value where something holds, else an empty text."""
    return value if that else ""


def joined(parts: Sequence[Any] | None, between: str = "\n\n") -> str:
    """Return texts as one."""
    return between.join(str(part) for part in parts or [] if part not in (None, ""))


def _plain(value: Any) -> str:
    return " ".join(str(value).split()).rstrip(".").casefold()


TOOLS = {
    "equal": Tool(equal),
    "not": Tool(negate),
    "by_chance": Tool(by_chance, random=True),
    "distinct": Tool(distinct),
    "constant": Tool(constant),
    "only_if": Tool(only_if),
    "joined": Tool(joined),
}
