"""Texts that rest on passages, in the simulated model's words: it says what they say, and knows what they support."""

import re
from random import Random
from typing import Any

from generation.llm.simulator.lists import asked_count
from generation.llm.simulator.prompts import Prompt, stems

PASSAGE = re.compile(r'<passage id="(\w+)">\n(.*?)\n</passage>', re.DOTALL)
SENTENCE = re.compile(r"<sentence>\n(.*?)\n</sentence>", re.DOTALL)
SAYS = ("One source says: {said}.", "It is told there that {said}.", "As it stands there, {said}.", "So: {said}.")
LONGEST = 8  # words in a row of a passage
MOST = 3  # sentences of a text
ANSWER = re.compile(r"^Answer: (.+)$", re.MULTILINE)
ASKED = ("What is told of", "What do you know about", "Which fact belongs to", "How would you explain", "Say more on")
INVENTED = ("Nobody ever knew it", "It was settled by a court", "Two brothers sold it", "It burned down")
INVENTS = 0.1  # of the answers
SUPPORTED = 0.6  # share of a sentence's words that its passages must have


def answered(prompt: Prompt, schema: dict, rng: Random) -> dict[str, Any] | None:
    """Return the sentences that some passages give, or whether they support one; None for any other request."""
    asked, passages = set(schema.get("properties", {})), PASSAGE.findall(prompt.last)
    if not passages:
        return None
    if asked == {"sentences"}:
        return {"sentences": [_told(one, rng) for one in rng.sample(passages, min(len(passages), MOST))]}
    if asked == {"pairs"}:
        return {"pairs": [_pair(*_clause(rng.choice(passages), rng), rng) for _ in range(asked_count(prompt, 3))]}
    if found := ANSWER.search(prompt.last):
        return _judged(asked, _follows(found[1], passages))
    found = SENTENCE.search(prompt.last)
    return {"supported": _follows(found[1], passages)} if asked == {"supported"} and found else None


def _told(passage: tuple[str, str], rng: Random) -> dict[str, Any]:
    name, said = _clause(passage, rng)
    return {"sentence": rng.choice(SAYS).format(said=said), "ids": [name]}


def _clause(passage: tuple[str, str], rng: Random) -> tuple[str, str]:
    name, text = passage
    clause = rng.choice([one for one in re.split(r"(?<=[.!?])\s+", text) if one.strip()] or [text])
    words = clause.split()
    start = rng.randint(0, max(len(words) - LONGEST, 0))  # what tells documents apart may stand at their end
    return name, " ".join(words[start : start + LONGEST]).strip(".,;:!?")


def _pair(_name: str, said: str, rng: Random) -> dict[str, str]:
    """A question about what a passage says; now and then the answer is not in it."""
    asked = " ".join(rng.sample(said.split(), min(len(said.split()), 4)))
    told = said if rng.random() >= INVENTS else f"{rng.choice(INVENTED)} in {rng.randint(1800, 2020)}"
    return {"question": f"{rng.choice(ASKED)} {asked}?", "response": f"{told}."}


def _judged(asked: set[str], holds: bool) -> dict[str, Any] | None:
    """Whether, or how well, an answer follows from the passages that stand before it."""
    told = {"faithful": holds, "relevance": "2" if holds else "1"}
    given = {name: value for name, value in told.items() if name in asked}
    return {"reason": "It is compared word by word.", **given} if given else None


def _follows(sentence: str, passages: list[tuple[str, str]]) -> bool:
    words, known = set(stems(sentence)), {stem for _name, text in passages for stem in stems(text)}
    return len(words & known) >= SUPPORTED * len(words)
