"""A text of nothing but punctuation and stop words (Evol-Instruct's elimination)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import words
from generation.methods.verifiers.stop_words import STOP_WORDS


def check(case: Case) -> Finding:
    """Reject a text without a word that carries content. Stop words are English; elsewhere every word counts."""
    return Finding("" if set(words(case.text)) - STOP_WORDS else _("says nothing"))
