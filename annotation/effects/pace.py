"""Time per item: of whom, of which label, with the suggestion and without."""

from dataclasses import asdict, replace
from math import exp

import numpy as np
import pandas as pd

from annotation.methods.effects.estimate import NO_BLIND, NO_SHOWN, Estimate, combined
from annotation.methods.effects.times import FEW_TIMES_A_SIDE, IDLE_S, log_ratio, measured, median_time

LABELS = 40


def with_times(answers: pd.DataFrame) -> pd.DataFrame:
    """Those whose time says something."""
    seconds = answers["seconds"]
    return answers[seconds.notna() & (seconds > 0) & (seconds <= IDLE_S)]


def pace(answers: pd.DataFrame, compared: pd.DataFrame, *, people: list[str]) -> dict:
    """The part of the report on time; medians of all standing answers, arms of those that a coin decided."""
    standing = answers[answers["stands"]]
    timed = with_times(standing)
    seconds = standing["seconds"]
    named = timed[timed["person"].isin(people)]
    return {
        "all": _median(timed),
        "left_out": {"no_time": int((~(seconds > 0)).sum()), "away": int((seconds > IDLE_S).sum())},
        "by_label": _each(timed[timed["label"] != ""], "label")[:LABELS],
        "by_person": sorted(_each(named, "person"), key=lambda row: row["person"]),
        **_arms(with_times(compared[~compared["passed_on"].astype(bool)])),
    }


def factor(estimate: Estimate) -> dict:
    """An estimate of a logarithm as the factor that it stands for."""
    if estimate.value is None:
        return asdict(estimate)
    limits = {name: None if (v := getattr(estimate, name)) is None else exp(v) for name in ("value", "low", "high")}
    return asdict(replace(estimate, **limits))


def _median(answers: pd.DataFrame) -> dict:
    return asdict(median_time(measured(answers["seconds"].to_numpy(dtype=float))))


def _each(answers: pd.DataFrame, column: str) -> list[dict]:
    """Of each label or person, those with the most answers first."""
    found = [{column: str(name), **_median(part)} for name, part in answers.groupby(column)]
    return sorted(found, key=lambda row: (-row["n"], row[column]))


def _arms(timed: pd.DataFrame) -> dict:
    shown, blind = timed[timed["shown"].astype(bool)], timed[~timed["shown"].astype(bool)]
    return {"shown": _median(shown), "blind": _median(blind), "ratio": factor(_log_ratio(timed))}


def _log_ratio(timed: pd.DataFrame) -> Estimate:
    """With the suggestion against without, within each chance of being blind: times change with the months."""
    strata = []
    for _chance, part in timed.groupby("chance"):
        is_shown = part["shown"].astype(bool).to_numpy()
        seconds = part["seconds"].to_numpy(dtype=float)
        one = log_ratio(seconds[is_shown], seconds[~is_shown])
        strata.append((one, int(is_shown.sum()) * int((~is_shown).sum()) / max(len(part), 1)))
    usable = [(one, weight) for one, weight in strata if one.value is not None]
    if not usable:
        return Estimate(None, n=len(timed), reason=_missing(timed["shown"].to_numpy(dtype=bool)))
    return combined([one for one, _w in usable], [weight for _one, weight in usable])


def _missing(shown: np.ndarray) -> str:
    if not shown.any():
        return NO_SHOWN
    return NO_BLIND if shown.all() else FEW_TIMES_A_SIDE
