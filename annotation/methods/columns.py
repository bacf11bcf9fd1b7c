"""The agreed table shapes. Every method takes one of these, so that any metric takes any input."""

from collections.abc import Iterable

import pandas as pd

LABELS = ("item", "annotator", "label")
SCORED_SAMPLES = ("sample", "text", "label", "confidence", "answer", "reference")
OTHER_LABELS = ("sample", "source", "label", "probability")
PROPOSALS = ("sample", "label", "probability", "why")
BESIDE = ("sample", "source", "logprob", "verbalised", "likelihood", "contrast", "benchmark")
GRADES = ("sample", "dimension", "label", "score", "reason")


class ColumnsError(ValueError):
    """A table came without the columns that its reader was promised."""


def checked(table: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Return the agreed columns of a table, in the agreed order, with a fresh index.

    Parameters
    ----------
    table : DataFrame, possibly with more columns.
    columns : one of the shapes above.

    Returns
    -------
    DataFrame with exactly these columns and a RangeIndex; the input is not changed.

    Raises ColumnsError where a column is missing.
    """
    columns = list(columns)
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise ColumnsError(
            f"The table lacks {', '.join(missing)}; it has {', '.join(map(str, table.columns)) or 'none'}."
        )
    return table[columns].reset_index(drop=True)


def last_answers(labels: pd.DataFrame) -> pd.DataFrame:
    """Keep the last answer of each annotator on each item; drop rows without a label.

    Parameters: labels(item, annotator, label), in the order in which the answers came.
    Returns the same columns. Agreement is between people, so a person counts once per item.
    """
    labels = checked(labels, LABELS).dropna(subset=["label"])
    return labels.drop_duplicates(["item", "annotator"], keep="last").reset_index(drop=True)
