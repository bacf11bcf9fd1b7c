"""What a tool is: a pure function of named values; what it cannot use it says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class Unusable(ValueError):
    """What a tool was given is of no use; the message says why, in words for the page."""


@dataclass(frozen=True)
class Tool:
    """A function of named values; with `random` it is given a generator as `rng`, derived from the row's draw;
    with `graph` the project's facts.

    `gives` names the entries of its result where that is an object, or a list of objects: templates call them
    {result_entry}, or {entry} where a step is taken for each of the list.
    """

    run: Callable[..., Any]
    random: bool = False
    graph: bool = False
    gives: tuple[str, ...] = ()
