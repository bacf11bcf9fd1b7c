"""A text that copies the passage it was to be written from (retrieval-grounded generation)."""

import re
from difflib import SequenceMatcher

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.rouge import words

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|「[^」]*」")


def check(case: Case) -> Finding:
    """Reject a text with a run of `run` (12) words or more in common with a passage, unless it stands in quotes."""
    longest = max((longest_run(case.text, passage) for passage in case.draw.extra.get("passages", ())), default=0)
    return Finding(_("copies its source") if longest >= case.params.get("run", 12) else "", float(longest))


def longest_run(text: str, passage: str) -> int:
    """Return the length in words of the longest run that both hold, what the text quotes left out."""
    theirs = words(passage)
    return max(_longest(words(part), theirs) for part in QUOTED.split(text))


def _longest(left: list[str], right: list[str]) -> int:
    return SequenceMatcher(None, left, right, autojunk=False).find_longest_match().size
