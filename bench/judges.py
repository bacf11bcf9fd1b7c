"""Models against people: what 100,000 answers cost, method by method.

Ten people, two on each of 50,000 items, five labels; the model's confidences are those of a student, all different.
Seconds and the memory that each took at most, intervals included.
"""

from functools import partial

import numpy as np
import pandas as pd

from annotation.methods.judges.alternative import alternative_annotator
from annotation.methods.judges.beside_people import beside_people
from annotation.methods.judges.changes import changes, periods
from annotation.methods.judges.length import by_length, longer
from annotation.methods.judges.position import both_orders, liking
from annotation.methods.judges.reliability import reliability
from bench.agreement import peak, timed

ITEMS = 50_000


def main() -> dict:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 5, ITEMS)
    people = np.column_stack([rng.permuted(np.arange(10))[:2] for _item in range(ITEMS)]).T
    said = np.where(rng.random((ITEMS, 3)) < 0.8, truth[:, None], rng.integers(0, 5, (ITEMS, 3)))
    items, equal, lengths = np.arange(ITEMS), said[:, 0] == said[:, 2], rng.integers(10, 900, (ITEMS, 2))
    pairs = np.take(["first", "second", "tie"], said[:, :2] % 3)
    answers = pd.DataFrame({"item": np.repeat(items, 2), "annotator": people.ravel(), "label": said[:, :2].ravel()})
    beside = pd.DataFrame({"item": items, "first": said[:, 0], "second": said[:, 1], "model": said[:, 2]})
    verdicts = pd.DataFrame({"item": items, "one": pairs[:, 0], "other": pairs[:, 1]})
    judged = pd.DataFrame({"item": items, "judge": pairs[:, 0], "people": pairs[:, 1]})
    judged = judged.assign(a=lengths[:, 0], b=lengths[:, 1])
    parts = periods(pd.Series(rng.random(ITEMS)))
    work = {
        "beside people": partial(beside_people, beside),
        "reliability": partial(reliability, rng.uniform(0.5, 1, ITEMS), equal),
        "alternative annotator": partial(alternative_annotator, answers, pd.Series(said[:, 2])),
        "both orders": partial(both_orders, verdicts),
        "longer": lambda: liking(longer(judged)),
        "by length": partial(by_length, pd.DataFrame({"item": items, "length": lengths[:, 0], "equal": equal})),
        "changes": partial(changes, pd.DataFrame({"part": parts, "equal": equal}), sorted(parts.unique())),
    }
    found = {name: {"seconds": timed(method)[1], "MB": peak(method)} for name, method in work.items()}
    for name, figures in found.items():
        print(name, figures, flush=True)
    return found


if __name__ == "__main__":
    main()
