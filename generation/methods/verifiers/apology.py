"""A short answer that apologises instead of answering (Evol-Instruct's elimination)."""

import re

from generation.methods.conditions import count_words
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

SORRY = re.compile(r"\b(?:sorry|apologi[sz]e|apologies)\b|죄송|미안", re.IGNORECASE)


def check(case: Case) -> Finding:
    """Reject a text of fewer than `below` (80) words that apologises."""
    count = count_words(case.text)
    short = count < case.params.get("below", 80)
    return Finding(_("apologises instead of answering") if short and SORRY.search(case.text) else "", float(count))
