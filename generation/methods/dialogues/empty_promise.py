"""The assistant says what it will do, and does not do it (CAMEL)."""

import re
from collections.abc import Sequence

from generation.methods.dialogues.politeness import is_polite
from generation.methods.dialogues.turns import ASSISTANT, Turn

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
_PROMISE = re.compile(
    r"^\W*(?:(?:sure|okay|ok|of course|certainly|yes|absolutely|great|then|now|first|next|네|물론)\W+)*"
    r"(?:i(?:['’]ll| will|(?:['’]m| am) (?:going|about) to)|let me|allow me|give me a (?:moment|second))\b"
    r"|(?:하겠습니다|드리겠습니다|할게요|드릴게요)\W*$",
    re.IGNORECASE,
)
LONGEST = 30  # words: a longer sentence does more than promise


def empty_promise(turns: Sequence[Turn]) -> int | None:
    """Return the first turn of the assistant that holds promises (`I will …`, `Let me …`) and nothing else, or None.

    A sentence with a colon, of more than 30 words or without a promise is an answer; polite words around promises are
    none. Only form is seen: `I will always love you` counts as a promise. English and Korean.
    """
    for place, turn in enumerate(turns):
        if turn.speaker == ASSISTANT and _only_promises(turn.text):
            return place
    return None


def _only_promises(text: str) -> bool:
    sentences = [sentence for part in _SENTENCE.findall(text) if (sentence := part.strip()) and not is_polite(part)]
    return bool(sentences) and all(map(_promises, sentences))


def _promises(sentence: str) -> bool:
    answers = ":" in sentence or len(sentence.split()) > LONGEST
    return not answers and _PROMISE.search(sentence) is not None
