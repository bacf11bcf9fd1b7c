"""Both sides thank each other without end."""

import re
from collections.abc import Sequence

from generation.methods.dialogues.turns import Turn
from generation.methods.verifiers.rouge import words
from generation.methods.verifiers.stop_words import STOP_WORDS

ALLOWED = 2  # thanks, and a reply to them
_PHRASES = re.compile(r"let me know|feel free|(?:a|wonderful|great|nice|lovely|good) (?:day|evening|weekend|night)\b")
_WORDS = """
anytime appreciate appreciated assist assistance bye care cheers delighted glad goodbye grateful great happy hello help
helped helpful hesitate hi kind kindly likewise lovely ok okay please pleased pleasure reach sure take thank thankful
thanks welcome wish wonderful best luck soon
감사합니다 감사해요 고맙습니다 고마워요 천만에요 별말씀을요 안녕히 계세요 가세요 좋은 하루 되세요 보내세요 정말 네
도움이 되어 기쁩니다
"""
POLITE = STOP_WORDS | frozenset(_WORDS.split())


def politeness(turns: Sequence[Turn]) -> int | None:
    """Return the third of three turns in a row with nothing but politeness, or None: thanks and a reply may stay."""
    polite = 0
    for place, turn in enumerate(turns):
        polite = polite + 1 if is_polite(turn.text) else 0
        if polite > ALLOWED:
            return place
    return None


def is_polite(text: str) -> bool:
    """Say whether a turn has words, and none beyond thanks, wishes, good-byes and stop words (English, some Korean)."""
    spoken = words(_PHRASES.sub(" please ", text.casefold()))
    return bool(spoken) and POLITE.issuperset(spoken)
