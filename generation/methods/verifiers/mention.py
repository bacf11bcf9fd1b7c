"""The drawn topic is named, by itself or by another of its names (ClinGen; SynthIE's surface forms)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding
from generation.methods.verifiers.occurrence import occurs

MISSING = _("does not mention %(names)s")


def check(case: Case) -> Finding:
    """Reject a text without one of the values drawn for `dimensions`, and without any of its aliases.

    Aliases stand in `draw.extra["aliases"]`, a list for each value. Case and white space aside the words are those of
    the name; that the text is about the topic, only a judge can tell.
    """
    aliases = case.draw.extra.get("aliases", {})
    text = case.text.casefold()
    absent = [
        value
        for value in case.drawn
        if not any(occurs(name.casefold(), text) for name in (value, *aliases.get(value, ())))
    ]
    return Finding(MISSING % {"names": ", ".join(absent)} if absent else "")
