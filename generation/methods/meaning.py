"""Whether a text that kept its name was merely reworded, or now says something else: a hint for whoever reads both.

No model is asked. What is looked at: words that deny (one came or went), names of labels (another one is named), and
how many words stayed. A synonym is beyond it, so is irony; it warns, it proves nothing.
"""

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from unicodedata import normalize

DENIED, OTHER_LABEL, REWRITTEN = "denied", "other_label", "rewritten"
LITTLE = 0.5  # of the words of both texts together that have to stay, in order
FEWEST_WORDS = 4  # in the longer text: of fewer words a changed one is a large share

NEAR = 2  # words between which and a label's name a denial is of that label: "not a refund"

TOKEN = re.compile(r"n't\b|\w+(?=n't\b)|\w+")
ENGLISH = {
    "no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot", "n't", "except", "unless",
    "excluding", "exclude", "excludes", "excluded",
}  # fmt: skip
# 않다, 없다, 아니다, 못하다, 말다 in their forms, 안 and 못 as words of their own; 제외 and 금지 as parts of words.
KOREAN = re.compile(r"않|없|아니|아닌|아닙|아닐|못하|못한|못할|지\s*(?:말|마)|제외|금지|\b안\b|\b못\b")


def turned(old: str, new: str, names: Iterable[str] = ()) -> str:
    """How a text seems to say something else than before: DENIED, OTHER_LABEL, REWRITTEN, or "" where it does not.

    Parameters
    ----------
    old, new : the text before and now. One that was empty, or is, says nothing to compare: "".
    names : of labels; one that came for one that went turns a text round.

    DENIED: the number of words that deny is odd before and even now, or the other way round ("not unkind" denies once
    more than "kind"); or a label that both texts name is denied in one of them alone ("a refund, not a complaint" and
    "not a refund but a complaint"), by a word that denies among the two before it. REWRITTEN: fewer than half of the
    words stayed, `2 M / T` with M words in common in order and T words in both (Ratcliff and Metzener 1988, as
    `difflib` has it), in texts of four words and more.
    """
    if not old.strip() or not new.strip():
        return ""
    before, after = _tokens(old), _tokens(new)
    if before == after:
        return ""
    if _denials(old, before) % 2 != _denials(new, after) % 2:
        return DENIED
    names = [name for name in map(_tokens, names) if name]
    if _denies_another(before, after, names):
        return DENIED
    if _swapped(before, after, names):
        return OTHER_LABEL
    if max(len(before), len(after)) < FEWEST_WORDS:
        return ""
    kept = SequenceMatcher(None, before, after, autojunk=False).ratio()
    return REWRITTEN if kept < LITTLE else ""


def named_in(text: str, names: Iterable[str]) -> set[str]:
    """The labels whose names stand in the text as words of their own; Korean endings may follow, capitals aside.

    A name inside a longer one that stands there, too, as "positive" in "very positive", is not counted for itself.
    """
    rest, found = _composed(text), set()
    for name in sorted(names, key=len, reverse=True):
        rest, count = re.subn(rf"(?<!\w){re.escape(_composed(name))}(?![a-z0-9_])", "\0", rest)
        found |= {name} if count and name.strip() else set()
    return found


def _composed(text: str) -> str:
    return normalize("NFC", text).casefold()


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text.casefold().replace("\u2019", "'"))


def _denials(text: str, tokens: list[str]) -> int:
    counts = Counter(tokens)
    return sum(counts[word] for word in ENGLISH) + len(KOREAN.findall(text))


def _denies_another(before: list[str], after: list[str], names: list[list[str]]) -> bool:
    """Whether a label that both texts name is denied in one of them alone."""
    for name in names:
        old, new = _places(before, name), _places(after, name)
        if old and new and any(_denied(before, at) for at in old) != any(_denied(after, at) for at in new):
            return True
    return False


def _denied(tokens: list[str], at: int) -> bool:
    return not ENGLISH.isdisjoint(tokens[max(0, at - NEAR) : at])


def _places(tokens: list[str], name: list[str]) -> list[int]:
    return [at for at in range(len(tokens) - len(name) + 1) if tokens[at : at + len(name)] == name]


def _swapped(before: list[str], after: list[str], names: list[list[str]]) -> bool:
    """Whether a label's name came and another's went."""
    wanted = {tuple(name) for name in names}
    old, new = ({name for name in wanted if _places(tokens, list(name))} for tokens in (before, after))
    return bool(old - new) and bool(new - old)
