"""What a pilot showed, in measures that need no model and no test set."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generation.catalogue.agent.brief import Requirements
from generation.methods.conditions import count_words, within

SLACK = 0.2  # of the words asked for, on either side


@dataclass(frozen=True)
class Tried:
    """One candidate of a pilot: its text, the label it was to have, and the gate that turned it away ('' for none)."""

    text: str
    label: str = ""
    gate: str = ""


@dataclass(frozen=True)
class TryOut:
    """The request for a pilot of a recipe's document."""

    document: str
    samples: int


@dataclass(frozen=True)
class Pilot:
    """What came back: the candidates and what they cost."""

    tried: Sequence[Tried]
    cost_usd: float = 0.0


def measured(pilot: Pilot, labels: Sequence[str], wanted: Requirements) -> dict[str, Any]:
    """Return the shares that bars are about, and where the rest went: labels that are missing, gates by label."""
    accepted = [one for one in pilot.tried if not one.gate]
    there = {one.label for one in accepted}
    missing = [label for label in labels if label not in there] if any(one.label for one in pilot.tried) else []
    return {
        "accepted": len(accepted) / len(pilot.tried) if pilot.tried else 0.0,
        "labels": 1 - len(missing) / len(labels) if labels else 1.0,
        "length": _at_length([one.text for one in accepted], wanted),
        "missing_labels": missing,
        "turned_away": _turned_away(pilot.tried),
    }


def shortfalls(measures: Mapping[str, Any], bars: Mapping[str, float]) -> dict[str, float]:
    """Return by how much each bar is missed; {} where all are reached."""
    told = {name: bar - (measures.get(name) or 0.0) for name, bar in bars.items()}
    return {name: short for name, short in told.items() if short > 0}


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
