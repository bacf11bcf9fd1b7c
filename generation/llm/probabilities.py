"""From token log-probabilities to the probabilities of the values that an answer's field can take.

The value is one JSON string inside the answer: its tokens' log-probabilities are summed, braces and keys left out.
Where the alternatives that the server lists for the first of these tokens tell the choices apart, they are normalised
over the choices; else the given value's plain probability stands alone (methods/generation.md, G4).
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generation.llm.client import TokenLogprob

FLOOR = -30.0  # tokens outside the listed ones may read -9999


def field_distribution(
    tokens: Sequence[TokenLogprob], text: str, *, field: str, choices: Sequence[str]
) -> dict[str, float] | None:
    """P(choice) for the string property `field` of the answer `text`; None without log-probabilities."""
    value = _value(text, field)
    span = _value_span(text, field, value) if value in choices else None
    inside = _overlapping(tokens, span) if span else []
    if not inside:
        return None
    first, *rest = inside
    tail = math.exp(sum(max(token.logprob, FLOOR) for token in rest))
    shares = _shares(first, choices)
    if shares is None or value not in shares:
        return {value: min(math.exp(max(first.logprob, FLOOR)) * tail, 1.0)}
    return shares


def mean_logprob(tokens: Sequence[TokenLogprob], text: str, fields: Mapping[str, Any]) -> float | None:
    """Mean log-probability of the tokens of all texts in an answer, braces and keys left out; None without any."""
    places, start = [], 0
    for value in _texts(fields):
        written = next((one for one in _spellings(value) if text.find(one, start) >= 0), None)
        if written:
            start = text.find(written, start)
            before = len(text[:start].encode())
            places.append((before, before + len(written.encode())))
            start += len(written)
    found = [max(token.logprob, FLOOR) for place in places for token in _overlapping(tokens, place)]
    return sum(found) / len(found) if found else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def _spellings(value: str) -> Iterator[str]:
    """How a text may stand in JSON: with or without escapes for what is not ASCII."""
    if value:
        yield json.dumps(value, ensure_ascii=False)[1:-1]
        yield json.dumps(value)[1:-1]


def _value(text: str, field: str) -> str | None:
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    value = answer.get(field) if isinstance(answer, dict) else None
    return value if isinstance(value, str) else None


def _value_span(text: str, field: str, value: str) -> tuple[int, int] | None:
    """Byte positions of the value's characters, without the quotes."""
    key = text.find(json.dumps(field))
    start = text.find(value, key + len(field) + 2) if key >= 0 else -1
    if start < 0:
        return None
    before = len(text[:start].encode())
    return before, before + len(value.encode())


def _overlapping(tokens: Sequence[TokenLogprob], span: tuple[int, int]) -> list[TokenLogprob]:
    inside, position = [], 0
    for token in tokens:
        end = position + len(token.text)
        if position < span[1] and end > span[0]:
            inside.append(token)
        position = end
    return inside


def _shares(token: TokenLogprob, choices: Sequence[str]) -> dict[str, float] | None:
    """The listed alternatives of the first token as shares of the choices; None where one points to two choices."""
    mass: dict[str, float] = {}
    for text, logprob in token.top:
        piece = text.decode("utf-8", "ignore").strip(' "\n:{,}').casefold()
        named = [choice for choice in choices if piece and _begins(piece, choice.casefold())]
        if len(named) > 1:
            return None
        for choice in named:
            mass[choice] = mass.get(choice, 0.0) + math.exp(max(logprob, FLOOR))
    total = sum(mass.values())
    return {choice: share / total for choice, share in mass.items()} if len(mass) > 1 and total > 0 else None


def _begins(piece: str, choice: str) -> bool:
    return choice.startswith(piece) or piece.startswith(choice)
