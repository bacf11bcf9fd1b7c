"""Demonstrations of the label that is asked for, drawn at random from the seeds."""

from collections.abc import Sequence
from random import Random

from generation.methods.steps import Demonstration


def same_label(support: Sequence[Demonstration], question: str, label: str, k: int, rng: Random) -> list[Demonstration]:
    """Return at most k seeds labelled `label` for `question`, in random order and without repeats."""
    if not k:
        return []
    fitting = [demo for demo in support if demo.labels.get(question) == label]
    return rng.sample(fitting, min(k, len(fitting)))


def block(demonstrations: Sequence[Demonstration]) -> str:
    """Return the demonstrations as a block of a prompt; '' for none."""
    if not demonstrations:
        return ""
    texts = ["\n".join(demo.fields.values()) for demo in demonstrations]
    listed = "\n".join(f"Example {i}:\n{text}" for i, text in enumerate(texts, start=1))
    return f"Real items with this label, to show the manner. Write something else.\n{listed}\n"
