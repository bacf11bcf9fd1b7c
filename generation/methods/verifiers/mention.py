"""The drawn topic is named, by itself or by another of its names (ClinGen; SynthIE's surface forms)."""

import re

from generation.methods.translatable import gettext_noop as _
from generation.methods.values.graph import ends
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.occurrence import occurs

MISSING = _("does not name what it is about")
ASIDE = re.compile(r"\s*\([^()]*\)\s*$")


def check(case: Case) -> Finding:
    """Reject a text without one of the values drawn for `dimensions`, and without any of its aliases.

    Of a fact (subject | relation | object) both ends have to be named. What stands in brackets behind a name need not
    be there: “charge (late)” is mentioned as “charge”. Aliases stand in `draw.extra["aliases"]`, a list for each name.
    Case and white space aside the words are those of the name; that the text is about the topic, only a judge can tell.
    """
    aliases = case.draw.extra.get("aliases", {})
    text = case.text.casefold()
    mentioned = all(
        any(occurs(name.casefold(), text) for name in (value, ASIDE.sub("", value), *aliases.get(value, ())))
        for drawn in case.drawn
        for value in ends(drawn)
    )
    return Finding("" if mentioned else MISSING)
