"""A text that is nothing but the context it was written about (ZeroGen drops x = c)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import words


def check(case: Case) -> Finding:
    """Reject a text whose words are exactly those of a drawn value."""
    text = words(case.candidate.text)
    if any(text == words(value) for _name, value in case.draw.conditions):
        return Finding(_("only repeats its context"))
    return Finding()
