"""A revision that removes what was wrong and nothing else (Constitutional AI)."""

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding


def check(case: Case) -> Finding:
    """Reject a text whose edit distance to its parent, changed characters by the longer's, is over `most` (0.6)."""
    if not case.parent:
        return Finding()
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - web processes know the gate and never run it

    distance = Levenshtein.normalized_distance(case.parent, case.text)
    return (
        Finding(_("changed too much"), distance) if distance > case.params.get("most", 0.6) else Finding("", distance)
    )
