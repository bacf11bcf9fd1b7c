"""A rewriting that states the same quantities as what it rewrites (MetaMath)."""

from generation.methods.tools import numbers
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding


def check(case: Case) -> Finding:
    """Reject a text whose multiset of numbers differs from that of its parent; `tools.numbers` says what it reads."""
    if not case.parent or numbers.same_numbers(case.text, case.parent):
        return Finding()
    return Finding(_("other numbers than before"))
