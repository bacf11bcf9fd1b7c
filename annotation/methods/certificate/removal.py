"""One line of the log that bound and estimate are computed from. Standard library only: web processes read it too."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Removal:
    """An item that left the pool of unreviewed items, in the order of removal.

    `audit`: it was a uniform audit draw. `loss`: 1 where its frozen label is wrong by the reference answer, 0 where
    it is right, between for graded losses, None while nobody has resolved it.
    """

    audit: bool
    loss: float | None


def removal(*, audit: bool, given: str, reference: str | None) -> Removal:
    """The loss of a label: 1 where it is not the reference, 0 where it is, None while there is no reference."""
    return Removal(audit, None if reference is None else float(given != reference))
