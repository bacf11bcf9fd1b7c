"""The assistant gives instructions, or the user answers like an assistant (CAMEL, UltraChat)."""

import re
from collections.abc import Sequence

from generation.methods.dialogues.turns import ASSISTANT, Turn

INSTRUCTS = re.compile(r"^[^\w\n]*(?:instruction|지시)\s*[:：]", re.IGNORECASE | re.MULTILINE)
ANSWERS = re.compile(
    r"^\W*(?:(?:solution|해결책)\s*[:：]|as an ai\b|(?:sure|certainly|of course|absolutely)\W+here(?:['’]s| is| are)\b"
    r"|(?:(?:sure|certainly|of course|absolutely)\W+)?i(?:['’]d| would) be (?:happy|glad) to (?:help|assist)\b)",
    re.IGNORECASE,
)


def role_flip(turns: Sequence[Turn]) -> int | None:
    """Return the first turn in which a side plays the other's part, or None.

    An assistant's line that begins with `Instruction:`; a user's turn that opens with the assistant's `Solution:` or
    with a stock phrase of assistants. English and Korean markers; an instruction without its marker is not seen.
    """
    for place, turn in enumerate(turns):
        marker = INSTRUCTS if turn.speaker == ASSISTANT else ANSWERS
        if marker.search(turn.text):
            return place
    return None
