"""A dialogue as text: each turn begins with its speaker's name and a colon at the start of a line.

Lines of a turn that would read as the beginning of another turn get a blank before them; so what was written reads back
as the same turns.
"""

import re
from collections.abc import Sequence

from generation.methods.dialogues.turns import ASSISTANT, USER, Turn

OPENING = re.compile(rf"^({USER}|{ASSISTANT}): ?", re.IGNORECASE | re.MULTILINE)
GUARDED = re.compile(rf"^( *)({USER}|{ASSISTANT}):", re.IGNORECASE | re.MULTILINE)
UNGUARDED = re.compile(rf"^ ( *)({USER}|{ASSISTANT}):", re.IGNORECASE | re.MULTILINE)


def to_text(turns: Sequence[Turn]) -> str:
    """Return the turns as text; `read(to_text(turns))` are the same turns, but for white space around each."""
    guarded = ((turn.speaker, GUARDED.sub(r" \1\2:", turn.text.strip())) for turn in turns)
    return "\n".join(f"{speaker}: {text}" for speaker, text in guarded)


def read(text: str) -> list[Turn]:
    """Return the turns of a text; [] for one that does not begin with a turn."""
    marks = list(OPENING.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return [
        Turn(mark[1].lower(), UNGUARDED.sub(r"\1\2:", text[mark.end() : end]).strip())
        for mark, end in zip(marks, ends, strict=True)
    ]
