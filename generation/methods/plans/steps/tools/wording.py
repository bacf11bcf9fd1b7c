"""Tools about the words of a text: which of the drawn ones it lacks, one of its sentences."""

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from random import Random

from generation.methods.fence import fenced
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.entity_literal import literal as in_text
from generation.methods.verifiers.rouge import words as words_of
from generation.methods.verifiers.word_inclusion import missing

SENTENCE = re.compile(r"[^\s.!?…][^.!?…\n]*[.!?…]+[\"”’')]*")
SHORTEST, LONGEST = 5, 30  # words of a sentence that somebody may be asked to use


def missing_words(text: str, words: Sequence[str]) -> list[str]:
    """Return the words that do not occur in the text, in no form of theirs."""
    return list(missing(tuple(words), text))


def as_data(fields: Mapping[str, str]) -> str:
    """Return a sample between markers, as prompts show what was written by others."""
    return fenced(fields)


def literal(entities: Sequence[str], text: str, only: bool = True) -> list[str]:
    """Return the names that stand in a text as whole words, in the same case, none twice; with `only` False all."""
    listed = list(dict.fromkeys(name for one in entities if (name := " ".join(one.split()))))
    found = in_text(listed, text) if only else listed
    if not found:
        raise Unusable(_("none of the names stands in the text"))
    return found


def without_words(words: Sequence[str] | None = None) -> str:
    """Return the line that forbids words; '' for none."""
    return f"\nDo not use these words, in any form: {', '.join(words)}." if words else ""


def agrees_with(label: str, other: str | None = None) -> bool:
    """Whether another reading gave the same label, or none was made."""
    return other in (None, "", label)


def longest_run(left: str | None, right: str | None) -> int:
    """Return how many words in a row two texts have in common at most; Unusable where one of them is missing."""
    if not left or not right:
        raise Unusable(_("one of the two texts is missing"))
    one, other = words_of(left), words_of(right)
    found = SequenceMatcher(None, one, other, autojunk=False).find_longest_match()
    return found.size


def below(value: float, most: float) -> bool:
    """Whether a number is smaller than `most`."""
    return value < most


def listed(**words: str) -> list[str]:
    """Return values as one list, without those that are empty."""
    return [word for word in words.values() if word]


def one_sentence(text: str, rng: Random) -> str:
    """Return one of the text's sentences by chance, as it stands there; neither very short nor very long."""
    found = [one.strip() for one in SENTENCE.findall(text) if SHORTEST <= len(one.split()) <= LONGEST]
    if not found:
        raise Unusable(_("no sentence of five to thirty words"))
    return rng.choice(found)


def story_request(words: Sequence[str], features: str, summary: str, sentence: str | None = None) -> str:
    """Return the instruction that a story answers: its words, its features, a sentence of it, what it is about."""
    lines = [f"Write a story that uses these words: {', '.join(words)}.", f"It has these features: {features}."]
    lines += [f"This sentence stands in it: “{sentence}”"] if sentence else []
    return "\n".join([*lines, f"It is about this: {summary}"])


TOOLS = {
    "missing_words": Tool(missing_words),
    "as_data": Tool(as_data),
    "longest_run": Tool(longest_run),
    "below": Tool(below),
    "without_words": Tool(without_words),
    "agrees_with": Tool(agrees_with),
    "listed": Tool(listed),
    "story_request": Tool(story_request),
    "literal": Tool(literal),
    "one_sentence": Tool(one_sentence, random=True),
}
