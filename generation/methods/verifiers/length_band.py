"""The text is as long as its drawn condition asked, within a slack; or has at least some number of words."""

from generation.methods.conditions import LENGTH, count_words, length_band, within
from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

TOO_SHORT = _("fewer than %(least)s words")
OFF = _("not the %(low)s to %(high)s words that were asked for")


def check(case: Case) -> Finding:
    """Reject a text outside its band of words widened by `slack`, or with fewer than `least` words."""
    count = count_words(case.candidate.text)
    if count < case.params.get("least", 0):
        return Finding(TOO_SHORT % {"least": case.params["least"]}, float(count))
    slack = case.params.get("slack", 0.2)
    for name, value in case.draw.conditions:
        dimension = case.scope.dimension(name)
        band = length_band(value) if dimension and dimension.kind == LENGTH else None
        if band and not within(count, band, slack):
            return Finding(OFF % {"low": band[0], "high": band[1]}, float(count))
    return Finding(score=float(count))
