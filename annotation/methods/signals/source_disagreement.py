"""Other models gave other labels."""

import numpy as np
import pandas as pd

from annotation.methods.columns import OTHER_LABELS, checked
from annotation.methods.opinions import further_opinions
from annotation.methods.signals.evidence import Evidence, Said


def source_disagreement(evidence: Evidence) -> Said:
    """Share of the further opinions (`further_opinions`) that are another label, each weighted by its asker's agreement
    beyond chance.

    The weight is Cohen's kappa with the given labels, 0 where it is not above chance: a poor model that disagrees
    everywhere says nothing about a single row. NaN where no asker of any weight labelled the row. Told with it: `n` of
    `of` opinions differ.
    """
    others = opinions_of(evidence)
    rows, theirs, askers = (others[name].to_numpy() for name in ("row", "label", "asker"))
    total, unequal = np.zeros(len(evidence.samples)), np.zeros(len(evidence.samples))
    for asker in pd.unique(askers):
        at, label = rows[askers == asker], theirs[askers == asker]
        weight = _weight(evidence.given[at], label)
        np.add.at(total, at, weight)
        np.add.at(unequal, at, weight * (label != evidence.given[at]))
    said = np.bincount(rows, minlength=len(total))
    differ = np.bincount(rows, weights=theirs != evidence.given[rows], minlength=len(total)).astype(int)
    values = np.divide(unequal, total, out=np.full(len(total), np.nan), where=total > 0)
    return evidence.said(values, n=differ, of=said)


def opinions_of(evidence: Evidence) -> pd.DataFrame:
    """(sample, row, source, asker, label) of further opinions on rows with a label; labels as numbers, -2 for none.

    Who asked is the model and the form where the evidence knows them (`sources`), else the source itself.
    """
    others = checked(evidence.other_labels, OTHER_LABELS).dropna(subset=["label"])
    others = others[others["sample"].isin(evidence.samples)]
    labels = {label: number for number, label in enumerate(evidence.classes)}
    rows = pd.Series(np.arange(len(evidence.samples)), index=evidence.samples)
    askers: dict[object, int] = {}
    numbers = {one: askers.setdefault(evidence.sources.get(one, one), len(askers)) for one in others["source"].unique()}
    table = pd.DataFrame(
        {
            "sample": others["sample"],
            "row": rows.reindex(others["sample"]).to_numpy(dtype=np.int64),
            "source": others["source"],
            "asker": others["source"].map(numbers),
            "label": others["label"].map(labels).fillna(-2).to_numpy(dtype=np.int64),
        }
    )
    table = table[evidence.given[table["row"].to_numpy()] >= 0]
    in_use = evidence.facts.source if evidence.facts else np.full(len(evidence.samples), None)
    asked = [askers.get(evidence.sources.get(source, source), -1) for source in in_use]
    return further_opinions(table, pd.Series(asked, index=evidence.samples))


def _weight(given: np.ndarray, theirs: np.ndarray) -> float:
    classes = 3 + max(given.max(), theirs.max())
    joint = np.bincount((given + 2) * classes + theirs + 2, minlength=classes**2).reshape(classes, classes)
    expected = (joint.sum(axis=0) * joint.sum(axis=1)).sum() / joint.sum() ** 2
    observed = np.trace(joint) / joint.sum()
    return max(0.0, (observed - expected) / (1 - expected)) if expected < 1 else 1.0
