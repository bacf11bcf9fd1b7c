"""Tools about labels that are a distribution: from log-probabilities where they tell, else from votes."""

from collections import Counter
from collections.abc import Mapping, Sequence

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _

DIGITS = 4


def tells_apart(shares: Mapping[str, float] | None) -> bool:
    """Whether probabilities say something of more than one label; a single one says nothing of the others."""
    return len(shares or {}) > 1


def soft_label(
    shares: Mapping[str, float] | None = None, votes: Sequence[str] = (), label: str = "", labels: Sequence[str] = ()
) -> dict:
    """Return {shares, source, of_label}: each label's share, where it comes from, and that of the label written."""
    source, found = "log-probabilities", dict(shares or {})
    if not tells_apart(shares):
        source, found = "votes", dict(Counter(vote for vote in votes or () if vote))
    total = sum(found.values())
    if not total:
        raise Unusable(_("neither log-probabilities nor votes"))
    told = {name: round(found.get(name, 0.0) / total, DIGITS) for name in labels or sorted(found)}
    return {"shares": told, "source": source, "of_label": told.get(label)}


TOOLS = {"tells_apart": Tool(tells_apart), "soft_label": Tool(soft_label)}
