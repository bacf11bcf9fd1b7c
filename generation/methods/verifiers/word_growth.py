"""An instruction made harder, not just longer (Evol-Instruct)."""

from generation.methods.conditions import count_words
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

GREW = _("over %(most)s words longer than before")


def check(case: Case) -> Finding:
    """Reject a text that has over `most` (20) words more than its parent."""
    if not case.parent:
        return Finding()
    grown, most = count_words(case.text) - count_words(case.parent), case.params.get("most", 20)
    return Finding(GREW % {"most": most} if grown > most else "", float(grown))
