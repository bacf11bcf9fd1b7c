"""Which method to believe: all are computed and shown, the choice is by known items or else by likelihood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from annotation.methods.aggregation.aggregated import SHARED, Aggregated
from annotation.methods.aggregation.registry import AGGREGATION
from generation.methods.estimates import wilson

USUAL = ("majority", "weighted", "one_coin", "dawid_skene", "mace")  # GLAD takes minutes on large tables
ENOUGH_GOLD = 30
GOLD, LIKELIHOOD = "gold", "likelihood"


@dataclass(frozen=True)
class Choice:
    """The method that was chosen, by what ("gold" or "likelihood"), and what each came to.

    `table` is (method, accuracy, low, high, gold, log_likelihood, parameters, criterion, differs, note), one row a
    method: accuracy on the `gold` items with its Wilson interval (95 %), None without gold; criterion
    `2 parameters - 2 log_likelihood` (Akaike's; lower is better), None where the method models no answers or fell back
    on another; `differs`: share of the items whose label is not that of the method chosen.
    """

    best: str
    by: str
    table: pd.DataFrame
    results: Mapping[str, Aggregated]


def choose(
    labels: pd.DataFrame,
    *,
    gold: Mapping[Any, Any] | None = None,
    methods: Sequence[str] = USUAL,
    ties: str = SHARED,
    random_state: int = 0,
) -> Choice:
    """Aggregate by several methods, and choose one.

    No method is safe everywhere: with at least 30 items of known label the one that is most often right on them holds
    (none of them is told these labels), of equals the simplest; otherwise the one whose model explains the answers
    best for its number of parameters. The likelihood says how well answers are explained, not how right labels are: on
    two of ten crowds that were measured it chose a method that is more than a point worse than another.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer. gold : {item: label}, held out; or None.
    methods : of AGGREGATION, the simplest first. ties : as `majority`. random_state : seed of what needs one.

    Returns
    -------
    Choice. ValueError for an unknown method or none.
    """
    if not methods or set(methods) - set(AGGREGATION):
        raise ValueError(f"methods must be some of {', '.join(AGGREGATION)}, not {', '.join(methods) or 'none'}.")
    seeded = {"mace": {"random_state": random_state}}
    results = {name: AGGREGATION[name].compute(labels, ties=ties, **seeded.get(name, {})) for name in methods}
    items = set(next(iter(results.values())).answers.items)
    known = {item: label for item, label in (gold or {}).items() if item in items}
    rows = {name: _row(name, result, known) for name, result in results.items()}
    by = GOLD if len(known) >= ENOUGH_GOLD else LIKELIHOOD
    best = _best(rows, by)
    chosen = results[best].labels()["label"]
    for name, result in results.items():
        said = result.labels()["label"]
        unequal = (said != chosen) & ~(said.isna() & chosen.isna())
        rows[name]["differs"] = float(unequal.mean()) if len(said) else 0.0
    return Choice(best, by, pd.DataFrame(rows.values()), results)


def _row(name: str, result: Aggregated, gold: Mapping[Any, Any]) -> dict:
    accuracy = result.accuracy(gold)
    share = wilson(accuracy * len(gold), len(gold)) if gold else wilson(0, 0)
    fell_back = bool(result.notes) and result.method != name
    modelled = result.log_likelihood is not None and not fell_back
    return {
        "method": name,
        "accuracy": share.value,
        "low": share.low,
        "high": share.high,
        "gold": len(gold),
        "log_likelihood": result.log_likelihood if modelled else None,
        "parameters": result.parameters,
        "criterion": 2 * result.parameters - 2 * result.log_likelihood if modelled else None,
        "note": " ".join(result.notes),
    }


def _best(rows: Mapping[str, dict], by: str) -> str:
    if by == GOLD:
        return max(rows, key=lambda name: rows[name]["accuracy"])  # of equals the first, which is the simplest
    judged = {name: row["criterion"] for name, row in rows.items() if row["criterion"] is not None}
    return min(judged, key=judged.get) if judged else next(iter(rows))
