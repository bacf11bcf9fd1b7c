"""A text that copies the passage it was to be written from (retrieval-grounded generation)."""

import re

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import runs_of

QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|「[^「」]*」")
RUN = 12


def check(case: Case) -> Finding:
    """Reject a text with a run of `run` (12) words in common with a passage, unless it stands in quotes."""
    passages, run = case.draw.extra.get("passages", ()), case.params.get("run", RUN)
    return Finding(_("copies its source") if any(copies(case.text, passage, run) for passage in passages) else "")


def copies(text: str, passage: str, run: int = RUN) -> bool:
    """Say whether `run` words in a row stand in both, what the text quotes left out."""
    theirs = runs_of(passage, run)
    return any(not theirs.isdisjoint(runs_of(part, run)) for part in QUOTED.split(text))
