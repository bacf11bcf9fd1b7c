"""Rules for stopping that look at successive students: predictions that stay, and a gain that does not come any more.

They promise nothing: a student that no longer learns may be wrong as often as it was.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from annotation.methods.agreement.cohen_kappa import cohen_kappa
from annotation.methods.stopping.words import GAIN, NOT_YET, REACHED, ROUNDS, STABLE, STOP_SET, TOO_FEW
from annotation.methods.trials.paired import paired_difference

_MIX = np.uint64(0x9E3779B97F4A7C15)


def stop_set(samples: np.ndarray, size: int = STOP_SET) -> np.ndarray:
    """(at most size,) of the samples, the same each time: those of the least mixed numbers, so that
    rows that come later take the places of few.

    samples : (N,) whole numbers that name rows, in any order, each once.
    """
    mixed = samples.astype(np.uint64) * _MIX
    return samples[np.argsort(mixed ^ (mixed >> np.uint64(32)), kind="stable")[:size]]


def round_of(before: Mapping[int, str], now: Mapping[int, str], truth: Mapping[int, str]) -> dict:
    """What one more fit has changed: {kappa, gain}, each {value, low, high, n}.

    `kappa`: Cohen's, of both students' labels on the stop set; rows that one of them says nothing of are left out. Of
    students that give all rows one and the same label it has no value. `gain`: the share that is right now less the
    share that was, on the rows of `truth`, with Newcombe's interval for pairs.

    Parameters: by sample the likeliest label of the student before and now, out of fold; `truth` what people say of
    rows that chance drew, for chosen ones show another gain. Reference: methods/human.md 5.7; Bloodgood and
    Vijay-Shanker, CoNLL 2009, who take the kappa of successive models on 2,000 rows.
    """
    both = np.array([sample for sample in now if sample in before], dtype=np.int64)
    return {"kappa": _kappa(before, now, stop_set(both)), "gain": _gain(before, now, truth)}


def _kappa(before: Mapping[int, str], now: Mapping[int, str], rows: np.ndarray) -> dict:
    items = rows.tolist()
    said = [*((one, "before", before[one]) for one in items), *((one, "now", now[one]) for one in items)]
    found = cohen_kappa(pd.DataFrame(said, columns=["item", "annotator", "label"]))
    return {"value": found.value, "low": found.low, "high": found.high, "n": len(items)}


def _gain(before: Mapping[int, str], now: Mapping[int, str], truth: Mapping[int, str]) -> dict:
    known = [(before[row] == said, now[row] == said) for row, said in truth.items() if row in before and row in now]
    counts = [known.count(pair) for pair in ((True, True), (True, False), (False, True), (False, False))]
    found = paired_difference(*counts)
    return {"value": found.value, "low": found.low, "high": found.high, "n": len(known)}


def stable(rounds: Sequence[Mapping]) -> str:
    """Whether the newest three of `round_of`, the newest last, all have a kappa of .99 or more."""
    values = [one["kappa"]["value"] for one in rounds[-ROUNDS:]]
    if len(values) < ROUNDS or None in values:
        return TOO_FEW
    return REACHED if min(values) >= STABLE else NOT_YET


def plateau(rounds: Sequence[Mapping]) -> tuple[str, float | None]:
    """Whether the newest three rounds together brought less than .2 points, and how much they brought."""
    values = [one["gain"]["value"] for one in rounds[-ROUNDS:]]
    if len(values) < ROUNDS or None in values:
        return TOO_FEW, None
    return (REACHED if sum(values) < GAIN else NOT_YET), sum(values)
