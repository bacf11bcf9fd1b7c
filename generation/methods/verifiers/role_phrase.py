"""A text in which somebody names the role that the prompt gave ('As a film critic, I …')."""

import re

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

_LEAD = re.compile(r"^(?:you are |suppose you are |imagine you are )?(?:an? |the )?", re.IGNORECASE)
_TAIL = re.compile(r"(?:,| (?:who|that|with|for|at|in|on|of|from|writing|working)\b).*", re.IGNORECASE | re.DOTALL)
_MORE = r"(?:(?!(?:an?|the|no|not|never)\b)[\w'’-]+ ){0,4}"  # a film critic is also "a seasoned film critic"


def check(case: Case) -> Finding:
    """Reject a text whose writer claims a role: the codebook's, or one of the dimension `dimension` ('role').

    First-person phrases count (`as a … critic, I`, `I am a … critic`, `… 비평가로서`), by the role's last word; a text
    may speak of critics. Korean and English.
    """
    dimension = case.scope.dimension(case.params.get("dimension", "role"))
    roles = [case.spec.role, *(value.text for value in (dimension.kept() if dimension else ()))]
    heads = {re.escape(head) for role in roles if (head := _head(role))}
    if heads and re.search(_claims("|".join(sorted(heads))), case.text, re.IGNORECASE):
        return Finding(_("claims its role"))
    return Finding()


def _head(role: str) -> str:
    """The word that says what the role is: `critic` of `You are a film critic for a large paper.`"""
    words = re.findall(r"[\w'’-]+", _TAIL.sub("", _LEAD.sub("", role.strip())))
    return words[-1] if words else ""


def _claims(heads: str) -> str:
    role = rf"an? {_MORE}(?:{heads})\b"
    me = r"\b(?:i|i['’]m|my|me|we|our)\b"
    return (
        rf"\bas (?:{role}|(?:{heads})\b)[^.!?\n]{{0,60}}?{me}"
        rf"|\b(?:i|we),? (?:speaking |writing )?as {role}"
        rf"|\bi(?:['’]m| am| was|['’]ve been| have been| work as| worked as) {role}"
        rf"|(?:{heads})(?:으)?로서"
    )
