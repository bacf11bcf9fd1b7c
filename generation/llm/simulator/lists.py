"""Answers that are lists: values of an attribute, similar labels, members of an enum."""

import re
from random import Random

from generation.llm.simulator.grammar import qualified
from generation.llm.simulator.judge import closest, theme_of
from generation.llm.simulator.phrases import ATTRIBUTES, QUALIFIERS, SLOTS, VALUE_KEYS, VALUES
from generation.llm.simulator.prompts import LabelSketch, Prompt, last_named
from generation.llm.simulator.prose import fragments

COUNT = re.compile(r"\b(\d{1,3})\b")
MOST = 60


def asked_count(prompt: Prompt, fallback: int) -> int:
    numbers = [int(number) for number in COUNT.findall(prompt.last)]
    return next((number for number in numbers if 1 <= number <= MOST), fallback)


def members(choices: list, prompt: Prompt, rng: Random, most: int) -> list:
    """Some of an enum: the labels most like the one asked about, else a few at random."""
    names = [str(choice) for choice in choices]
    asked = last_named([label.name for label in prompt.labels], prompt.last)
    if asked is None:
        return rng.sample(choices, min(most, len(choices)))
    return closest(prompt.label(asked), [prompt.label(name) for name in names if name != asked], most)


def values(prompt: Prompt, rng: Random, count: int) -> list[str]:
    """Different values for whatever the last message asks to list."""
    sketch = prompt.label(last_named([label.name for label in prompt.labels], prompt.last) or "")
    kind = next((kind for kind, keys in VALUE_KEYS.items() if _asks_for(prompt.last, keys)), None)
    stock = list(VALUES[kind]) if kind else _topics(sketch, prompt)
    rng.shuffle(stock)
    adjectives = rng.sample(QUALIFIERS, len(QUALIFIERS))
    extended = [*stock, *(qualified(adjective, value) for adjective in adjectives for value in stock)]
    return list(dict.fromkeys(extended))[:count]


def attributes(count: int) -> list[dict]:
    """What items differ in: the first names of a fixed list, with whether their values differ by label."""
    return [{"name": name, "depends_on_label": by_label} for name, by_label in ATTRIBUTES[:count]]


def subject(rng: Random) -> str:
    """A short thing to write about: somebody, somewhere, some time."""
    return ", ".join(rng.choice(VALUES[kind]) for kind in ("persona", "location", "time"))


def _asks_for(text: str, keys: tuple[str, ...]) -> bool:
    return any(
        re.search(rf"\b{key}s?\b", text, re.IGNORECASE) for key in keys if key not in ("who", "where", "when", "long")
    )


def _topics(sketch: LabelSketch, prompt: Prompt) -> list[str]:
    theme = theme_of(sketch)
    topics = [re.sub(r"^(the|my|a|an|our) ", "", _plain(topic)) for topic in theme.topics] if theme else []
    found = fragments(sketch.definition) + topics
    return list(dict.fromkeys(found)) or fragments(prompt.text)[:20] or ["general matters"]


def _plain(topic: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: SLOTS.get(match.group(1), ("42",))[0], topic)
