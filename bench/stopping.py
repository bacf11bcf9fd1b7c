"""How well *Enough?* tells what a promise will take: its forecast against what lives then really took.

    python -m bench stopping
    python -m bench.stopping --lives 20 --sets "global_warming_gpt;css_emotion"

Sets with labels of language models and the truth. In each life a queue works as the product's does, one item in four
an audit draw and the others the riskiest left by the first score, until a share of the rows has been looked at. Then
the score is made anew from the answers, audits marked as such, and each promise is forecast as the page does it: so
many of the riskiest rows, then audits. The life goes on by that plan: these rows in that order, then audits drawn by
chance from what is left, until the certificate's bound is at or below the limit, or no row is left. Told: answers that
it took over answers forecast (1: just as told; above: more), the median and the range of eight lives in ten, and the
share of lives that ended within what the page calls nine of ten. Where the plan takes no answer there is nothing to
compare.
"""

import argparse
from dataclasses import dataclass
from math import floor

import numpy as np
import pandas as pd

from annotation.methods.certificate.forecast import Forecast, Standing, forecast
from annotation.methods.certificate.removal import Removal
from annotation.methods.scoring import score
from bench.certificate import AUDITED, RISK, first_within, lived, ordered
from bench.error_orders import World
from bench.error_sets import DATA, load

SETS = ("global_warming_gpt", "css_emotion")
SEEN = (0.05, 0.15)  # shares of all rows that were looked at when the forecast is made
LIMITS = (0.02, 0.05, 0.10)
LIVES = 20


@dataclass(frozen=True)
class Told:
    """What was forecast, and what it took: `answers` each; `all_left` rows were left to look at."""

    forecast: int
    at_most: int
    took: int
    all_left: int


def main(sets: tuple[str, ...] = SETS, lives: int = LIVES) -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    return {name: measured(name, lives) for name in sets}


def measured(name: str, lives: int) -> dict:
    world = World(load(name, 0), 0)
    found: dict[tuple[float, float], list[Told]] = {}
    for seed in range(lives):
        for seen in SEEN:
            for limit, told in _lives_on(world, seed, seen).items():
                found.setdefault((seen, limit), []).append(told)
    told = {f"{seen:.0%} seen, {limit:.0%}": summary(lived) for (seen, limit), lived in sorted(found.items())}
    for moment, figures in told.items():
        print(f"{name}, {moment}: {figures}", flush=True)
    return told


def summary(lives: list[Told]) -> dict:
    """Medians of what was told and taken; their ratio with the range of eight in ten; the share within nine of ten."""
    ratio = np.array([one.took / one.forecast for one in lives])
    low, middle, high = np.quantile(ratio, [0.1, 0.5, 0.9]).round(2).tolist()
    return {
        "lives": len(lives),
        "forecast": int(np.median([one.forecast for one in lives])),
        "took": int(np.median([one.took for one in lives])),
        "of": int(np.median([one.all_left for one in lives])),
        "ratio": middle,
        "eight_of_ten": [low, high],
        "within_nine_of_ten": round(float(np.mean([one.took <= one.at_most for one in lives])), 2),
    }


def _lives_on(world: World, seed: int, seen: float) -> dict[float, Told]:
    """By limit; limits that no wrong label stands against, and plans of no answer, are left out."""
    wrong, order = world.task.wrong, ordered(world)
    life = lived(order, seed, audited=AUDITED, until=seen)
    left = np.setdiff1d(np.arange(world.size), life.rows)
    chances = _chances(world, life.rows, life.audit)[left]
    standing, rng, told = Standing.of(world.size, life.log(wrong), risk=RISK), np.random.default_rng([seed, 1]), {}
    for limit in (one for one in LIMITS if one < wrong.mean()):
        plan = forecast(standing, chances, limit=limit)
        if plan.answers:
            took = _took(standing, wrong, left, chances, plan, rng)
            told[limit] = Told(plan.answers, plan.answers_at_most, took, len(left))
    return told


def _chances(world: World, rows: np.ndarray, audit: np.ndarray) -> np.ndarray:
    """Of all rows, scored anew from the answers to some, as the product does."""
    answers = np.full(world.size, None, dtype=object)
    answers[rows] = world.task.gold[rows]
    samples = world.task.samples.assign(answer=pd.Series(answers, dtype=object))
    drawn = samples["sample"].to_numpy()[rows[audit]]
    return score(
        samples, world.task.others, texts=world.texts, drawn=set(drawn.tolist()), random_state=world.seed
    ).wrong.to_numpy(dtype=float)


def _took(standing: Standing, wrong: np.ndarray, left: np.ndarray, chances: np.ndarray, plan: Forecast, rng) -> int:
    """Answers of a life that goes by the plan: the evidence counts from the log so far."""
    riskiest = left[np.argsort(-np.nan_to_num(chances, nan=float(np.nanmean(chances))), kind="stable")]
    first, rest = riskiest[: plan.active], rng.permutation(riskiest[plan.active :])
    log = [*standing.log, *(Removal(False, float(wrong[row])) for row in first)]
    log += [Removal(True, float(wrong[row])) for row in rest]
    return first_within(log, standing.population, floor(plan.limit * standing.population)) - len(standing.log)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", default=";".join(SETS))
    parser.add_argument("--lives", type=int, default=LIVES)
    options = parser.parse_args()
    main(tuple(options.sets.split(";")), options.lives)
