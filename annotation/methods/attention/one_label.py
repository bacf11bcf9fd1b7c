"""A person whose answers hardly vary, beside what others answer."""

from dataclasses import dataclass

import pandas as pd

from annotation.methods.columns import checked
from generation.methods.estimates import Share, wilson

LEAST = 20
NEARLY_ALL = 0.95


@dataclass(frozen=True)
class Most:
    """The label a person gives most, its share among their answers, and among those of all others."""

    label: str
    share: Share
    others: Share
    stands_out: bool


def most_given(answers: pd.DataFrame) -> dict[str, Most]:
    """The most frequent label of each person, by name.

    It stands out where it is at least 95 % of twenty answers or more, and its Wilson interval lies above that of all
    others' share: where nearly every item has that label, everybody gives it. Of somebody who answers alone it stands
    out where all answers have it.

    Parameters: answers (person, label), one row an answer. Ties go to the first label by name.
    """
    counts = checked(answers, ("person", "label")).value_counts().unstack(fill_value=0).sort_index()
    totals, of_all = counts.sum(axis=1), counts.sum()
    found = {}
    for person, row in counts.iterrows():
        label, n = row.idxmax(), int(totals[person])
        share = wilson(int(row[label]), n)
        others = wilson(int(of_all[label] - row[label]), int(totals.sum() - n))
        apart = share.low > others.high if others.n else share.count == n
        found[str(person)] = Most(str(label), share, others, n >= LEAST and share.value >= NEARLY_ALL and apart)
    return found
