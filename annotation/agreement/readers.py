"""Who is told what of agreement.

How often a person's first answer equals the model's, of random rows and of chosen ones apart: two reads around an
answer would tell its author which of the two it was, and what the model said, while it can still be taken back. So
those who may still be asked about any row (generation.access.sees_labels) are not told. Figures of single people are
for leads, as aggregation's are: others are told their own, and those of the pairs that they are in.
"""

from generation.access import sees_labels
from generation.models import Project, Role, User

BESIDE_MODEL = "beside_model"


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
        "pairs": [pair for pair in question.get("pairs", []) if name in (pair["left"], pair["right"])],
    }
    return {key: own.get(key, value) for key, value in question.items() if key not in hidden}
