"""Who is told what of the project home.

Figures that move with the stream of an item, when it is handed out or when it is answered, tell whoever holds it
whether it is an audit or a check: the draws that are open, the random rows that are settled, which states items are in.
So those who may still be asked about any row (generation.access.sees_labels) are told only what every answer moves
alike, whatever it was asked for. Agreement moves where somebody else has answered the item, too. Certificates and
Agreement have readers of their own.
"""

TOLD = ("judged",)
SAMPLES = ("total", "origins", "rejected", "simulated", "machine_labelled", "labelled")
ANSWERS = ("total", "people")
STUDENT = ("rows", "answers", "at")


def told_to(data: dict, *, sees_labels: bool) -> dict:
    """The home's stored figures, or what a reader of the API gets of them, for a member."""
    if sees_labels or "samples" not in data:
        return data
    whole = {name: data[name] for name in TOLD if name in data}
    student = data.get("student")
    return whole | {
        "samples": _of(data["samples"], SAMPLES),
        "answers": _of(data["answers"], ANSWERS),
        "student": _of(student, STUDENT) if student else None,
    }


def _of(part: dict, names: tuple[str, ...]) -> dict:
    return {name: part[name] for name in names if name in part}
