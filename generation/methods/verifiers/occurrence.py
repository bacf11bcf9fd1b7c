"""Whether a name stands in a text, as whole words."""

import re
import unicodedata

from generation.methods.tokens import WIDE

_HANGUL = range(0xAC00, 0xD7A4)


def occurs(phrase: str, text: str) -> bool:
    """Say whether `phrase` stands in `text` as whole words, in the same case; any white space is one space.

    After Hangul, kana and Chinese characters a word may go on (particles follow without a space), and before kana and
    Chinese characters nothing needs to end. An empty phrase never occurs.
    """
    parts = list(map(re.escape, _plain(phrase).split()))
    if not parts:
        return False
    first, last = ord(_plain(phrase).strip()[0]), ord(_plain(phrase).strip()[-1])
    before = "" if first >= WIDE and first not in _HANGUL else r"(?<!\w)"
    after = "" if last >= WIDE else r"(?!\w)"
    return re.search(before + r"\s+".join(parts) + after, _plain(text)) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
