"""Dialogues written as lines, the user first."""

from generation.methods.dialogues.turns import ASSISTANT, USER, Turn


def dialogue(*lines: str) -> list[Turn]:
    return [Turn(ASSISTANT if place % 2 else USER, line) for place, line in enumerate(lines)]
