"""One candidate before one gate, as the engine puts it there."""

from dataclasses import dataclass, field

from generation.methods.conditions import LENGTH, Dimension, Scope, Value
from generation.methods.steps import Candidate, Demonstration, Draw, Gate, LabelDraft
from generation.methods.taskspec import TaskSpec
from generation.methods.verifiers.registry import GATES, verdicts

SPEC = TaskSpec.from_json(
    {
        "role": "You are a film critic.",
        "fields": [{"name": "text"}],
        "questions": [
            {
                "name": "sentiment",
                "labels": [
                    {"name": "positive", "examples": ["one two three four five six seven eight nine"]},
                    {"name": "negative"},
                ],
            }
        ],
    }
)
SCOPE = Scope((Dimension("length", kind=LENGTH, values=(Value("30 to 80"),)),))


@dataclass(frozen=True)
class Frozen:
    spec: TaskSpec = SPEC
    scope: Scope = SCOPE
    support: tuple = field(default_factory=lambda: (Demonstration("7", {"text": "alpha beta gamma"}, {}),))
    notes: dict = field(default_factory=dict)


def written(text: str, **more) -> Candidate:
    return Candidate({"text": text}, (LabelDraft("sentiment", "positive"),), **more)


def verdict(name: str, candidate: Candidate | str, draw: Draw | None = None, index=None, **params) -> tuple[str, str]:
    """The gate's action and reason; `context` may replace the run's."""
    context = params.pop("context", Frozen())
    candidate = written(candidate) if isinstance(candidate, str) else candidate
    found = verdicts([Gate(name, params)], candidate, draw or Draw(), context, index, when=GATES[name].when)
    return found[0].action, found[0].reason


def rewriting(parent: str) -> Draw:
    """A draw that rewrites a text."""
    return Draw(extra={"parent": parent})
