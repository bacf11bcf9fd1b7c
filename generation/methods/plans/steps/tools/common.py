"""Tools that many recipes use: compare, choose, count, join."""

from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same, as texts without regard to case, outer blanks and a last full stop."""
    return _plain(left) == _plain(right)


def both(left: Any, right: Any) -> bool:
    """Whether two values hold."""
    return bool(left) and bool(right)


def negate(value: Any) -> bool:
    """Whether a value does not hold."""
    return not value


def at_least(value: float, least: float) -> bool:
    """Whether a number reaches `least`."""
    return value is not None and value >= least


def most_common(answers: Sequence[Any]) -> dict:
    """Return the answer that most gave, its share of all, and whether it has more than half; the first of equals.

    {answer, share, agreed, votes}; answers are compared as texts.
    """
    given = [answer for answer in answers if answer not in (None, "")]
    if not given:
        raise Unusable("no answer")
    counts = Counter(map(_plain, given))
    winner, votes = counts.most_common(1)[0]
    first = next(answer for answer in given if _plain(answer) == winner)
    return {"answer": first, "share": votes / len(answers), "agreed": 2 * votes > len(answers), "votes": votes}


def best(entries: Sequence[Any], scores: Sequence[float | None], least: float | None = None) -> Any:
    """Return the entry with the highest score, the first of equals; Unusable where none reaches `least`."""
    told = [(score, -place) for place, score in enumerate(scores) if score is not None and entries[place] is not None]
    if not told or (least is not None and max(told)[0] < least):
        raise Unusable("none is good enough")
    return entries[-max(told)[1]]


def kept(entries: Sequence[Any], that: Sequence[Any]) -> list:
    """Return the entries beside which a true value stands."""
    found = [entry for entry, holds in zip(entries, that, strict=True) if holds and entry is not None]
    if not found:
        raise Unusable("none is left")
    return found


def one_of(entries: Sequence[Any], rng: Random) -> Any:
    """Return one entry by chance."""
    if not entries:
        raise Unusable("an empty list")
    return rng.choice(list(entries))


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
        raise Unusable("an empty list")
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


def counted(entries: Sequence[Any]) -> int:
    """Return how many entries there are that are not None."""
    return sum(entry is not None for entry in entries)


def _plain(value: Any) -> str:
    return " ".join(str(value).split()).rstrip(".").casefold()


TOOLS = {
    "equal": Tool(equal),
    "both": Tool(both),
    "not": Tool(negate),
    "at_least": Tool(at_least),
    "most_common": Tool(most_common),
    "best": Tool(best),
    "kept": Tool(kept),
    "one_of": Tool(one_of, random=True),
    "by_chance": Tool(by_chance, random=True),
    "distinct": Tool(distinct),
    "constant": Tool(constant),
    "only_if": Tool(only_if),
    "joined": Tool(joined),
    "counted": Tool(counted),
}
