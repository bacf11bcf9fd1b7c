"""Who is told what of agreement.

How often a person's first answer equals the model's, of random rows and of chosen ones apart: two reads around an
answer would tell its author which of the two it was, and what the model said, while it can still be taken back. So
those who may still be asked about any row (generation.access.sees_labels) are not told.
"""

BESIDE_MODEL = "beside_model"


def told_to(codebooks: list[dict], *, sees_labels: bool) -> list[dict]:
    """The stored figures, version by version, for a member."""
    return codebooks if sees_labels else [one | {"questions": [*map(_of, one["questions"])]} for one in codebooks]


def _of(question: dict) -> dict:
    return {name: value for name, value in question.items() if name != BESIDE_MODEL}
