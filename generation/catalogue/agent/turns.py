"""What is said between the agent and the lead, turn by turn, as data. Each turn is kept, none is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from generation.catalogue.recipe import Recipe

PILOT, RUN, NOTHING = "pilot", "run", "nothing"  # what a proposal is about


@dataclass(frozen=True)
class Requirements:
    """Words 0 and 0: any length. `accepted`, `labels` and `length` are the bars, shares that a pilot has to reach."""

    least_words: int = 0
    most_words: int = 0
    accepted: float = 0.5
    labels: float = 1.0
    length: float = 0.9

    @property
    def bars(self) -> dict[str, float]:
        """What must be reached; length only where the goal speaks of it."""
        wanted = {"accepted": self.accepted, "labels": self.labels}
        return wanted | ({"length": self.length} if self.most_words else {})


@dataclass(frozen=True)
class Proposal:
    """What a person is asked to agree to: a pilot or the run, with these settings. `do` is NOTHING where no answer of
    the model could be used; `problems` says why not.

    `said` is what the pilot before means, `changes` each a setting, its value and why, `expected` the share of texts
    that the agent thinks is accepted. `price` is of what is proposed, `whole` of all samples: calls and usd, each
    from low to high, and free.
    """

    do: str
    recipe: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    said: str = ""
    changes: Sequence[Mapping[str, str]] = ()
    alternatives: Sequence[Mapping[str, str]] = ()
    unknown: Sequence[str] = ()
    expected: float | None = None
    price: Mapping[str, Any] = field(default_factory=dict)
    whole: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[str] = ()


@dataclass(frozen=True)
class Decision:
    """What the lead said: agreed to `do` with these settings and at most so much money, or not, and why."""

    agreed: bool
    do: str = ""
    recipe: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    count: int = 0
    budget_usd: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Seen:
    """What a pilot showed: how many candidates there were and how many were accepted, the shares that bars are about,
    what gates turned away by label, and what the run's measures say of the accepted ones."""

    recipe: str
    settings: Mapping[str, Any]
    tried: int
    accepted: int
    shares: Mapping[str, float | None]
    missing_labels: Sequence[str] = ()
    turned_away: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    looks: Mapping[str, float | None] = field(default_factory=dict)
    calls: int = 0
    cost_usd: float = 0.0
    setup_usd: float = 0.0  # of it, for what the run after it finds done
    reason: str = ""  # why it ended before its time


Turn = Requirements | Proposal | Decision | Seen
KINDS: dict[str, type] = {"wanted": Requirements, "proposal": Proposal, "decision": Decision, "seen": Seen}


def kind_of(turn: Turn) -> str:
    """Return the name that a turn is stored under."""
    return next(name for name, kind in KINDS.items() if isinstance(turn, kind))


def to_json(turn: Turn) -> dict[str, Any]:
    """Return the turn as JSON; `from_json` reads it back."""
    return asdict(turn)


def from_json(kind: str, data: Mapping[str, Any]) -> Turn:
    """Read a stored turn."""
    return KINDS[kind](**data)


class Shelf(Protocol):
    """The recipes there are, and what the project has to say of them."""

    recipes: Mapping[str, Recipe]

    def why_not(self, recipe: str, settings: Mapping[str, Any]) -> str:
        """Return why such a run cannot start here; '' where it can."""

    def price(self, recipe: str, settings: Mapping[str, Any], count: int) -> Mapping[str, Any]:
        """Return the price of so many samples, as `Proposal.price` has it."""


@dataclass(frozen=True)
class Talk:
    """All that a turn follows from. `has` says in words what the project has, `language` what the lead reads."""

    goal: str
    count: int
    pilot: int
    labels: Sequence[str]
    shelf: Shelf
    has: str = ""
    language: str = "English"
    turns: tuple[Turn, ...] = ()

    @property
    def number(self) -> int:
        """The number of the turn that comes next, from 1."""
        return len(self.turns) + 1

    @property
    def wanted(self) -> Requirements:
        """The requirements; the defaults before there are any."""
        return next((turn for turn in self.turns if isinstance(turn, Requirements)), Requirements())

    def all(self, kind: type) -> list[Any]:
        """Return the turns of a kind, in order."""
        return [turn for turn in self.turns if isinstance(turn, kind)]
