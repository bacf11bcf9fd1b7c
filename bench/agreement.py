"""Agreement: alpha beside the krippendorff package on ten crowds, and what a million answers cost.

Of each crowd the values of both, which have to be equal, and the time of the value alone; ours with its 1,000 draws of
items stands beside it. Where a value was published with the data it is asserted. Then a million answers, three on each
item, and texts that all differ, each with every coefficient: seconds and the memory that it took at most.
"""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from annotation.methods.agreement.coefficient import count_answers, sorted_codes
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha, statistic_of
from annotation.methods.agreement.registry import AGREEMENT
from annotation.methods.columns import last_answers

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
#: Nominal alpha of each set; the last answer of a person on an item counts.
KNOWN = {
    "crowd_adult": 0.316666,
    "crowd_bluebird": 0.125501,
    "crowd_dog": 0.519418,
    "crowd_face": 0.494920,
    "crowd_facteval": 0.703352,
    "crowd_music": 0.301031,
    "crowd_product": 0.157473,
    "crowd_relevance": 0.089713,
    "crowd_rte": 0.241479,
    "crowd_sentiment": 0.149302,
    "convabuse": 0.437632,
}
ORDINAL = {"convabuse": 0.659164}


def main() -> dict:
    figures = {"sets": sets(), "a million answers": a_million(), "texts": texts(20_000)}
    for name in ("a million answers", "texts"):
        print(name, figures[name], flush=True)
    return figures


def sets() -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    found = {}
    for name, known in KNOWN.items():
        labels = pd.read_csv(DATA / name / "labels.csv").rename(columns={"worker": "annotator"})
        found[name] = beside_package(labels, "nominal", known)
        if name in ORDINAL:
            found[f"{name}, ordinal"] = beside_package(labels, "ordinal", ORDINAL[name])
    for name, figures in found.items():
        print(name, figures, flush=True)
    return found


def beside_package(labels: pd.DataFrame, scale: str, known: float) -> dict:
    import krippendorff  # noqa: PLC0415 - an oracle of the tests, no dependency of ours

    labels = last_answers(labels)
    value, ours = timed(lambda: alpha_alone(labels, scale))
    theirs_value, theirs = timed(lambda: krippendorff.alpha(value_counts=counts(labels), level_of_measurement=scale))
    interval, with_interval = timed(lambda: krippendorff_alpha(labels, scale=scale))
    assert abs(value - theirs_value) < 1e-9, f"{value} is not {theirs_value}"
    assert abs(value - known) < 1e-6, f"{value} is not {known}"
    return {
        "answers": len(labels),
        "alpha": round(value, 6),
        "interval": [round(interval.low, 3), round(interval.high, 3)],
        "seconds": ours,
        "seconds of krippendorff": theirs,
        "ratio": round(ours / theirs, 2),
        "seconds with interval": with_interval,
    }


def alpha_alone(labels: pd.DataFrame, scale: str) -> float:
    found = count_answers(labels)
    return float(statistic_of(found, scale)(found.times[None].astype(float))[0])


def counts(labels: pd.DataFrame) -> np.ndarray:
    """The table that the package is quickest with; making it is part of its time, as ours is of ours."""
    items, codes = pd.factorize(labels["item"])[0], sorted_codes(labels["label"])[1]
    width = codes.max() + 1
    return np.bincount(items * width + codes, minlength=(items.max() + 1) * width).reshape(-1, width)


def a_million() -> dict:
    """333,333 items with three answers each by 50 people on five labels."""
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 5, 333_333)
    first = rng.integers(0, 50, len(truth))
    people = np.column_stack([first, (first + 1 + rng.integers(0, 24, len(truth))) % 50, (first + 25) % 50])
    said = np.where(rng.random(people.shape) < 0.8, truth[:, None], rng.integers(0, 5, people.shape))
    items = np.repeat(np.arange(len(truth)), 3)
    return every(pd.DataFrame({"item": items, "annotator": people.ravel(), "label": said.ravel()}))


def texts(items: int) -> dict:
    """Two answers on each item, nearly all in words of their own."""
    people = np.repeat(["anna", "ben"], items)
    words = [f"{who} on {n}" if n % 50 else f"on {n}" for who in ("anna", "ben") for n in range(items)]
    return every(pd.DataFrame({"item": np.tile(np.arange(items), 2), "annotator": people, "label": words}))


def every(labels: pd.DataFrame) -> dict:
    found = {"answers": len(labels)}
    for key, method in AGREEMENT.items():
        _value, seconds = timed(lambda method=method: method.compute(labels))
        found[key] = {"seconds": seconds, "MB": peak(lambda method=method: method.compute(labels))}
    return found


def timed(work: Callable) -> tuple:
    started = time.perf_counter()
    value = work()
    return value, round(time.perf_counter() - started, 4)


def peak(work: Callable) -> int:
    tracemalloc.start()
    work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return round(most / 2**20)


if __name__ == "__main__":
    main()
