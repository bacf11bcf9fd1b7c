"""Intervals for the share of wrong labels from few answers: which hold, and which are narrower than Wilson's.

    python -m bench intervals
    python -m bench.intervals --runs 500 --sets "mr_freeal;css_emotion" --looks 100,200

Sets with labels of language models and the truth. The risk is the product's chance of a wrong label before any answer.
From each set 100, 200, 400 and 800 rows are looked at (no more than a third of it), 2,000 times, by each design:

wilson, finite: drawn by chance; Wilson's interval, and the same for so many of all rows
ppi: the same rows, with the risk calibrated on these answers, cross-fitted (PPI++ of a finite population); and only
    where it may be shown (200 checks, 20 errors, a correlation of .1), with the share of draws where that is so
even, joined: drawn within strata of risk and label by their sizes; by Wilson of the rows they are worth, or joined
stratified: the same within strata, most where errors spread (Neyman by the risk)
picked: the last, where a simulation from the answers of that very draw likes it: it must fail, for that picks draws
strat_ppi: those rows with the calibrated risk in each stratum
lure: one by one, as sqrt(f (1 - f)) mixed with a fifth of one chance for all; active: by independent coins

Told are coverage in percent of 95 % intervals and their mean width in points. An interval may be shown where it covers
at least 94 % and is narrower than `finite`; `the rule shows` says what the product would show before any answer.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context

import numpy as np

from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal
from annotation.methods.estimators.active_inference import active_mean, chances_to_ask
from annotation.methods.estimators.cross_fit import cross_fitted
from annotation.methods.estimators.lure import lure
from annotation.methods.estimators.prediction_powered import may_be_shown, powered_share
from annotation.methods.estimators.simulated import simulated, simulated_in_doubt
from annotation.methods.estimators.strata import by_size, most_strata, neyman, risk_strata, spreads
from annotation.methods.estimators.stratified import Stratum, joined_share, stratified_powered, stratified_share
from bench.error_orders import World
from bench.error_sets import DATA, load
from generation.methods.estimates import wilson

SETS = ("mr_freeal", "global_warming_gpt", "css_emotion", "css_stance", "css_discourse", "css_conv_go_awry")
LOOKS = (100, 200, 400, 800)
MOST = 1 / 3  # of a set
RUNS, CORES, TRIED = 2000, 2, 500
COVERED = 94.0
ROUNDS, RIDGE = 8, 1.0  # of Newton's method for two numbers

Interval = tuple[float, float]


@dataclass(frozen=True)
class Rows:
    """Whether each label is wrong, the chance that it is, and its stratum."""

    wrong: np.ndarray
    risk: np.ndarray
    strata: np.ndarray

    @property
    def by_stratum(self) -> list[np.ndarray]:
        return [np.flatnonzero(self.strata == one) for one in range(self.strata.max() + 1)]


def main(sets: tuple[str, ...] = SETS, runs: int = RUNS, looks: tuple[int, ...] = LOOKS) -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    with ProcessPoolExecutor(CORES, get_context("spawn")) as pool:
        return {name: measured(name, runs, looks, pool) for name in sets}


def measured(name: str, runs: int, looks: tuple[int, ...], pool: ProcessPoolExecutor) -> dict:
    world = World(load(name, 0), 0)
    risk = np.clip(np.nan_to_num(world.scored.wrong.to_numpy(dtype=float), nan=0.5), 0.001, 0.999)
    wrong, labels = world.task.wrong, world.task.samples["label"].tolist()
    size, share = len(wrong), float(wrong.mean())
    found = {
        "rows": size,
        "wrong_percent": round(100 * share, 1),
        "expected_percent": round(100 * float(risk.mean()), 1),
    }
    found["auroc"] = round(_auroc(wrong, risk), 3)
    print(f"{name}: {found}", flush=True)
    for n in looks:
        if n <= MOST * size:
            rows = Rows(wrong, risk, risk_strata(risk, labels, most=most_strata(n)))
            told = list(pool.map(partial(drawn, rows, n), range(runs), chunksize=25))
            found[f"{n} looks"] = _told(told, share)
            for design, evenly in (("even", True), ("stratified", False)):
                found[f"{n} looks"][design]["shown_by_the_product"] = is_shown(rows, n, evenly=evenly)
            _print(n, found[f"{n} looks"])
    return found


def drawn(rows: Rows, looks: int, seed: int) -> dict[str, Interval | None]:
    """The intervals of one draw by each design; None where one may not be shown."""
    rng, size = np.random.default_rng(seed), len(rows.wrong)
    few = rng.permutation(size)[:looks]
    found = _by_chance(rows, few) | _powered(rows, few, seed)
    even, best = (_looks(rows, looks, evenly=evenly) for evenly in (True, False))
    found |= _within(rows, even, rng, {"even": stratified_share, "joined": joined_share})
    found |= _within(rows, best, rng, {"stratified": stratified_share}, "strat_ppi")
    return found | {"lure": _lure(rows, looks, rng), "active": _active(rows, looks, rng)}


# -- designs ----------------------------------------------------------------------------------------------------------


def _by_chance(rows: Rows, few: np.ndarray) -> dict[str, Interval]:
    plain = wilson(int(rows.wrong[few].sum()), len(few))
    finite = estimate(len(rows.wrong), [Removal(True, float(loss)) for loss in rows.wrong[few]])
    return {"wilson": (plain.low, plain.high), "finite": (finite.low, finite.high)}


def _powered(rows: Rows, few: np.ndarray, seed: int) -> dict[str, Interval | None]:
    told = _calibrated(rows, few, seed)
    losses, rest = rows.wrong[few].astype(float), np.delete(told, few)
    interval = powered_share(losses, told[few], rest).interval()
    return {"ppi": interval, "ppi_shown": interval if may_be_shown(losses, told[few]) else None}


def _looks(rows: Rows, looks: int, *, evenly: bool) -> np.ndarray:
    sizes = np.bincount(rows.strata)
    return by_size(sizes, looks) if evenly else neyman(sizes, spreads(rows.risk, rows.strata), looks)


def _within(rows: Rows, looks: np.ndarray, rng, ways: dict, powered: str = "") -> dict[str, Interval]:
    parts = [rng.permutation(part) for part in rows.by_stratum]
    few = [part[:n] for part, n in zip(parts, looks, strict=True)]
    strata = [Stratum(len(part), len(some), int(rows.wrong[some].sum())) for part, some in zip(parts, few, strict=True)]
    found = {name: (share.low, share.high) for name, share in ((name, way(strata)) for name, way in ways.items())}
    if powered:
        found["picked"] = found["stratified"] if _is_liked(strata) else None
        told = _calibrated(rows, np.concatenate(few), 0)
        others = [told[part[n:]] for part, n in zip(parts, looks, strict=True)]
        losses, own = [rows.wrong[some].astype(float) for some in few], [told[some] for some in few]
        found[powered] = stratified_powered(losses, own, others).interval()
    return found


def _is_liked(strata: list[Stratum]) -> bool:
    """By the answers of this draw."""
    rates = [(one.wrong + 0.5) / (one.checked + 1) for one in strata]
    return simulated([one.size for one in strata], [one.checked for one in strata], rates, runs=TRIED).may_be_shown


def is_shown(rows: Rows, looks: int, *, evenly: bool) -> bool:
    """As the product decides: by the risk alone and in doubt of it, before any answer. It looks evenly."""
    sizes = np.bincount(rows.strata)
    rates = np.bincount(rows.strata, rows.risk) / sizes
    return simulated_in_doubt(sizes, _looks(rows, looks, evenly=evenly), rates).may_be_shown


def _lure(rows: Rows, looks: int, rng) -> Interval:
    """Exponential races: the order in which they end is that of draws one by one, by the rates of those left."""
    rate = chances_to_ask(rows.risk, 1)
    order = np.argsort(rng.exponential(size=len(rate)) / rate)[:looks]
    left = rate.sum() - np.concatenate([[0.0], np.cumsum(rate[order])[:-1]])
    return lure(rows.wrong[order], rate[order] / left, len(rate)).interval()


def _active(rows: Rows, looks: int, rng) -> Interval:
    chances = chances_to_ask(rows.risk, looks)
    asked = rng.random(len(chances)) < chances
    return active_mean(rows.wrong.astype(float), rows.risk, chances, asked).interval()


# -- the risk, calibrated on some answers -----------------------------------------------------------------------------


def _calibrated(rows: Rows, few: np.ndarray, seed: int) -> np.ndarray:
    score = np.log(rows.risk / (1 - rows.risk))
    return cross_fitted(len(score), few, partial(_logistic, score, rows.wrong.astype(float)), random_state=seed)


def _logistic(score: np.ndarray, wrong: np.ndarray, some: np.ndarray) -> np.ndarray:
    """The chance of a wrong label by its score: slope and intercept, by Newton's method with a small ridge."""
    x, y = np.column_stack([np.ones(len(some)), score[some]]), wrong[some]
    told, ridge = np.array([0.0, 1.0]), RIDGE * np.diag([0.01, 1.0])
    for _round in range(ROUNDS):
        p = 1 / (1 + np.exp(-np.clip(x @ told, -30, 30)))
        told = told + np.linalg.solve(x.T * (p * (1 - p)) @ x + ridge, x.T @ (y - p) - ridge @ (told - [0.0, 1.0]))
    return 1 / (1 + np.exp(-np.clip(told[0] + told[1] * score, -30, 30)))


