"""Schedules as parts: how many rounds a run has, what is found out before each, and what stays of it at its end.

A round is prepared once, from what has settled; what that gives (`notes`, JSON) is frozen, and the rows of the round
are drawn with it. So rounds do not depend on how many workers there are, and a run goes on after a kill where it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from generation.methods.context import Item
from generation.methods.kit import Kit
from generation.methods.lack import Lack
from generation.methods.steps import Demonstration


@dataclass(frozen=True)
class Made:
    """A sample that the run has accepted, or labelled: in which round, with which label and how sure.

    `before` is the label that it had from the last earlier round; `kept` what the recipe stored beside it.
    """

    sample_id: str
    fields: dict[str, str]
    label: str
    round: int = 1
    probability: float | None = None
    draw: Mapping[str, Any] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    before: str = ""
    kept: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All fields joined by line breaks."""
        return "\n".join(map(str, self.fields.values()))


@dataclass(frozen=True)
class Found:
    """What a row found out for later rounds: what it kept, in which round, and its draw."""

    round: int
    kept: Mapping[str, Any]
    draw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What a round is prepared from, each in the order of its ids.

    Parameters
    ----------
    made : accepted, or labelled, by the run so far. gold : samples with a reference label. support : the run's seeds.
    items : existing samples without a label. people : labels that people gave, by sample id. found : what rows of
    earlier rounds found out for later ones, which is no sample (an `item` step with `aside`), with the round. asked :
    samples that people were asked for before, by earlier tries to prepare the round.
    """

    made: Sequence[Made] = ()
    gold: Sequence[Demonstration] = ()
    support: Sequence[Demonstration] = ()
    items: Sequence[Item] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    found: Sequence[Found] = ()
    asked: Sequence[str] = ()


class RoundStops(Exception):
    """No further round makes sense; the message says why."""


class PeopleFirst(Exception):
    """People have to answer these samples before the round can begin: `samples` are their ids."""

    def __init__(self, message: str, samples: Sequence[str]):
        super().__init__(message)
        self.samples = tuple(samples)


@dataclass(frozen=True)
class Single:
    """One round, and nothing to find out before it.

    Some notes have a meaning of their own, whichever schedule gives them: `draws`, the rows of the round (see the
    allocator `noted`); `target`, how many it is to accept; `pool`, the examples of a schedule that `pools`; `people`,
    ids of samples that somebody should look at; `guarded`, texts that no candidate may copy.
    """

    rounds = 1
    heavy = False  # whether preparing a round needs numpy: a child process does that
    has_notes = False  # whether rows are drawn with what was found out before their round
    selects = False  # whether a choice is made among what a round accepted, at its end
    pools = False  # whether examples are chosen from its notes' `pool` instead of the project's seeds
    names = ()  # what its draws and notes give to templates
    needs = ()  # which of `Known` it reads

    def lacks(self, kit: Kit) -> Lack | None:
        """Return what the schedule works on and the project has too little of; None where it can run."""
        return None

    def last(self, count: int) -> int:
        """Return how many rounds a run of `count` samples has."""
        return self.rounds

    def target(self, count: int, number: int) -> int:
        """Return how many samples the round is to accept, of the `count` that the run is to end with."""
        return count

    def expected(self, kit: Kit, number: int) -> tuple[int, int]:
        """Return how many samples the round makes for a run of the kit's count, at least and at most, for a price."""
        target = self.target(kit.context.count, number)
        return target, target

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        """Return what the rows of the round are drawn with."""
        return {}

    def keep(self, kit: Kit, number: int, made: Sequence[Made], count: int, known: Known, rng: Random) -> set[str]:
        """Return which samples of the round stay. Only asked where `selects`."""
        return {one.sample_id for one in made}

    def doubted(self, kit: Kit, number: int, made: Sequence[Made], known: Known, rng: Random) -> dict[str, str]:
        """Return of the samples that stay those that a person is to look at, with why. Only asked where `selects`."""
        return {}

    def kept(self, count: int, number: int) -> int:
        """Return how many are to stay of the round, where it `selects`."""
        return self.target(count, number)


@dataclass(frozen=True)
class Rounds(Single):
    """The same again: rows of later rounds may start from what earlier ones gave."""

    times: int = 2

    has_notes = True

    @property
    def rounds(self) -> int:
        return self.times

    def target(self, count: int, number: int) -> int:
        """Even shares; the first ones take what is left over."""
        share, over = divmod(count, self.times)
        return share + (number <= over)
