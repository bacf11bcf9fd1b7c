"""Labels from many annotators: accuracy against gold on ten crowds, the choice among methods, and times.

`choice` is what `choose` takes, told half of the gold, on the other half, the mean of ten halves; `better` is the
better of majority and Dawid-Skene there. `costs` are seconds and the most memory that each method took at once on each
crowd, crowd-kit (its Wawa is the weighted majority) beside ours where it can be imported. Then 100,000 items with
three answers each by 50 annotators, and 333,333 with three (a million answers): seconds and memory.
"""

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from annotation.methods.aggregation.choosing import USUAL, choose
from annotation.methods.aggregation.registry import AGGREGATION
from annotation.methods.columns import last_answers

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
CROWDS = ("adult", "bluebird", "dog", "face", "facteval", "music", "product", "relevance", "rte", "sentiment")
HALVES = 10


def main() -> dict:
    figures = {"crowds": crowds(), "times": {f"{items} items x 3": times(items) for items in (100_000, 333_333)}}
    for size, found in figures["times"].items():
        print(size, found, flush=True)
    return figures


def crowds() -> dict:
    if not DATA.exists():
        print("skipped: the shared data is not here")
        return {"skipped": True}
    found = {}
    for name in CROWDS:
        labels, gold = crowd(name)
        found[name] = accuracies(labels, gold) | halves(labels, gold)
        found[name]["costs"] = costs(labels) | crowd_kit(labels, gold)
        print(name, found[name], flush=True)
    return found


def crowd(name: str) -> tuple[pd.DataFrame, dict]:
    folder = DATA / f"crowd_{name}"
    labels = pd.read_csv(folder / "labels.csv").rename(columns={"worker": "annotator"})
    gold = pd.read_csv(folder / "gold.csv")
    return last_answers(labels), dict(zip(gold["item"], gold["gold"], strict=True))


def accuracies(labels: pd.DataFrame, gold: dict) -> dict:
    return {name: _percent(method.compute(labels).accuracy(gold)) for name, method in AGGREGATION.items()}


def halves(labels: pd.DataFrame, gold: dict) -> dict:
    results = {name: AGGREGATION[name].compute(labels) for name in USUAL}
    chosen, better, rng = [], [], np.random.default_rng(0)
    for _half in range(HALVES):
        told = set(rng.permutation(list(gold))[: len(gold) // 2].tolist())
        known = {item: label for item, label in gold.items() if item in told}
        rest = {item: label for item, label in gold.items() if item not in told}
        best = max(results, key=lambda name: results[name].accuracy(known))  # as `choose` does, without fitting anew
        chosen.append(results[best].accuracy(rest))
        better.append(max(results[name].accuracy(rest) for name in ("majority", "dawid_skene")))
    unaided = choose(labels)
    return {
        "choice": _percent(np.mean(chosen)),
        "better": _percent(np.mean(better)),
        "by likelihood": [unaided.best, _percent(unaided.results[unaided.best].accuracy(gold))],
    }


def costs(labels: pd.DataFrame) -> dict:
    return {name: measured(lambda method=method: method.compute(labels))[1] for name, method in AGGREGATION.items()}


def crowd_kit(labels: pd.DataFrame, gold: dict) -> dict:
    """What crowd-kit says and takes, an oracle that is no dependency of ours; else why it is left out.

    Its package pulls more than it needs for these: `pip install --no-deps crowd-kit nltk` is enough. Each method runs
    once: its MACE takes minutes on the large crowds.
    """
    try:
        from crowdkit.aggregation import GLAD, MACE, DawidSkene, MajorityVote, Wawa  # noqa: PLC0415 - where installed
    except ImportError as error:
        return {"crowd-kit": {"skipped": str(error)}}
    table = labels.rename(columns={"item": "task", "annotator": "worker"})
    methods = {
        "majority": MajorityVote(),
        "weighted": Wawa(),
        "dawid_skene": DawidSkene(100),
        "mace": MACE(random_state=0),
        "glad": GLAD(),
    }
    found = {}
    for name, method in methods.items():
        started = time.process_time()
        try:
            said = method.fit_predict(table)
        except Exception as error:  # such as its Wawa with a scikit-learn newer than it knows
            found[f"crowd-kit {name}"] = {"skipped": f"{type(error).__name__}: {error}"[:200]}
            continue
        seconds = round(time.process_time() - started, 2)
        right = np.mean([said.get(item) == label for item, label in gold.items()])
        found[f"crowd-kit {name}"] = {"right": _percent(right), "seconds": seconds}
    return found


def measured(compute: Callable) -> tuple:
    """What it gives, with its seconds of the processor, which other work leaves as they are, and the most megabytes at
    once. Memory is read in a run of its own, for reading it slows down."""
    started = time.process_time()
    result = compute()
    seconds = time.process_time() - started
    tracemalloc.start()
    try:
        compute()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return result, {"seconds": round(seconds, 2), "MB": round(peak / 1e6, 1)}


def times(items: int) -> dict:
    rng = np.random.default_rng(0)
    truth, skill = rng.integers(0, 5, items), rng.uniform(0.5, 0.95, 50)
    item = np.repeat(np.arange(items), 3)
    annotator = rng.integers(0, 50, len(item))
    right = rng.random(len(item)) < skill[annotator]
    label = np.where(right, truth[item], rng.integers(0, 5, len(item)))
    labels, gold = pd.DataFrame({"item": item, "annotator": annotator, "label": label}), dict(enumerate(truth.tolist()))
    found = {}
    for name in USUAL:
        result, cost = measured(lambda name=name: AGGREGATION[name].compute(labels))
        found[name] = cost | {"right": _percent(result.accuracy(gold))}
    return found


def _percent(share: float) -> float:
    return round(100 * float(share), 1)


if __name__ == "__main__":
    main()
