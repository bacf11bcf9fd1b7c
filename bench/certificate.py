"""Whether the certificate is ever wrong on real labels, and how many answers a promise takes.

    python -m bench certificate
    python -m bench.certificate --runs 200 --refits 5 --sets "global_warming_gpt;css_emotion"

Sets with labels of language models and the truth, and ag_news with noise put in. In each life a queue works: one item
in four is an audit draw (uniform among what nobody has had), the others are the riskiest left; answers are the truth.
The bound is looked at after every audit, up to three quarters of the rows. `--refits` lives learn the order anew from
the answers after every 10 %, as the product does; the others keep the order of the first score.

A life is wrong where the bound was ever below the labels that were still wrong: that is where the evidence against
the true number ever reached 1 / risk, one evaluation a life. Beside it, what must fail: a plain 95 % limit
(Clopper-Pearson) of the audits so far, computed anew after each.

Answers needed: until at most 2, 3, 5 or 10 % of all rows are promised to be wrong, beside the perfect stop (the same
order, told the moment that so few are left) and audits alone. Intervals: of 200 rows drawn by chance (of a small set a
tenth), and of as many audits of the certificate among chosen rows. Naive: the share of wrong labels among the first 500
rows that the queue chose, which is what it looks for.
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from math import floor, log, sqrt
from multiprocessing import get_context

import numpy as np
from scipy.stats import beta

from annotation.methods.certificate.bound import bound, evidence, read_log
from annotation.methods.certificate.estimate import estimate
from annotation.methods.certificate.removal import Removal
from bench.error_orders import Ours, Reviewed, World
from bench.error_sets import DATA, load
from generation.methods.estimates import wilson

SETS = (
    "mr_freeal", "global_warming_gpt", "css_emotion", "css_stance", "css_discourse", "css_conv_go_awry",
    "ag_news uniform 10 %", "ag_news confusion 10 %", "ag_news confusion 20 %",
)  # fmt: skip
RISK, AUDITED, UNTIL, REFIT_EVERY = 0.05, 0.25, 0.75, 0.10
LIMITS = (0.02, 0.03, 0.05, 0.10)
RUNS, REFITS, STOPS = 2000, 50, 100
CHECKED, CHOSEN = 200, 500
CORES = 2


@dataclass(frozen=True)
class Rows:
    """Whether each label is wrong, and the order in which the queue would show the rows, the riskiest first."""

    wrong: np.ndarray
    order: np.ndarray


@dataclass(frozen=True)
class Life:
    """Rows in the order in which they left, and which of them were audit draws."""

    rows: np.ndarray
    audit: np.ndarray

    def log(self, wrong: np.ndarray) -> list[Removal]:
        return [Removal(bool(a), float(x)) for a, x in zip(self.audit, wrong[self.rows], strict=True)]


def main(sets: tuple[str, ...] = SETS, runs: int = RUNS, refits: int = REFITS) -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    most = [f"{RISK + 3 * sqrt(RISK * (1 - RISK) / lives):.3f}" for lives in (runs, refits) if lives]
    print(f"{runs:,} lives a set, {refits} with refits; at most {', '.join(most)} may be wrong", flush=True)
    # Spawned: threads that near-duplicates are found with do not survive a fork.
    with ProcessPoolExecutor(CORES, get_context("spawn")) as pool:
        return {name: measured(name, runs, refits, pool) for name in sets}


def measured(name: str, runs: int, refits: int, pool: ProcessPoolExecutor) -> dict:
    found = (_plain(name, runs, pool) if runs else {}) | _shares("refitted", _told(name, refits, pool))
    print(f"{name}: {found}", flush=True)
    return found


def _told(name: str, refits: int, pool: ProcessPoolExecutor) -> Iterator[tuple[bool, bool]]:
    """Each life with refits takes seconds to minutes, so it is told when it ends."""
    for seed, (ever, plain) in enumerate(pool.map(partial(_refitted, name), range(refits))):
        print(f"  {name}, life {seed} with refits: ever wrong {ever}, plain limit {plain}", flush=True)
        yield ever, plain


def _plain(name: str, runs: int, pool: ProcessPoolExecutor) -> dict:
    rows = riskiest_first(name)
    size, errors = len(rows.wrong), int(rows.wrong.sum())
    found = {"rows": size, "wrong_percent": round(100 * errors / size, 1), "auroc": round(_auroc(rows), 3)}
    found |= _shares("lives", pool.map(partial(_checked, rows), range(runs), chunksize=25))
    found |= _shares("audits_alone", pool.map(partial(_checked, rows, audited=1.0), range(runs), chunksize=25))
    found["answers"] = _answers(rows, runs, pool)
    found["intervals"] = _intervals(rows, runs, pool)
    return found


def riskiest_first(name: str) -> Rows:
    """By the order before any answer."""
    return ordered(_world(name))


def ordered(world: World) -> Rows:
    return Rows(world.task.wrong, np.argsort(-Ours("answers")(Reviewed(world)), kind="stable"))


def _shares(name: str, checked: Iterator[tuple[bool, bool]]) -> dict:
    both = np.array(list(checked)).reshape(-1, 2)
    if not len(both):
        return {}
    ever, plain = (round(float(share), 4) for share in both.mean(axis=0))
    return {f"{name}_ever_wrong": ever, f"{name}_plain_limit": plain}


def _checked(rows: Rows, seed: int, audited: float = AUDITED) -> tuple[bool, bool]:
    return ever_wrong(rows.wrong, lived(rows, seed, audited=audited))


def _refitted(name: str, seed: int) -> tuple[bool, bool]:
    world = _world(name)
    return ever_wrong(world.task.wrong, lived_with_refits(world, seed))


@lru_cache(maxsize=1)
def _world(name: str) -> World:
    """Read once in each process: texts and first students are the same in all lives."""
    return World(load(name, 0), 0)


# -- lives ------------------------------------------------------------------------------------------------------------


def lived(rows: Rows, seed: int, *, audited: float = AUDITED, until: float = UNTIL) -> Life:
    rng, size = np.random.default_rng(seed), len(rows.wrong)
    left, by_chance, by_risk = np.ones(size, dtype=bool), iter(rng.permutation(size)), iter(rows.order)
    coins = rng.random(floor(until * size)) < audited
    return _left(coins, left, by_chance, by_risk)


def lived_with_refits(world: World, seed: int) -> Life:
    """The order is learned anew from all answers, audits among them, as the product does."""
    rng, state, order = np.random.default_rng(seed), Reviewed(world), Ours()
    left, by_chance = np.ones(world.size, dtype=bool), iter(rng.permutation(world.size))
    coins = rng.random(floor(UNTIL * world.size)) < AUDITED
    parts = []
    for some in np.array_split(coins, round(UNTIL / REFIT_EVERY)):
        by_risk = iter(np.argsort(-np.nan_to_num(order(state), nan=-1e9), kind="stable"))
        parts.append(_left(some, left, by_chance, by_risk))
        state.seen = ~left
    return Life(np.concatenate([part.rows for part in parts]), coins)


def _left(coins: np.ndarray, left: np.ndarray, by_chance: Iterator[int], by_risk: Iterator[int]) -> Life:
    """The next of one order or the other that is still left: the first left of a random order is a uniform draw."""
    rows = []
    for audit in coins:
        row = next(row for row in (by_chance if audit else by_risk) if left[row])
        left[row] = False
        rows.append(row)
    return Life(np.array(rows), coins)


def ever_wrong(wrong: np.ndarray, life: Life) -> tuple[bool, bool]:
    """Whether the bound was, and whether a plain limit looked at after each audit would have been."""
    ledger, total = read_log(len(wrong), life.log(wrong)), int(wrong.sum())
    remaining, limits = plain_limits(wrong, life)
    return evidence(ledger, total) >= -log(RISK), bool((remaining > limits).any())


def plain_limits(wrong: np.ndarray, life: Life) -> tuple[np.ndarray, np.ndarray]:
    """After each audit: the wrong labels that are left, and how many a plain limit of the audits so far allows."""
    found, at = np.cumsum(wrong[life.rows]), np.flatnonzero(life.audit)
    errors, draws = np.cumsum(wrong[life.rows[at]]), np.arange(1, len(at) + 1)
    upper = np.where(errors < draws, beta.ppf(1 - RISK, errors + 1, np.maximum(draws - errors, 1)), 1.0)
    remaining, size = wrong.sum() - found[at], len(wrong) - at - 1
    return remaining, np.floor(upper * size)


# -- answers that a promise takes -------------------------------------------------------------------------------------


def _answers(rows: Rows, runs: int, pool: ProcessPoolExecutor) -> dict:
    """By limit: median and 90 % of the rows that people see, of audits alone the median, and the perfect stop."""
    limits, found = [limit for limit in LIMITS if limit < rows.wrong.mean()], {}
    lives = list(pool.map(partial(_needed, rows, limits), range(min(runs, STOPS))))
    alone = list(pool.map(partial(_needed, rows, limits, audited=1.0), range(min(runs, STOPS))))
    for at, limit in enumerate(limits):
        here = [life[at] for life in lives]
        found[f"{limit:.0%}"] = {
            "median": int(np.median(here)),
            "nine_of_ten": int(np.quantile(here, 0.9)),
            "audits_alone": int(np.median([life[at] for life in alone])),
            "perfect_stop": int(np.searchsorted(-_remaining(rows.wrong[rows.order]), -floor(limit * len(rows.wrong)))),
        }
    return found


def _needed(rows: Rows, limits: list[float], seed: int, audited: float = AUDITED) -> list[int]:
    """Rows that had left when each limit held first; the bound never rises, so that is found by halves."""
    log_ = lived(rows, seed, audited=audited, until=1.0).log(rows.wrong)
    return [first_within(log_, len(rows.wrong), floor(limit * len(rows.wrong))) for limit in limits]


def first_within(log_: list[Removal], size: int, most: int) -> int:
    """After how many rows of the log the bound is at most so many; all of them where it never is."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if bound(size, log_[:middle], risk=RISK).remaining <= most else (middle + 1, high)
    return low


