"""The words that a labelling quotes do occur in the item; a quote that was made up asks for a person."""

import re

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

ELLIPSIS = re.compile(r"\s*(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*")


def check(case: Case) -> Finding:
    """Ask for a review where a quote is not in the item: case, spaces and quotes aside, parts around … alone."""
    item = _plain("\n".join(case.draw.item_fields.values()))
    for draft in case.candidate.labels:
        parts = [part for part in map(_plain, ELLIPSIS.split(draft.quote)) if part]
        if any(part not in item for part in parts):
            return Finding(_("the quote is not in the item"), action="review")
    return Finding()


def _plain(text: str) -> str:
    straight = text.translate(str.maketrans("“”‘’", "\"\"''"))
    return " ".join(straight.casefold().split()).strip("\"' ")
