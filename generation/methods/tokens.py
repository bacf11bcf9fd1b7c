"""Tokens estimated from characters, for budgets and prices before a call; what was really used comes with the reply."""

import math
from collections.abc import Iterable

CHARS_PER_TOKEN = 4  # English prose under the byte-pair vocabularies in use
WIDE = 0x2E80  # from here on (CJK, kana, Hangul) a character costs about one token


def estimate_tokens(text: str) -> int:
    """Return about how many tokens `text` takes: a quarter of its narrow characters plus its wide ones; 0 for ''."""
    if text.isascii():
        return math.ceil(len(text) / CHARS_PER_TOKEN)
    wide = sum(ord(char) >= WIDE for char in text)
    return math.ceil((len(text) - wide) / CHARS_PER_TOKEN) + wide


def message_tokens(messages: Iterable[dict]) -> int:
    """Return the estimated prompt tokens of chat messages, with four tokens of framing each."""
    return sum(estimate_tokens(message["content"]) + 4 for message in messages)
