"""Texts that rest on passages, in the simulated model's words: it says what they say, and knows what they support."""

import re
from random import Random
from typing import Any

from generation.llm.simulator.prompts import Prompt, stems

PASSAGE = re.compile(r'<passage id="(\w+)">\n(.*?)\n</passage>', re.DOTALL)
SENTENCE = re.compile(r"<sentence>\n(.*?)\n</sentence>", re.DOTALL)
SAYS = ("One source says: {said}.", "It is told there that {said}.", "As it stands there, {said}.", "So: {said}.")
LONGEST = 8  # words in a row of a passage
MOST = 3  # sentences of a text
SUPPORTED = 0.6  # share of a sentence's words that its passages must have


def answered(prompt: Prompt, schema: dict, rng: Random) -> dict[str, Any] | None:
    """Return the sentences that some passages give, or whether they support one; None for any other request."""
    asked, passages = set(schema.get("properties", {})), PASSAGE.findall(prompt.last)
    if not passages:
        return None
    if asked == {"sentences"}:
        return {"sentences": [_told(one, rng) for one in rng.sample(passages, min(len(passages), MOST))]}
    found = SENTENCE.search(prompt.last)
    return {"supported": _follows(found[1], passages)} if asked == {"supported"} and found else None


def _told(passage: tuple[str, str], rng: Random) -> dict[str, Any]:
    name, text = passage
    clause = rng.choice([one for one in re.split(r"(?<=[.!?])\s+", text) if one.strip()] or [text])
    said = " ".join(clause.split()[:LONGEST]).rstrip(".,;:!?")
    return {"sentence": rng.choice(SAYS).format(said=said), "ids": [name]}


def _follows(sentence: str, passages: list[tuple[str, str]]) -> bool:
    words, known = set(stems(sentence)), {stem for _name, text in passages for stem in stems(text)}
    return len(words & known) >= SUPPORTED * len(words)
