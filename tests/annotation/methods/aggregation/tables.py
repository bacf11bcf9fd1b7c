from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from annotation.methods.columns import last_answers

SHARED = Path(__file__).parents[5] / "shared" / "data"
EMPTY = pd.DataFrame({"item": [], "annotator": [], "label": []})

#: Dawid and Skene 1979, table 1: 45 patients, observer 1 three times, then observers 2 to 5.
PATIENTS = """
1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111 2223212 1211111
1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121
1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222
"""
OBSERVERS = (1, 1, 1, 2, 3, 4, 5)


def answers_of(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["item", "annotator", "label"])


ANAESTHETISTS = answers_of(
    *(
        (patient, observer, int(grade))
        for patient, grades in enumerate(PATIENTS.split(), 1)
        for observer, grade in zip(OBSERVERS, grades, strict=True)
    )
)


def three_workers_and_one_who_always_says_the_same(seed: int = 0) -> tuple[pd.DataFrame, dict]:
    """200 balanced items; three are right with .9, .85 and .8, "constant" always answers 0."""
    rng = np.random.default_rng(seed)
    truth = np.arange(200) % 2
    said = {
        name: np.where(rng.random(200) < skill, truth, 1 - truth)
        for name, skill in zip("abc", (0.9, 0.85, 0.8), strict=True)
    }
    said["constant"] = np.zeros(200, dtype=int)
    table = pd.concat(
        [pd.DataFrame({"item": range(200), "annotator": who, "label": labels}) for who, labels in said.items()]
    )
    return table, dict(enumerate(truth.tolist()))


def crowd(name: str) -> tuple[pd.DataFrame, dict]:
    """A crowd's answers, of each worker on an item the last one, and its gold labels."""
    folder = SHARED / f"crowd_{name}"
    if not folder.exists():
        pytest.skip(f"shared data is not here: crowd_{name}")
    labels = pd.read_csv(folder / "labels.csv").rename(columns={"worker": "annotator"})
    gold = pd.read_csv(folder / "gold.csv")
    return last_answers(labels), dict(zip(gold["item"], gold["gold"], strict=True))
