"""The text is much shorter or longer than others of its label."""

import numpy as np
import pandas as pd

from annotation.methods.signals.evidence import Evidence, Said

ODD, FULL = 2.5, 6.0  # standard deviations from which the signal speaks, and from which it is 1
FEWEST = 5  # texts of a label; fewer are held against all texts


def length(evidence: Evidence) -> Said:
    """`|z| / 6`, at most 1, of the logarithm of the characters among texts of the same label; 0 where |z| < 2.5.

    Characters, for not every script has spaces between words. Told with it: the `characters`, and between which two
    numbers (`low`, `high`: one standard deviation) texts of the label usually are.
    """
    characters = np.array([len(text) for text in evidence.texts], dtype=float)
    logs = pd.Series(np.log(np.maximum(characters, 1)))
    label = pd.Series(evidence.given)
    label = label.where(label.map(label.value_counts()) >= FEWEST, -2)
    mean, spread = logs.groupby(label).transform("mean"), logs.groupby(label).transform("std", ddof=0)
    few = label == -2
    mean, spread = mean.where(~few, logs.mean()), spread.where(~few, logs.std(ddof=0))
    z = ((logs - mean) / spread.where(spread > 1e-9)).fillna(0).abs().to_numpy()
    low, high = (np.rint(np.exp(mean + sign * spread)).to_numpy() for sign in (-1, 1))
    values = np.where(z >= ODD, z / FULL, 0)
    return evidence.said(
        values, characters=characters.astype(np.int64), low=low.astype(np.int64), high=high.astype(np.int64)
    )
