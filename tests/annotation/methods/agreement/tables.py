"""Published tables of answers, in the shape labels(item, annotator, label)."""

import pandas as pd


def from_rows(*rows: str, missing: str = ".*", kind=int) -> pd.DataFrame:
    """One row of answers an annotator, one character or word an item."""
    answers = []
    for annotator, row in enumerate(rows):
        cells = row.split() if " " in row else list(row)
        answers += [(item, annotator, kind(cell)) for item, cell in enumerate(cells) if cell not in missing]
    return pd.DataFrame(answers, columns=["item", "annotator", "label"])


def from_counts(table: list[list[int]]) -> pd.DataFrame:
    """How many of the annotators gave each label, one row an item."""
    answers = []
    for item, counts in enumerate(table):
        labels = [label for label, count in enumerate(counts) for _ in range(count)]
        answers += [(item, annotator, label) for annotator, label in enumerate(labels)]
    return pd.DataFrame(answers, columns=["item", "annotator", "label"])


def from_joint(table: list[list[int]]) -> pd.DataFrame:
    """A cross table of two annotators."""
    answers, item = [], 0
    for left, row in enumerate(table):
        for right, count in enumerate(row):
            for _ in range(count):
                answers += [(item, "left", left), (item, "right", right)]
                item += 1
    return pd.DataFrame(answers, columns=["item", "annotator", "label"])


CANONICAL = from_rows(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
FOURTEEN_RATERS = from_counts(
    [
        [0, 0, 0, 0, 14],
        [0, 2, 6, 4, 2],
        [0, 0, 3, 5, 6],
        [0, 3, 9, 2, 0],
        [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0],
        [3, 2, 6, 3, 0],
        [2, 5, 3, 2, 2],
        [6, 5, 2, 1, 0],
        [0, 2, 2, 3, 7],
    ]
)
EMPTY = pd.DataFrame({"item": [], "annotator": [], "label": []})
