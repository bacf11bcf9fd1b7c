"""What a tool is: a pure function of named values; what it cannot use it says."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from inspect import Parameter, signature
from typing import Any

from generation.methods.taskspec import QuestionSpec


class Unusable(ValueError):
    """What a tool was given is of no use; the message says why, in words for the page."""


@dataclass(frozen=True)
class Tool:
    """A function of named values; with `random` it is given a generator as `rng`, derived from the row's draw;
    with `graph` the project's facts.

    `gives` names the entries of its result where that is an object, or a list of objects: templates call them
    {result_entry}, or {entry} where a step is taken for each of the list. `check` raises PartError where the labels of
    the codebook's question are not what it takes them for.
    """

    run: Callable[..., Any]
    random: bool = False
    graph: bool = False
    gives: tuple[str, ...] = ()
    check: Callable[[QuestionSpec], None] = lambda question: None

    @cached_property
    def takes(self) -> dict[str, bool]:
        """Its values by name, and whether it cannot do without."""
        ours = ("rng",) * self.random + ("graph",) * self.graph
        named = [one for one in self._parameters if one.kind is not Parameter.VAR_KEYWORD and one.name not in ours]
        return {one.name: one.default is Parameter.empty for one in named}

    @cached_property
    def takes_any(self) -> bool:
        """Whether it takes values of any other names as well."""
        return any(one.kind is Parameter.VAR_KEYWORD for one in self._parameters)

    @property
    def _parameters(self) -> tuple[Parameter, ...]:
        return tuple(signature(self.run).parameters.values())
