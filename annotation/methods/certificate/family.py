"""The part of a shared risk that each promise of a series takes. Standard library only."""

from math import pi


def share_of_family(risk: float, number: int) -> float:
    """The risk of promise `number` (1, 2, ...) where all promises of a series are to hold together.

    `6 risk / (pi^2 number^2)`: however many there will be, the shares add up to `risk` at most, so with probability
    `1 - risk` no promise is ever broken. The first takes 61 % of it.

    Reference: 1/k^2 spending, methods/human.md 9.9.
    """
    if number < 1:
        raise ValueError("Promises are counted from one.")
    return 6 * risk / (pi * number) ** 2
