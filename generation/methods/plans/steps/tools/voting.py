"""Tools for several answers to one question: how much they differ."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _


def gathered(**answers: Any) -> list:
    """Return several values as one list, in the order of their names in the plan."""
    return list(answers.values())


def ballot(answers: Sequence[str | None]) -> dict[str, Any]:
    """Return the label that most gave, its share, and the entropy of all in bits: {answer, share, bits}.

    What could not be read as a label is a class of its own, which never wins; the first of equals does.
    """
    counts = Counter(answer or "" for answer in answers)
    told = [answer for answer in answers if answer]
    if not told:
        raise Unusable(_("no answer is a label"))
    winner = max(dict.fromkeys(told), key=lambda answer: counts[answer])
    shares = [count / len(answers) for count in counts.values()]
    bits = abs(-sum(share * math.log2(share) for share in shares))
    return {"answer": winner, "share": counts[winner] / len(answers), "bits": round(bits, 6)}


TOOLS = {"gathered": Tool(gathered), "ballot": Tool(ballot)}
