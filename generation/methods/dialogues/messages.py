"""A dialogue as the messages of a chat, written as JSON: what other tools export.

Either `[{"role": "user", "content": "…"}, …]` (OpenAI and most others) or `[{"from": "human", "value": "…"}, …]`
(ShareGPT); `script.py` is the form that recipes write.
"""

import orjson

from generation.methods.dialogues.script import read
from generation.methods.dialogues.turns import ASSISTANT, SYSTEM, TOOL, USER, Turn

SPEAKERS = {USER: USER, "human": USER, ASSISTANT: ASSISTANT, "gpt": ASSISTANT, SYSTEM: SYSTEM, TOOL: TOOL}
KEYS = (("role", "content"), ("from", "value"))


def turns_of(text: str) -> list[Turn]:
    """Return the turns of a dialogue in either form; [] for what is none."""
    return read(text) or read_messages(text)


def read_messages(text: str) -> list[Turn]:
    """Return the turns of messages as JSON; [] for anything else, and where a message has no known speaker or text."""
    if not text.lstrip().startswith("["):
        return []
    try:
        messages = orjson.loads(text)
    except ValueError:
        return []
    turns = [_turn(message) for message in messages]
    return [] if None in turns else turns


def _turn(message: object) -> Turn | None:
    if isinstance(message, dict):
        for role, content in KEYS:
            speaker, said = message.get(role), message.get(content)
            if isinstance(said, str) and isinstance(speaker, str) and speaker in SPEAKERS:
                return Turn(SPEAKERS[speaker], said.strip())
    return None
