"""Several answers become one label, or a word that nobody can be sure: the rule that a lead may put to use."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from annotation.methods.aggregation.aggregated import ABSTAIN, Aggregated
from annotation.methods.aggregation.dawid_skene import ALONE, ONE_LABEL, SWITCHED, TWO
from annotation.methods.aggregation.glad import TOO_FEW
from annotation.methods.aggregation.mace import REFUSED
from annotation.methods.aggregation.registry import AGGREGATION
from annotation.methods.aggregation.report import GLAD_ANSWERS, NO_OVERLAP, NOBODY
from annotation.methods.aggregation.weighted import WEIGHTLESS
from annotation.methods.columns import LABELS, checked
from generation.methods.translatable import gettext_noop as _

TOO_MANY = _("More than 250,000 answers: GLAD takes too long. Choose another method.")
#: Where a method gives back the votes instead, nothing is joined: the majority is a rule of its own.
VOTES = (ALONE, ONE_LABEL, SWITCHED, REFUSED, TWO, WEIGHTLESS, TOO_FEW)


@dataclass(frozen=True)
class Joined:
    """`table` is (item, label, confidence, people, sure), one row an item that two people or more spoke of.

    `label` is the likeliest that a person gave, None where several are as likely; `confidence` its posterior
    probability (of a weighted majority its share of the weight); `people` how many people spoke; `sure` whether the
    confidence is at least the one wanted. `reason` is "" or an English sentence why nothing is joined; then the table
    is empty. `method` is what was computed, another than the one asked for where `notes` say so.
    """

    method: str
    reason: str
    notes: tuple[str, ...]
    table: pd.DataFrame


def join(
    labels: pd.DataFrame,
    *,
    method: str,
    wanted: float,
    gold: Mapping[Any, Any] | None = None,
    people: Collection[Any] | None = None,
) -> Joined:
    """Join the answers of several annotators by a method of the registry.

    Items of one annotator teach nothing, unless known: the answer would stand as the truth, and count as right.
    An item is sure where its likeliest label has a posterior of at least `wanted`, is likelier than every other, and
    was given by a person: no label holds that nobody but models gave, or that was inferred from others' alone.

    Parameters
    ----------
    labels : (item, annotator, label), one row an answer, an annotator once an item. method : of AGGREGATION.
    wanted : in (0, 1]. gold : {item: label} of known items, which teach the method how reliable annotators are.
    people : the annotators that are people; None: all. Items of fewer than two of them are not joined.

    Returns
    -------
    Joined. `reason` is told for no answers, no item with two people, one annotator, one label, annotators who
    contradict each other, and where GLAD does not fit. ValueError for an unknown method.

    Reference: `max posterior` as the rule of when to ask again, methods of truth inference as in `choosing.py`.
    """
    if method not in AGGREGATION:
        raise ValueError(f"method must be one of {', '.join(AGGREGATION)}, not {method!r}.")
    labels = checked(labels, LABELS).dropna(subset=["label"])
    human = labels if people is None else labels[labels["annotator"].isin(list(people))]
    heard = human.groupby("item")["annotator"].nunique()
    shared = heard[heard > 1]
    if reason := _why_nothing(method, labels, shared):
        return _nothing(method, reason)
    heard = labels.groupby("item")["annotator"].transform("nunique") > 1
    told = labels["item"].isin(list(gold or {}))
    result = AGGREGATION[method].compute(labels[heard | told], gold=gold, ties=ABSTAIN)
    if stands := next((note for note in result.notes if note in VOTES), ""):
        return _nothing(method, stands)
    human = human[human["item"].isin(shared.index)]
    return Joined(result.method, "", tuple(result.notes), _table(result, human, shared, wanted))


def _why_nothing(method: str, labels: pd.DataFrame, shared: pd.Series) -> str:
    if labels.empty:
        return NOBODY
    if labels["annotator"].nunique() < 2:
        return ALONE
    if not len(shared):
        return NO_OVERLAP
    return TOO_MANY if method == "glad" and len(labels) > GLAD_ANSWERS else ""


def _nothing(method: str, reason: str) -> Joined:
    columns = {"item": object, "label": object, "confidence": float, "people": int, "sure": bool}
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns.items()})
    return Joined(method, reason, (), empty)


def _table(result: Aggregated, human: pd.DataFrame, shared: pd.Series, wanted: float) -> pd.DataFrame:
    place = {item: number for number, item in enumerate(result.answers.items)}
    number = {label: code for code, label in enumerate(result.answers.labels)}
    items = shared.index
    rows = np.array([place[item] for item in items])
    best = result.winners[rows].argmax(axis=1)
    some = result.winners[rows].any(axis=1)
    given = np.zeros(result.winners.shape, dtype=bool)
    given[human["item"].map(place).to_numpy(), human["label"].map(number).to_numpy()] = True
    there = some & given[rows, best]
    confidence = np.where(some, result.posterior[rows, best], result.posterior[rows].max(axis=1))
    names = [result.answers.labels[code] if found else None for code, found in zip(best, there, strict=True)]
    return pd.DataFrame(
        {
            "item": list(items),
            "label": pd.Series(names, dtype=object),
            "confidence": confidence,
            "people": shared.to_numpy(),
            "sure": there & (confidence >= wanted - 1e-12),
        }
    )
