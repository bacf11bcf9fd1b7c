"""The instructing side no longer instructs (CAMEL)."""

from collections.abc import Sequence

from generation.methods.dialogues.role_flip import INSTRUCTS
from generation.methods.dialogues.turns import USER, Turn

TURNS = 3


def no_instruction(turns: Sequence[Turn], *, idle: int = TURNS) -> int | None:
    """Return the first of `idle` turns of the user in a row without a line that begins with `Instruction:`, or None."""
    silent: list[int] = []
    for place, turn in enumerate(turns):
        if turn.speaker != USER:
            continue
        silent = [] if INSTRUCTS.search(turn.text) else [*silent, place]
        if len(silent) == idle:
            return silent[0]
    return None
