"""Demonstrations as a block of a prompt."""

from collections.abc import Sequence

from generation.methods.fence import fenced
from generation.methods.steps import Demonstration

SAME = "Real items with this label, to show the manner. Write something else."
MIXED = "Real items, each with its label, to show the manner. Write something else."
LABELLED = "Items that were labelled before:"


def to_write(demonstrations: Sequence[Demonstration], labels: Sequence[str], asked: str) -> str:
    """Return the block for a prompt that asks for a new item; '' for none. Labels are told where they differ."""
    told = set(labels) != {asked}
    texts = ["\n".join(map(str, demo.fields.values())) for demo in demonstrations]
    shown = [f"{text}\nIts label: {label}" if told else text for text, label in zip(texts, labels, strict=True)]
    return _block(MIXED if told else SAME, shown)


def to_label(demonstrations: Sequence[Demonstration], labels: Sequence[str]) -> str:
    """Return the block for a prompt that asks for a label; '' for none. What explains a label stands before it."""
    pairs = zip(demonstrations, labels, strict=True)
    return _block(LABELLED, [f"{fenced(demo.fields)}\n{_why(demo)}Its label: {label}" for demo, label in pairs])


def _why(demo: Demonstration) -> str:
    return f"Why: {demo.known['explanation']}\n" if demo.known.get("explanation") else ""


def _block(said: str, shown: Sequence[str]) -> str:
    listed = "\n".join(f"Example {i}:\n{text}" for i, text in enumerate(shown, start=1))
    return f"{said}\n{listed}\n" if shown else ""
