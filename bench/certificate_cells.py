"""Whether the bound is ever wrong, in every cell of methods/human.md 9.12: sizes, errors and queues.

    python -m bench certificate_cells

Rows of a population are alike but for being wrong or right, so a life is counts: how many of each are left. All lives
of a cell run side by side. A life is wrong where the evidence against its true number of errors ever reached 1 / risk,
at a look after every audit, up to three quarters of the rows. Beside it what must fail, a plain 95 % limit
(Clopper-Pearson) of the audits so far, computed anew after each. People who miss errors in rows that the queue chose
are simulated in tests/annotation/methods/certificate/test_bound.py: there the true number is no fixed one.
"""

from math import floor, log, sqrt

import numpy as np
from scipy.stats import beta

from annotation.methods.certificate.bound import BETS, LOG_SHARES

RISK, LIMIT, UNTIL, RUNS, TAKEN = 0.05, 0.03, 0.75, 2000, 3
SIZES = (500, 2_000)
QUEUES = ("none", "random", "clears right ones first", "finds errors", "changes after each error")
FINDS = 4  # as often it takes a wrong row as a right one


def errors_of(size: int) -> tuple[int, ...]:
    """One more than the limit allows, twice as many, and none."""
    least = floor(LIMIT * size) + 1
    return least, 2 * least, 0


class Cell:
    """Lives side by side: `wrong` and `right` rows left, finds `known`, and the wealth against the true number."""

    def __init__(self, size: int, errors: int, queue: str, runs: int = RUNS, seed: int = 0):
        self.rng, self.size, self.errors, self.queue = np.random.default_rng(seed), size, errors, queue
        self.wrong, self.right = np.full(runs, errors), np.full(runs, size - errors)
        self.known, self.seen = np.zeros(runs), np.zeros(runs, dtype=int)
        self.wealth = np.zeros((runs, len(BETS)))
        self.broken, self.plain_broken = np.zeros(runs, dtype=bool), np.zeros(runs, dtype=bool)

    def lived(self) -> tuple[float, float]:
        """The share of lives in which the bound, and the plain limit, was ever below what was still wrong."""
        taken = 0 if self.queue == "none" else TAKEN
        for drawn in range(1, floor(UNTIL * self.size / (1 + taken)) + 1):
            self._audit(drawn)
            for _row in range(taken):
                self._choose()
        return float(self.broken.mean()), float(self.plain_broken.mean())

    def _audit(self, drawn: int) -> None:
        left = self.wrong + self.right
        x = (self.rng.random(len(left)) * left < self.wrong).astype(float)
        p = (self.errors - self.known) / left
        odds = np.divide(p - x, 1 - p, out=np.full_like(p, -1.0), where=p < 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            self.wealth += np.log(1 + (1 - BETS) * odds[:, None])
        self.broken |= (np.logaddexp.reduce(self.wealth + LOG_SHARES, axis=1) >= -log(RISK)) | (p > 1)
        self._remove(x)
        self.seen += x.astype(int)
        upper = np.where(self.seen < drawn, beta.ppf(1 - RISK, self.seen + 1, np.maximum(drawn - self.seen, 1)), 1.0)
        self.plain_broken |= self.wrong > np.floor(upper * (left - 1))

    def _choose(self) -> None:
        """A row that the queue takes."""
        any_, wrong, right = self.rng.random(len(self.wrong)), self.wrong, self.right
        weight = {"random": 1, "finds errors": FINDS}.get(self.queue)
        if weight:
            x = any_ * (weight * wrong + right) < weight * wrong
        elif self.queue == "clears right ones first":
            x = right == 0
        else:
            x = np.where(self.seen % 2, wrong > 0, right == 0)
        self._remove(x.astype(float))

    def _remove(self, x: np.ndarray) -> None:
        self.wrong = self.wrong - x.astype(int)
        self.right = self.right - (1 - x).astype(int)
        self.known = self.known + x


def main(runs: int = RUNS) -> dict:
    print(f"{runs:,} lives a cell; at most {RISK + 3 * sqrt(RISK * (1 - RISK) / runs):.3f} may be wrong", flush=True)
    found = {}
    for size in SIZES:
        for errors in errors_of(size):
            for queue in QUEUES:
                ever, plain = Cell(size, errors, queue, runs).lived()
                found[f"{size:,} rows, {errors} wrong, {queue}"] = {
                    "ever_wrong": round(ever, 4),
                    "plain": round(plain, 4),
                }
                print(f"{size:,} rows, {errors} wrong, {queue}: {ever:.4f}, plain limit {plain:.4f}", flush=True)
    return found


if __name__ == "__main__":
    main()