# -- told -------------------------------------------------------------------------------------------------------------


def _told(draws: list[dict[str, Interval | None]], truth: float) -> dict:
    found = {}
    for name in draws[0]:
        shown = np.array([draw[name] for draw in draws if draw[name] is not None]).reshape(-1, 2)
        if not len(shown):
            found[name] = {"covered": None, "points": None, "shown": 0.0}
            continue
        covered = (shown[:, 0] <= truth) & (truth <= shown[:, 1])
        width = 100 * float((shown[:, 1] - shown[:, 0]).mean())
        found[name] = {"covered": round(100 * float(covered.mean()), 1), "points": round(width, 2)}
        if len(shown) < len(draws):
            found[name]["shown"] = round(100 * len(shown) / len(draws), 1)
    for name, one in found.items():
        is_narrower = one["covered"] is not None and one["points"] < found["finite"]["points"]
        one["may_be_shown"] = name == "finite" or bool(is_narrower and one["covered"] >= COVERED)
    return found


def _print(looks: int, found: dict) -> None:
    told = ", ".join(
        f"{name} {one['covered']} / {one['points']}{' *' if one['may_be_shown'] else ''}" for name, one in found.items()
    )
    shown = [name for name, one in found.items() if one.get("shown_by_the_product")]
    print(f"  {looks} looks: {told}; the rule shows {' and '.join(shown) or 'neither strata'}", flush=True)


def _auroc(wrong: np.ndarray, risk: np.ndarray) -> float:
    high, low = np.sort(risk[wrong]), risk[~wrong]
    upto, below = np.searchsorted(high, low, side="right"), np.searchsorted(high, low, side="left")
    return float((len(high) - upto + (upto - below) / 2).sum() / (len(high) * len(low)))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=";".join(SETS))
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--looks", default=",".join(map(str, LOOKS)))
    options = parser.parse_args()
    main(tuple(options.sets.split(";")), options.runs, tuple(int(n) for n in options.looks.split(",")))
