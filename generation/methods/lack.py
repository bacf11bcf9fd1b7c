"""What a part works on and a project has too little of."""

from dataclasses import dataclass
from itertools import islice

from generation.methods.kit import Kit


@dataclass(frozen=True)
class Lack:
    """`what` is lacking: a name of catalogue/lacking.py, or of what seeds say of themselves. `about` is the question
    whose labels count. What cannot be counted, such as a consent, needs 0."""

    what: str
    needed: int = 1
    there: int = 0
    about: str = ""


def short_of(what: str, there: int, needed: int = 1, about: str = "") -> Lack | None:
    """What is lacking of it where there are fewer than are needed; None where there are enough."""
    return Lack(what, needed, there, about) if there < needed else None


def short_of_labelled(kit: Kit, needed: int = 1) -> Lack | None:
    """The same of seeds with a label of the run's question; no more of them are read than decides."""
    known = {label.name for label in kit.question.labels}
    labelled = (demo for demo in kit.context.support if demo.labels.get(kit.question.name) in known)
    return short_of("seeds", sum(1 for _demo in islice(labelled, needed)), needed, asked(kit))


def asked(kit: Kit) -> str:
    """The run's question as people know it."""
    return kit.question.title or kit.question.name
