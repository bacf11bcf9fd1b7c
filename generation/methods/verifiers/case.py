"""What a gate looks at: the candidate, the draw it answers, and the run's frozen context."""

from dataclasses import dataclass, field

from generation.methods.conditions import Scope
from generation.methods.steps import Candidate, Draw
from generation.methods.taskspec import TaskSpec
from generation.methods.verifiers.text_index import TextIndex


@dataclass(frozen=True)
class Case:
    """One check. `references` are texts that must not be copied: demonstrations and the codebook's examples."""

    candidate: Candidate
    draw: Draw
    spec: TaskSpec
    scope: Scope = field(default_factory=Scope)
    params: dict = field(default_factory=dict)
    references: tuple[str, ...] = ()
    index: TextIndex | None = None


@dataclass(frozen=True)
class Finding:
    """What a gate found: '' as reason means that nothing is wrong."""

    reason: str = ""
    score: float | None = None
    action: str = "reject"
