"""The known word that somebody most likely meant, or none: a wrong guess is worse than no guess."""

import difflib
import re
from collections.abc import Iterable

#: difflib's ratio: twice the shared characters over all characters. At 0.8 a slip of the finger in a word of four
#: letters still counts ("txt"), and short words that merely rhyme do not ("spam" for "ham": 0.57).
ALIKE = 0.8
PREFIX_CHARS = 3
_JOINTS = re.compile(r"[\s_.-]+")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The one of `known` that `word` is but for case and joints, or begins, or nearly spells; None where none is near.

    A beginning of at least three letters counts where one known word alone begins so ("pos" for "positive").
    """
    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(_fold(name), name)
    wanted = _fold(word)
    if wanted in folded:
        return folded[wanted]
    begun = [name for name in folded if len(wanted) >= PREFIX_CHARS and name.startswith(wanted)]
    found = begun if len(begun) == 1 else difflib.get_close_matches(wanted, folded, 1, ALIKE)
    return folded[found[0]] if found else None


def _fold(word: str) -> str:
    return _JOINTS.sub("", word.casefold())
