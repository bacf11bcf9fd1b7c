"""Who is told what of agreement, and when.

How often a person's first answer equals the model's, of random rows and of chosen ones apart: two reads around an
answer would tell its author which of the two it was, and what the model said, while it can still be taken back. So
those who may still be asked about any row (generation.access.sees_labels) are not told. Figures of single people are
for leads, as aggregation's are: others are told their own, and those of the pairs that they are in.

Even those move where somebody else has answered the item, too, and by what they said. So those who are asked read
figures that are made anew once a day: two reads around an answer are alike, and a day's change is that of a day's
answers together. A pair of fewer than twenty items is not told: its few items could be counted off.
"""

from annotation.reports import show
from annotation.shown import Shown
from generation.access import sees_labels
from generation.models import Project, Role, User

BESIDE_MODEL = "beside_model"
A_DAY_S = 24 * 3600.0
LEAST_ITEMS = 20  # of a pair


def shown_to(project: Project) -> Shown:
    """The stored figures; needs `project.my_role`. Those who are asked have a report of their own, made once a day."""
    return show(project, "agreement") if sees_labels(project) else show(project, "agreement-told", rest=once_a_day)


def once_a_day(making_s: float) -> float:
    return A_DAY_S


def told_to(codebooks: list[dict], project: Project, user: User) -> list[dict]:
    """The stored figures, version by version, for a member; needs `project.my_role`."""
    if project.my_role == Role.LEAD:
        return codebooks
    hidden = () if sees_labels(project) else (BESIDE_MODEL,)
    name = user.username
    return [one | {"questions": [_of(question, name, hidden) for question in one["questions"]]} for one in codebooks]


def _of(question: dict, name: str, hidden: tuple[str, ...]) -> dict:
    own = {
        "by_person": [one for one in question.get("by_person", []) if one["person"] == name],
        "pairs": [
            pair for pair in question.get("pairs", []) if name in (pair["left"], pair["right"]) and _is_told(pair)
        ],
    }
    return {key: own.get(key, value) for key, value in question.items() if key not in hidden}


def _is_told(pair: dict) -> bool:
    return pair["percent"]["items"] >= LEAST_ITEMS
