"""OBEY: the share of drawn conditions that the texts keep, as far as a test can tell."""

from collections.abc import Iterable
from dataclasses import dataclass

from generation.methods.conditions import Scope, obeys


@dataclass(frozen=True)
class Obedience:
    """`share` of the `tested` (sample, condition) pairs that are kept, None without any; `untested` needs a judge."""

    share: float | None
    tested: int
    untested: int


def obedience(
    scope: Scope, samples: Iterable[tuple[Iterable[tuple[str, str]], str]], *, slack: float = 0.2
) -> Obedience:
    """Test every condition of every sample by `conditions.obeys`.

    samples : (conditions drawn, text) pairs. A condition of a dimension that the scope does not know is untested.
    """
    verdicts = [
        obeys(dimension, value, text, slack) if (dimension := scope.dimension(name)) else None
        for conditions, text in samples
        for name, value in conditions
    ]
    known = [verdict for verdict in verdicts if verdict is not None]
    share = sum(known) / len(known) if known else None
    return Obedience(share, len(known), len(verdicts) - len(known))
