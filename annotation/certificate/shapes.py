"""From a promise to what its page prints: the same errors counted in the same way beside each other."""

from datetime import datetime

from annotation.certificate.statement import Closed


def with_shares(promise: dict) -> dict:
    """With the promise as a share of the rows that nobody settled, and as it bounds what was wrong at the freeze.

    The bound leaves out errors that were found, the estimate counts them: side by side, only the second share here is
    of the estimate's kind. `overtaken`: the estimate is above it, which right audit answers hardly ever come to: then
    labels that nobody has seen are promised to be better than those that were. Nothing is added while the counts are
    not known, or where an earlier release did not count.
    """
    if any(promise.get(name) is None for name in ("reviewed", "population", "at_most_wrong", "found")):
        return promise
    unsettled = promise["population"] - promise["reviewed"]
    at_freeze = promise["at_most_wrong"] + promise["found"]
    bound_frozen = at_freeze / promise["population"] if promise["population"] else 0.0
    return promise | {
        "unsettled": unsettled,
        "bound_unsettled": promise["at_most_wrong"] / unsettled if unsettled else 0.0,
        "at_most_wrong_frozen": at_freeze,
        "bound_frozen": bound_frozen,
        "overtaken": promise.get("estimate") is not None and promise["estimate"] > bound_frozen,
    }


def of_the_past(earlier: dict) -> dict:
    """A snapshot that was closed, its times and its reason as a template takes them."""
    times = {name: earlier.get(name) and datetime.fromisoformat(earlier[name]) for name in ("frozen_at", "closed_at")}
    return with_shares(earlier) | times | {"because": dict(Closed.choices).get(earlier.get("because"), "")}


def by_conditions(promise: dict) -> list[dict]:
    """Each condition with the bounds of its values, the largest first, and how many values have none.

    Reports of an earlier release say nothing of values without a bound.
    """
    return [
        {"name": name, "values": _largest_first(values), "without": _without(promise).get(name, 0)}
        for name, values in sorted(promise.get("by_condition", {}).items())
    ]


def too_small(promise: dict) -> list[tuple[str, int]]:
    """The conditions that have no bound at all, with how many values they have."""
    return [(name, n) for name, n in _without(promise).items() if name not in promise.get("by_condition", {})]


def _without(promise: dict) -> dict[str, int]:
    return promise.get("without_bound", {}).get("conditions", {})


def _largest_first(slices: dict[str, dict]) -> list[tuple[str, dict]]:
    return sorted(slices.items(), key=lambda one: (-one[1]["population"], one[0]))
