"""One row of each group of near-duplicates stays, by a rule; a group whose labels differ is left to people."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotation.methods.duplicates.words import CENTRAL, LONGEST, PEOPLE, RULES
from generation.methods.measures.shingles import shingles, similarity

MOST_COMPARED = 20  # of a group, evenly: the mean over more of them hardly moves


@dataclass(frozen=True)
class Rows:
    """`groups`: numbers, equal for near-duplicates. `ranks`: whose label it is, the lower the better. `wrong`: the
    chance that the label is wrong, NaN where it is not known. All of one length, in the order in which rows came."""

    groups: np.ndarray
    texts: Sequence[str]
    ranks: np.ndarray
    wrong: np.ndarray


def keepers(rule: str, rows: Rows) -> np.ndarray:
    """For each row the position of the one that stays in its group; of equals the first. A ValueError for no rule.

    Source: Lee et al., "Deduplicating training data makes language models better" (ACL 2022), keeps one at random; what
    people have checked is worth more here.
    """
    if rule not in RULES:
        raise ValueError(f"There is no rule {rule!r}: {', '.join(RULES)}.")
    came = np.arange(len(rows.groups))
    if not len(came):
        return came
    order = np.lexsort((came, *_worth(rule, rows), rows.groups))
    fresh = np.concatenate([[True], rows.groups[order][1:] != rows.groups[order][:-1]])
    found = np.empty_like(order)
    found[order] = order[np.maximum.accumulate(np.where(fresh, came, 0))]
    return found


def _worth(rule: str, rows: Rows) -> tuple[np.ndarray, ...]:
    """Columns to sort by, the last one first, the best row at the top."""
    if rule == PEOPLE:
        return np.nan_to_num(rows.wrong, nan=np.inf), rows.ranks
    if rule == LONGEST:
        return (-np.array([len(text) for text in rows.texts]),)
    if rule == CENTRAL:
        return (-centrality(rows.groups, rows.texts),)
    return ()


def centrality(groups: np.ndarray, texts: Sequence[str]) -> np.ndarray:
    """The mean Jaccard similarity of shingles with the others of the group, 20 of them at most; 0 for one alone."""
    found = np.zeros(len(groups))
    for members in together(groups):
        sets = [shingles(texts[row]) for row in members]
        some = np.unique(np.linspace(0, len(members) - 1, MOST_COMPARED).astype(int))
        for place, row in enumerate(members):
            alike = [similarity(sets[place], sets[other]) for other in some if other != place]
            found[row] = sum(alike) / len(alike)
    return found


def together(groups: np.ndarray) -> list[np.ndarray]:
    """The positions of each group of two and more, in the order in which the groups begin."""
    order = np.argsort(groups, kind="stable")
    cuts = np.flatnonzero(np.diff(groups[order])) + 1
    found = [members for members in np.split(order, cuts) if len(members) > 1]
    return sorted(found, key=lambda members: members[0])


def copies(
    groups: np.ndarray,
    labels: np.ndarray,
    keeper: np.ndarray,
    *,
    chosen: np.ndarray,
    ruled: np.ndarray,
    all_stay: np.ndarray,
) -> np.ndarray:
    """For each row the position of the one that it is dropped as a copy of; -1 where it stays.

    A group in which two labels occur is never thinned out by a rule. What a person chose stays in place of what the
    rule would keep, and of a group with different labels the others that the person saw (`ruled`) go then.

    Parameters
    ----------
    groups : (rows,) numbers. labels : class numbers, -1 for none. keeper : of `keepers`. chosen, ruled, all_stay :
        masks of the rows that a person kept, of those of whose group a person kept one, and of those of whose group a
        person kept all.
    """
    came = np.arange(len(groups))
    kept = np.flatnonzero(chosen)[::-1]  # of several in a group the first
    by_person = np.full(len(groups), -1)
    _names, member = np.unique(groups, return_inverse=True)
    by_person[member[kept]] = kept
    of = np.where(by_person[member] >= 0, by_person[member], keeper)
    goes = (of != came) & (~differing(groups, labels) | ruled) & ~chosen & ~all_stay
    return np.where(goes, of, -1)


def differing(groups: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Which rows are of a group in which two labels occur; a row without a label contradicts nobody."""
    _names, member = np.unique(groups, return_inverse=True)
    lowest, highest = np.full(len(_names), np.iinfo(np.int64).max), np.full(len(_names), -1)
    known = np.flatnonzero(labels >= 0)
    np.minimum.at(lowest, member[known], labels[known])
    np.maximum.at(highest, member[known], labels[known])
    return ((lowest < highest) & (highest >= 0))[member]
