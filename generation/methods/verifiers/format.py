"""The reply became a sample: every field is there, and of a sane size."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

LARGEST = 100_000


def check(case: Case) -> Finding:
    """Reject a candidate with a problem, an empty or oversized field, or a NUL character.

    Fields that the parameter `optional` names may be empty.
    """
    candidate = case.candidate
    if candidate.problem:
        return Finding(f"{candidate.problem}: {candidate.detail}"[:300].rstrip(": "))
    if candidate.item:
        return Finding() if candidate.labels else Finding(_("no label"))
    for field in case.spec.fields:
        text = candidate.fields.get(field.name, "")
        optional = len(case.spec.fields) > 1 and field.name in case.params.get("optional", ())
        if not text.strip() and not optional:
            return Finding(_("empty: %(field)s") % {"field": field.name})
        if len(text) > LARGEST or "\x00" in text:
            return Finding(_("too large or not text: %(field)s") % {"field": field.name})
    return Finding()
