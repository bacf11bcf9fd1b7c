"""A scripted model that imitates the examples that its prompt shows, and seeds of three labels with several topics."""

import re
from random import Random

from generation.methods.steps import Answer, Demonstration
from tests.generation.catalogue.driving import LABELS
from tests.generation.catalogue.worlds import FILLER, WORDS

TOPICS = 8  # of each label
REAL = "tbh imho fyi btw asap".split()  # noqa: SIM905 - the manner of the real source
EXAMPLE = re.compile(r"^Example \d+:\n(.+)$", re.MULTILINE)


def seed(label: str, number: int) -> Demonstration:
    rng, topic = Random(f"{label}{number}"), number % TOPICS
    about = [f"{label.lower()}{topic}{letter}" for letter in "abcdef"]
    text = " ".join([*rng.sample(REAL, 2), *rng.choices(WORDS[label].split(), k=3), *about, *rng.sample(FILLER, 4)])
    return Demonstration(f"{label}-{number:02d}", {"text": text}, {"topic": label})


SEEDS = tuple(seed(label, number) for label in LABELS for number in range(24))
FRESH = tuple(seed(label, number) for label in LABELS for number in range(100, 124))  # of the same source, never shown


class Imitator:
    """Takes up words of one example, or copies nine in a row; without any it falls back on its habits and slips."""

    def __init__(self, copies: float = 0.0, slips: float = 0.3):
        self.copies, self.slips, self.asked, self.prompts = copies, slips, 0, []

    def __call__(self, ask):
        self.asked += 1
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        self.prompts.append(user)
        label = user.rsplit("Label: ", 1)[1].strip()
        shown = EXAMPLE.findall(user)
        if shown and rng.random() < self.copies:
            copy, own = rng.choice(shown).split()[:9], rng.choices(WORDS[label].split(), k=3)
            return Answer({"text": " ".join([*copy, *rng.choices(FILLER, k=8), *own])})
        if shown:
            words = rng.choice(shown).split()
            text = [*rng.sample(words, 7), *rng.choices(WORDS[label].split(), k=3), *rng.choices(FILLER, k=3)]
            return Answer({"text": " ".join(text)})
        written = rng.choice(LABELS) if rng.random() < self.slips else label
        return Answer({"text": " ".join([*rng.choices(WORDS[written].split(), k=4), *rng.choices(FILLER[:9], k=9)])})


def read(text: str) -> str:
    """The label whose words a text has most of."""
    return max(LABELS, key=lambda label: sum(text.count(word) for word in (*WORDS[label].split(), label.lower())))
