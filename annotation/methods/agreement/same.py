"""When two answers of one kind are the same. Standard library only: pages ask it too."""

from collections.abc import Callable, Hashable
from unicodedata import normalize

from generation.methods.questions.kind import Answer


def same(kind: str, left: Answer, right: Answer) -> bool:
    """Return whether two answers to a question of this kind are equal as a whole.

    Of several labels that is the whole set, of a ranking every place, of spans each with its edges and label; of a
    text every character, whatever the space between words and however accents are composed (Unicode NFC). `kind`: one
    of KEYS. KeyError for another.
    """
    return KEYS[kind](left) == KEYS[kind](right)


def labels_named(kind: str, answer: Answer) -> frozenset[str]:
    """Return the labels that an answer names: the one, the several, those of its spans; none for any other kind."""
    if kind == "spans":
        return frozenset(span["label"] for span in answer)
    if kind == "multi_label":
        return frozenset(answer)
    return frozenset({answer}) if kind == "label" else frozenset()


def names_label(kind: str, answer: Answer, label: str) -> bool:
    """Return whether an answer names a label; of spans whether any has it."""
    return label in labels_named(kind, answer)


def on_label(kind: str, answer: Answer, label: str) -> Hashable:
    """Return what an answer of several labels or of spans says of one label: whether it names it, or where it marks."""
    if kind != "spans":
        return names_label(kind, answer, label)
    return frozenset((span["start"], span["end"]) for span in answer if span["label"] == label)


def plain(text: str) -> str:
    """Return a text as it is compared: NFC, one space between words, none around."""
    return " ".join(normalize("NFC", text).split())


def _spans(answer: Answer) -> Hashable:
    return frozenset((span["start"], span["end"], span["label"]) for span in answer)


def _ranking(answer: Answer) -> Hashable:
    return tuple(frozenset(tier) for tier in answer)


#: kind of question -> what is equal where two answers are the same.
KEYS: dict[str, Callable[[Answer], Hashable]] = {
    "label": str,
    "multi_label": frozenset,
    "rating": int,
    "ranking": _ranking,
    "text": plain,
    "spans": _spans,
}
