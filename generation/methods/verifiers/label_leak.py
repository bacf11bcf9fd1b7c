"""A text that announces its label ('Label: positive', '[sports] …') or the role it was written in.

To mention the label's word is no leak: a review may call a film positive.
"""

import re

from generation.methods.translatable import gettext_noop as _
from generation.methods.verifiers.case import Case, Finding

ANNOUNCERS = r"label|class|category|sentiment|topic|intent|tag|answer|라벨|분류"


def check(case: Case) -> Finding:
    """Reject a text that announces a label of the question it was written for, or opens by citing the role."""
    text = case.candidate.text
    for draft in case.candidate.labels:
        question = case.spec.question(draft.question)
        spoken = "|".join(re.escape(w) for row in question.labels for w in {row.name, row.verbalizer})
        names = f"{ANNOUNCERS}|{re.escape(question.name)}"
        announced = rf"\b(?:{names})\s*[:=]\s*[\"'“]?(?:{spoken})\b"
        opened = rf"^\s*(?:[\[(](?:{spoken})[\])]|(?:{spoken})\s*:)"
        if re.search(f"{announced}|{opened}", text, re.IGNORECASE):
            return Finding(_("announces its label"))
    role = re.sub(
        r"^you are (?:an? |the )?|^(?:an? |the )", "", case.spec.role.strip().rstrip("."), flags=re.IGNORECASE
    )
    if role and re.match(rf"^\W*as (?:an? |the )?{re.escape(role)}\b", text, re.IGNORECASE):
        return Finding(_("cites its role"))
    return Finding()
