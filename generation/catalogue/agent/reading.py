"""What a pilot showed, in measures that need no test set, and how they stand to what was expected of it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from generation.catalogue.agent.turns import Proposal, Requirements, Seen
from generation.methods.conditions import count_words, within
from generation.methods.estimates import wilson

SLACK = 0.2  # of the words asked for, on either side


@dataclass(frozen=True)
class Tried:
    """One candidate of a pilot: its text, the label it was to have, and the gate that turned it away ('' for none)."""

    text: str
    label: str = ""
    gate: str = ""


@dataclass(frozen=True)
class Line:
    """One figure beside what was expected: the bar, or a range. `low` and `high` are the figure's 95 % interval.

    `ok` is None where nothing was expected; `sure` where the whole interval lies on one side of the bar.
    """

    name: str  # accepted | labels | length | cost_each | obedience | distinct
    value: float | None
    bar: float | None = None
    expected: float | None = None
    low: float | None = None
    high: float | None = None
    ok: bool | None = None
    sure: bool = False
    count: int | None = None
    n: int | None = None


def measured(tried: Sequence[Tried], labels: Sequence[str], wanted: Requirements) -> dict[str, Any]:
    """Return the shares that bars are about, and where the rest went: labels that are missing, gates by label.

    Of more labels than candidates only those count that were tried.
    """
    accepted = [one for one in tried if not one.gate]
    there = {one.label for one in accepted}
    asked = {one.label for one in tried if one.label}
    due = [label for label in labels if label in asked or len(tried) >= len(labels)] if asked else []
    missing = [label for label in due if label not in there]
    shares = {
        "accepted": len(accepted) / len(tried) if tried else 0.0,
        "labels": 1 - len(missing) / len(due) if due else 1.0 if accepted else 0.0,
        "length": _at_length([one.text for one in accepted], wanted),
    }
    return {
        "tried": len(tried),
        "accepted": len(accepted),
        "shares": shares,
        "missing_labels": missing,
        "turned_away": _turned_away(tried),
    }


def shortfalls(seen: Seen, wanted: Requirements) -> dict[str, float]:
    """Return by how much each bar is missed; {} where all are reached."""
    told = {name: bar - (seen.shares.get(name) or 0.0) for name, bar in wanted.bars.items()}
    return {name: short for name, short in told.items() if short > 0}


def lines_of(wanted: Requirements, proposal: Proposal, seen: Seen, count: int) -> list[Line]:
    """Return the figures beside what was expected of them."""
    lines = [_accepted(wanted, proposal, seen), _plain("labels", seen.shares.get("labels"), wanted.labels)]
    if wanted.most_words:
        lines.append(_plain("length", seen.shares.get("length"), wanted.length))
    lines.append(_cost_each(proposal, seen, count))
    lines += [_plain(name, seen.looks.get(name)) for name in ("obedience", "distinct")]
    return [line for line in lines if line.value is not None or line.bar is not None]


def forecast(seen: Seen, count: int) -> tuple[float, float, float] | None:
    """Return what so many samples cost by the pilot (USD): lowest, likely, highest, by the interval of its yield.

    Without the pilot's set-up: what it listed stays for the run. None where nothing was accepted.
    """
    if not seen.accepted:
        return None
    each, yielded = _for_rows(seen) / seen.tried, wilson(seen.accepted, seen.tried)
    return tuple(each * count / share for share in (yielded.high, yielded.value, yielded.low))


def _accepted(wanted: Requirements, proposal: Proposal, seen: Seen) -> Line:
    found, bar = wilson(seen.accepted, seen.tried), wanted.accepted
    sure = found.value is not None and (found.low >= bar or found.high < bar)
    return Line(
        "accepted",
        found.value,
        bar,
        proposal.expected,
        found.low,
        found.high,
        found.value is not None and found.value >= bar,
        sure,
        found.count,
        found.n,
    )


def _plain(name: str, value: float | None, bar: float | None = None) -> Line:
    return Line(name, value, bar, ok=None if bar is None else value is not None and value >= bar)


def _cost_each(proposal: Proposal, seen: Seen, count: int) -> Line:
    """The cost of an accepted sample, without the set-up, against the high end of the estimate."""
    if not seen.accepted or not seen.cost_usd:
        return Line("cost_each", None)
    value, usd = _for_rows(seen) / seen.accepted, proposal.whole.get("usd")
    most = usd[1] / count if usd else None
    return Line("cost_each", value, expected=most, ok=None if most is None else value <= most)


def _for_rows(seen: Seen) -> float:
    return max(seen.cost_usd - seen.setup_usd, 0.0)


def _at_length(texts: Sequence[str], wanted: Requirements) -> float | None:
    if not wanted.most_words or not texts:
        return None
    band = (wanted.least_words, wanted.most_words)
    return sum(within(count_words(text), band, SLACK) for text in texts) / len(texts)


def _turned_away(tried: Iterable[Tried]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter] = {}
    for one in tried:
        if one.gate:
            found.setdefault(one.gate, Counter())[one.label or "-"] += 1
    return {gate: dict(counts) for gate, counts in found.items()}
