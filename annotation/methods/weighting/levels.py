"""Weights brought to a mean of 1: within each label, so that a method cannot silence one, or over all."""

import numpy as np

from generation.methods.translatable import gettext_noop as _

COLLAPSED_BELOW = 1e-3  # of the largest mean of a label; to scale that up would only magnify noise

COLLAPSED = _("The weights of “%(label)s” came out as next to nothing; its rows count alike instead.")


def within_labels(values: np.ndarray, labels: np.ndarray, classes: list[str]) -> tuple[np.ndarray, list[dict]]:
    """Scale the weights to a mean of 1 in each class; a class that collapsed gets ones, and a note.

    values : (rows,), at least 0. labels : class numbers, all known. Returns (rows,) and the notes.
    """
    levelled, notes = np.ones(len(values)), []
    present = np.unique(labels)
    means = {int(label): float(values[labels == label].mean()) for label in present}
    largest = max(means.values(), default=0.0)
    for label, mean in means.items():
        if mean > COLLAPSED_BELOW * largest:
            levelled[labels == label] = values[labels == label] / mean
        else:
            notes.append({"text": COLLAPSED, "values": {"label": classes[label]}})
    return levelled, notes


def over_all(values: np.ndarray) -> np.ndarray:
    """Scale the weights to a mean of 1; ones where all are 0."""
    mean = values.mean() if len(values) else 0.0
    return values / mean if mean > 0 else np.ones(len(values))
