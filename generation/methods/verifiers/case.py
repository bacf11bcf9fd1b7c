"""What a gate looks at: the candidate, the draw it answers, and the run's frozen context."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generation.methods.conditions import Scope
from generation.methods.steps import Candidate, Draw
from generation.methods.taskspec import TaskSpec

if TYPE_CHECKING:
    from generation.methods.verifiers.text_index import TextIndex


@dataclass(frozen=True)
class Case:
    """One check. `references` are texts that must not be copied: demonstrations and the codebook's examples.

    `draw.extra` may hold what a gate compares with: `parent`, the text that this one rewrites; `passages`, those it was
    written from; `aliases`, other names of drawn values. A gate whose input a draw does not hold lets the text pass.
    """

    candidate: Candidate
    draw: Draw
    spec: TaskSpec
    scope: Scope = field(default_factory=Scope)
    params: dict = field(default_factory=dict)
    references: tuple[str, ...] = ()
    index: "TextIndex | None" = None
    siblings: Collection[str] = ()  # what was accepted of the same row, as a gate at the boundary compares it

    @property
    def text(self) -> str:
        """The text under the gate's parameter `field`, or all fields together."""
        name = self.params.get("field")
        return self.candidate.fields.get(name, "") if name else self.candidate.text

    @property
    def parent(self) -> str:
        """The text that this one rewrites, or ''."""
        return self.draw.extra.get("parent", "")

    @property
    def drawn(self) -> tuple[str, ...]:
        """The values drawn for the dimensions of the gate's parameter `dimensions`."""
        return tuple(value for name, value in self.draw.conditions if name in self.params.get("dimensions", ()))


@dataclass(frozen=True)
class Finding:
    """What a gate found: '' as reason means that nothing is wrong.

    A reason is one of a few sentences, for runs count how often each is given: nothing of the text stands in it, and
    what was measured is the score.
    """

    reason: str = ""
    score: float | None = None
    action: str = "reject"
