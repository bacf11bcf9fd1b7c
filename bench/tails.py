"""How many rows people answer where labels of low risk are accepted: looking once, and at any time (procedure B).

    python -m bench tails

Rows with wrong labels and a risk score of a given quality are drawn anew in each life, as in the simulated rows of the
catalogue: 10,000 rows, so many wrong, scores normal with the shift that gives the area under the curve. `once`: 300 or
600 uniform draws, one look, people answer all above the certified tail. `any_time`: audits uniform among the rows left,
until the projected total came to no new minimum for max(200, 2.2 ln(1/risk)/limit) audits. Beside them the perfect
stop: the same order, told the moment that so few wrong labels remain. `broken`: the share of lives in which a tail that
was certified at any look held more errors than allowed.
"""

import argparse
from math import floor, sqrt
from statistics import NormalDist

import numpy as np

from annotation.methods.certificate.removal import Removal
from annotation.methods.certificate.tails import TailBets, may_end, one_shot

ROWS, RISK, RUNS = 10_000, 0.05, 100
CASES = {
    "8 % to 3 %, .86": (0.08, 0.03, 0.86),
    "8 % to 3 %, .96": (0.08, 0.03, 0.96),
    "3 % to 2 %, .86": (0.03, 0.02, 0.86),
    "15 % to 5 %, .92": (0.15, 0.05, 0.92),
}


def main(runs: int = RUNS) -> dict:
    print(f"{runs} lives a case; at most {RISK + 3 * sqrt(RISK * (1 - RISK) / runs):.3f} may be broken", flush=True)
    found = {}
    for name, case in CASES.items():
        found[name] = measured(*case, runs)
        print(f"{name}: {found[name]}", flush=True)
    return found


def measured(base: float, limit: float, area: float, runs: int) -> dict:
    lives = [life(seed, base, limit, area) for seed in range(runs)]
    told = {name: [one[name][0] for one in lives] for name in lives[0]}
    return {
        name: {
            "median": int(np.median(totals)),
            "nine_of_ten": int(np.quantile(totals, 0.9)),
            "broken": round(float(np.mean([one[name][1] for one in lives])), 3),
        }
        for name, totals in told.items()
    }


def life(seed: int, base: float, limit: float, area: float) -> dict[str, tuple[int, bool]]:
    """By rule: rows that people answer in all, and whether a certified tail ever held more errors than allowed."""
    rng = np.random.default_rng(seed)
    wrong = ordered(rng, base, area)
    draws = rng.permutation(ROWS)
    return {
        "perfect_stop": (ROWS - int(np.searchsorted(np.cumsum(wrong), floor(limit * ROWS) + 1)), False),
        "once_300": looked_once(wrong, draws[:300], limit),
        "once_600": looked_once(wrong, draws[:600], limit),
        "any_time": looked_always(wrong, draws, limit),
    }


def ordered(rng: np.random.Generator, base: float, area: float) -> np.ndarray:
    """Whether each label is wrong, the row least at risk first."""
    wrong = np.zeros(ROWS, dtype=bool)
    wrong[: round(base * ROWS)] = True
    score = rng.normal(size=ROWS) + wrong * sqrt(2) * NormalDist().inv_cdf(area)
    return wrong[np.argsort(score, kind="stable")]


def looked_once(wrong: np.ndarray, draws: np.ndarray, limit: float) -> tuple[int, bool]:
    tail = one_shot(range(ROWS), draws, wrong[draws], limit=limit, risk=RISK).rows
    return ROWS - tail + int((draws < tail).sum()), bool(wrong[:tail].sum() > floor(limit * ROWS))


def looked_always(wrong: np.ndarray, draws: np.ndarray, limit: float) -> tuple[int, bool]:
    bets, projected, broken = TailBets(ROWS, limit=limit, risk=RISK), [], False
    errors = np.concatenate([[0], np.cumsum(wrong)])
    for place in draws:
        bets.remove(int(place), Removal(True, float(wrong[place])))
        projected.append(bets.people_in_all())
        broken |= bool(errors[bets.tail().rows] > bets.most)
        if may_end(projected, limit=limit, risk=RISK):
            break
    return projected[-1], broken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    main(parser.parse_args().runs)
