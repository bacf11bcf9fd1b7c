"""From what was reckoned to what the page's tables take."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotation.aggregation.words import NAMES
from annotation.models import Joining

#: What items come to, in the order in which it is told.
OUTCOMES = {
    "same": gettext_lazy("the label that they had"),
    "decided": gettext_lazy("a label where the votes had none"),
    "other": gettext_lazy("another label than the votes"),
    "ask": gettext_lazy("too unsure: one more person is asked"),
    "lead": gettext_lazy("too unsure: a lead decides"),
}
LEFT_OUT = {
    "audited": gettext_lazy("audit items: they keep the reference rule"),
    "own_rule": gettext_lazy("decided by a lead, or settled by another rule when they were handed out"),
    "in_hand": gettext_lazy("flagged, sent back by a lead, or still to be answered"),
}
KNOWN = {
    "audit": gettext_lazy("Audit rows with several answers"),
    "checks": gettext_lazy("Gold checks with several answers"),
}
WAYS = {"ask": gettext_lazy("one more person"), "lead": gettext_lazy("a lead")}


def told(joining: Joining) -> dict:
    """What it came to, in words; {} before it is reckoned."""
    found = joining.told
    if not found or found.get("reason"):
        return found
    changes = [change | {"to": change["label"] or str(WAYS[change["way"]])} for change in found["changes"]]
    return found | {
        "method_name": _(NAMES[found["method"]]),
        "outcomes": [(name, found["outcome"].get(key, 0)) for key, name in OUTCOMES.items()],
        "left": [(name, found["left_out"][key]) for key, name in LEFT_OUT.items() if found["left_out"].get(key)],
        "changes": changes,
        "judged": [one | {"name": KNOWN[one["of"]]} for one in found["known"]],
    }
