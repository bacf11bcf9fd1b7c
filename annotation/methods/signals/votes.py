"""Several labels of one text: how far they agree."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Votes:
    """By row: valid votes, the share of the first, its lead over the second, entropy in nats, and the mode.

    `mode` is -1 where two lead, or none voted; share, margin and entropy are NaN there was none.
    """

    valid: np.ndarray
    share: np.ndarray
    margin: np.ndarray
    entropy: np.ndarray
    mode: np.ndarray


def votes(labels: np.ndarray, classes: int) -> Votes:
    """Count (rows, executions) of class numbers, -1: unusable.

    Reference: Wang et al., "Self-consistency" (ICLR 2023); Ye et al., "SymGen" (EMNLP 2023).
    """
    counts = np.column_stack([(labels == number).sum(axis=1) for number in range(max(1, classes))])
    return counted(counts)


def counted(counts: np.ndarray) -> Votes:
    """The same from (rows, classes) of counts."""
    valid = counts.sum(axis=1)
    some = valid > 0
    shares = np.divide(counts, valid[:, None], out=np.full(counts.shape, np.nan), where=some[:, None])
    ordered = np.sort(counts, axis=1)
    first, second = ordered[:, -1], ordered[:, -2] if counts.shape[1] > 1 else np.zeros(len(counts))
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    return Votes(
        valid=valid,
        share=np.divide(first, valid, out=np.full(len(counts), np.nan), where=some),
        margin=np.divide(first - second, valid, out=np.full(len(counts), np.nan), where=some),
        entropy=-(shares * logs).sum(axis=1),
        mode=np.where(some & (first > second), counts.argmax(axis=1), -1),
    )
