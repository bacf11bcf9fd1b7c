"""What a tool is: a pure function of named values; what it cannot use it says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


class Unusable(ValueError):
    """What a tool was given is of no use; the message says why, in words for the page."""


@dataclass(frozen=True)
class Tool:
    """A function of named values; with `random` it is given a generator as `rng`, derived from the row's draw."""

    run: Callable[..., Any]
    random: bool = False
