"""What a brief asks for, as the analyst reads it: how many samples, how long, and what a pilot has to reach."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from generation.methods.fence import fence
from generation.methods.schemas import closed
from generation.methods.steps import Ask, Decoding, Script, asked
from generation.methods.templates import Template

ANALYST = Template(
    "agent.analyst",
    1,
    "You turn a brief for a data set into requirements. You do not choose how they are met.",
    "{brief}\n\nGive the number of samples that are wanted, the fewest and the most words of a sample (0 where the "
    "brief says nothing of length), and what a small pilot has to reach, each as a share from 0 to 1: of the texts "
    "written how many are accepted, of the labels how many occur, of the accepted texts how many have the right "
    "length.",
)
STEADY = Decoding(temperature=0.0, max_tokens=800)


@dataclass(frozen=True)
class Requirements:
    """Words 0 and 0: any length. `accepted`, `labels` and `length` are the bars, shares that a pilot has to reach."""

    samples: int = 100
    least_words: int = 0
    most_words: int = 0
    accepted: float = 0.5
    labels: float = 1.0
    length: float = 0.9

    @property
    def bars(self) -> dict[str, float]:
        """What must be reached; length only where the brief speaks of it."""
        wanted = {"accepted": self.accepted, "labels": self.labels}
        return wanted | ({"length": self.length} if self.most_words else {})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def analysed(brief: str) -> Script[Requirements]:
    """Ask for the requirements; what is missing or makes no sense has its default."""
    kinds = {one.name: "integer" if one.type == "int" else "number" for one in fields(Requirements)}
    schema = closed({name: {"type": kind} for name, kind in kinds.items()})
    messages = ANALYST.render(brief=fence("brief", brief))
    answer = yield from asked(Ask("analyst", messages, schema, STEADY, ANALYST.ref))
    told = answer.fields or {}
    return Requirements(**{one.name: _sound(told.get(one.name), one.default) for one in fields(Requirements)})


def _sound(value: Any, default: float) -> float:
    """A number of the default's type and size: shares stay shares, counts stay counts."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    if isinstance(default, int):
        return int(value) if 0 <= value <= 1_000_000 else default
    return float(value) if 0 <= value <= 1 else default
