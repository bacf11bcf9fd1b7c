"""A rewriting that states the same quantities as what it rewrites (MetaMath)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.numbers import numbers


def check(case: Case) -> Finding:
    """Reject a text whose multiset of numbers differs from that of its parent; `numbers` says what it reads."""
    if not case.parent or numbers(case.text) == numbers(case.parent):
        return Finding()
    return Finding(_("other numbers than before"))
