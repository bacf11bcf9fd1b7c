"""The drawn words occur, in any inflected form (TinyStories' three words, Synthetic Prompting's topic word)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.inflection import inflected

MISSING = _("drawn words are missing")


def check(case: Case) -> Finding:
    """Reject a text without one of the values drawn for `dimensions`.

    `inflection` says which forms it knows and which not. The score is the share of words that occur.
    """
    absent = missing(case.drawn, case.text)
    score = (len(case.drawn) - len(absent)) / len(case.drawn) if case.drawn else None
    return Finding(MISSING if absent else "", score)


def missing(words: tuple[str, ...], text: str) -> tuple[str, ...]:
    """Return the words and phrases that do not occur in the text in any form that we know."""
    return tuple(word for word in words if not inflected(word, text))
