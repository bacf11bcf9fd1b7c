"""A text that says five words in a row twice (Synthetic Prompting)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import words


def check(case: Case) -> Finding:
    """Reject a text in which a run of `run` (5) words occurs twice."""
    tokens, n = words(case.text), case.params.get("run", 5)
    runs = list(zip(*(tokens[k:] for k in range(n)), strict=False))
    return Finding(_("repeats itself") if len(set(runs)) < len(runs) else "")
