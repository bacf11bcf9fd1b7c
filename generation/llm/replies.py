"""From the text of an answer to its fields, or why not: the parse ladder.

Rungs, as they are stored: `schema` (strict structured output), `json` (JSON mode), `extracted` (JSON found inside
other text), `coerced` (a slip mended), `text` (no fields were asked for). A repair is a request of its own, which
recipes ask for.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from generation.llm.client import JSON
from generation.llm.schemas import coerced, problems
from generation.methods.storable import storable

FENCE = re.compile(r"```(?:json|JSON)?\s*\n?(.*?)```", re.DOTALL)
LONGEST_ANSWER = 200_000  # characters; what is longer is an attack or a loop, never an answer
QUOTED_PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """`problem` is '', refused, content_filter, empty, truncated or malformed; `detail` says it in words."""

    value: JSON | None
    rung: str
    problem: str = ""
    detail: str = ""


def read_answer(
    text: str | None, *, schema: JSON | None, mode: str, finish: str = "stop", refusal: str | None = None
) -> Answer:
    """The fields of one choice. `mode` is how they were asked for: schema, json or text."""
    if refusal is not None:
        return Answer(None, mode, "refused", refusal[:300])
    if finish == "content_filter":
        return Answer(None, mode, "content_filter", "withheld by the content filter")
    if finish == "length":
        return Answer(None, mode, "truncated", "cut off at the token limit")
    if not text or not text.strip():
        return Answer(None, mode, "empty", "empty answer")
    if len(text) > LONGEST_ANSWER:
        return Answer(None, mode, "malformed", f"longer than {LONGEST_ANSWER} characters")
    if schema is None:
        return Answer({"text": text}, "text")
    return _fields(text, schema, mode)


def _fields(text: str, schema: JSON, mode: str) -> Answer:
    first_problem = ""
    for rung, value in _candidates(text, mode):
        found = problems(value, schema)
        if not found:
            return Answer(value, rung)
        mended = coerced(value, schema)
        if not problems(mended, schema):
            return Answer(mended, "coerced")
        first_problem = first_problem or "; ".join(found[:QUOTED_PROBLEMS])
    return Answer(None, mode, "malformed", first_problem or "not JSON")


def _candidates(text: str, mode: str) -> Iterator[tuple[str, Any]]:
    whole = _loads(text)
    if whole is not None:
        yield ("json" if mode == "text" else mode), whole
        return
    for fenced in FENCE.findall(text):
        value = _loads(fenced)
        if value is not None:
            yield "extracted", value
    yield from _embedded_objects(text)


def _embedded_objects(text: str, most: int = 20) -> Iterator[tuple[str, Any]]:
    decoder, start = json.JSONDecoder(), text.find("{")
    for _ in range(most):
        if start < 0:
            return
        try:
            value, end = decoder.raw_decode(text, start)
            yield "extracted", storable(value)
        except (ValueError, RecursionError):
            end = start + 1
        start = text.find("{", end)


def _loads(text: str) -> Any:
    try:
        return storable(json.loads(text))
    except (ValueError, RecursionError):
        return None


def with_schema_in_words(messages: tuple[JSON, ...], schema: JSON) -> tuple[JSON, ...]:
    """The same request for an endpoint that knows no structured output."""
    asked = "Answer with one JSON object and nothing else. It must fit this JSON schema:\n"
    return (*messages, {"role": "system", "content": asked + json.dumps(schema, ensure_ascii=False)})
