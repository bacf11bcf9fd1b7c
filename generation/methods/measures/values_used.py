"""How evenly the values of a run's dimensions are used, and whether gates or model prefer some of those asked for."""

from collections import Counter
from collections.abc import Iterable, Sequence

from generation.methods.conditions import Scope
from generation.methods.measures.gini import gini
from generation.methods.measures.marginals import LEAST_EXPECTED, marginal_test

Drawn = Iterable[tuple[str, str]]  # (dimension, value) of a sample


def uneven_use(scope: Scope, samples: Iterable[Drawn]) -> float | None:
    """The Gini coefficient of the dimension whose values are used least evenly; values that no sample has count too.

    Only dimensions with at least five samples a value are looked at: with fewer, chance alone leaves some unused. None
    of them: None.
    """
    used, found = _counted(samples), []
    for dimension in scope.dimensions:
        counts, values = used.get(dimension.name, Counter()), {value.text for value in dimension.kept()}
        if len(values) > 1 and counts.total() >= LEAST_EXPECTED * len(values):
            found.append(gini(counts[value] for value in values))
    return max(filter(lambda one: one is not None, found), default=None)


def as_asked(scope: Scope, samples: Iterable[Drawn], asked: Sequence[Drawn]) -> float | None:
    """The p-value of the dimension whose accepted values depart most from those asked for, times how many are tested.

    Tested are dimensions that do not depend on the label and have enough samples of each value (marginal_test). None of
    them: None.

    Reference: Dunn, "Multiple comparisons among means" (1961), Bonferroni's correction.
    """
    found, wanted = _counted(samples), _counted(asked)
    names = [one.name for one in scope.dimensions if not one.depends_on_label and one.name in wanted]
    tests = (marginal_test(found.get(name, {}), wanted[name]) for name in names)
    chances = [one.p_value for one in tests if one and one.reliable]
    return min(1.0, min(chances) * len(chances)) if chances else None


def _counted(samples: Iterable[Drawn]) -> dict[str, Counter]:
    counts: dict[str, Counter] = {}
    for drawn in samples:
        for name, value in drawn:
            counts.setdefault(name, Counter())[value] += 1
    return counts
