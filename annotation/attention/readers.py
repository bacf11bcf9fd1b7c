"""Who is told what of attention: a lead of everybody, anybody else of themselves alone."""

from annotation.queue.frames import policy_of
from generation.models import Project, Role

#: What tells a member nothing but of their own work. How many suggestions others' audits found wrong is a lead's.
OWN = ("person", "answers", "time", "most", "order")
#: What goes by the known labels of checks, too.
OF_CHECKS = ("gold", "tiring")


def told_to(data: dict, *, project: Project, user) -> dict:
    """The stored figures for a reader; needs `project.my_role`.

    Own checks are counted where the lead lets people know about each right away; elsewhere two reads around an answer
    would tell that it was one. Of tiring they are told whether, not by how much: its count moves where somebody else
    has answered the item, too, and says what they said.
    """
    if project.my_role == Role.LEAD or "people" not in data:
        return data
    own = (*OWN, *OF_CHECKS) if policy_of(project).gold_feedback else OWN
    mine = [
        {name: one[name] for name in own if name in one}
        for one in data["people"]
        if one["person"] == user.get_username()
    ]
    return {"judged": data["judged"], "least": data["least"], "people": [_without_others(one) for one in mine]}


def _without_others(one: dict) -> dict:
    """The share that others give a label is theirs."""
    most = one["most"]
    told = one | {"most": {name: most[name] for name in most if name != "others"} if most else None}
    return told | {"tiring": {"tires": one["tiring"]["tires"]}} if "tiring" in one else told