def _remaining(wrong: np.ndarray) -> np.ndarray:
    """Wrong labels left after 0, 1, 2 … rows."""
    return wrong.sum() - np.concatenate([[0], np.cumsum(wrong)])


# -- intervals --------------------------------------------------------------------------------------------------------


def _intervals(rows: Rows, runs: int, pool: ProcessPoolExecutor) -> dict:
    """Coverage in percent and width in points of 95 % intervals, and what chosen rows alone would say."""
    kinds = np.array(list(pool.map(partial(_interval, rows), range(runs), chunksize=25)))
    truth = rows.wrong.mean()
    names = ("wilson", "finite", "beside_active")
    told = {
        name: {
            "covered": round(100 * float(((kinds[:, at, 0] <= truth) & (truth <= kinds[:, at, 1])).mean()), 1),
            "points": round(100 * float((kinds[:, at, 1] - kinds[:, at, 0]).mean()), 1),
        }
        for at, name in enumerate(names)
    }
    chosen = rows.wrong[rows.order[:CHOSEN]]
    naive = wilson(int(chosen.sum()), len(chosen))
    return told | {"chosen_rows_percent": [round(100 * x, 1) for x in (naive.value, naive.low, naive.high)]}


def _interval(rows: Rows, seed: int) -> list[tuple[float, float]]:
    size, wrong = len(rows.wrong), rows.wrong
    checked = min(CHECKED, size // 10)
    drawn = Life(np.random.default_rng(seed).permutation(size)[:checked], np.ones(checked, dtype=bool))
    plain, finite = wilson(int(wrong[drawn.rows].sum()), len(drawn.rows)), estimate(size, drawn.log(wrong))
    life = lived(rows, seed, until=checked / AUDITED / size)
    beside = estimate(size, life.log(wrong))
    return [(0.0, 1.0) if one.value is None else (one.low, one.high) for one in (plain, finite, beside)]


def _auroc(rows: Rows) -> float:
    place = np.empty(len(rows.order))
    place[rows.order] = np.arange(len(rows.order))
    return float((place[rows.wrong][:, None] < place[~rows.wrong][None, :]).mean())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=";".join(SETS))
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--refits", type=int, default=REFITS)
    options = parser.parse_args()
    main(tuple(options.sets.split(";")), options.runs, options.refits)
