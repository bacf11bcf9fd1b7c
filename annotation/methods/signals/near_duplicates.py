"""Another text says the same, or nearly."""

from collections import defaultdict

import numpy as np

from annotation.methods.signals.evidence import Evidence, Said
from generation.methods.measures.shingles import shingles, similarity

MOST_COMPARED = 20  # of a group, the nearest by position


def near_duplicates(evidence: Evidence) -> Said:
    """The highest Jaccard similarity of five-character shingles with another text of its group; 0 alone.

    Told with it: the group's size `n` and the sample that it is closest to, `of`.
    Reference: Broder, "On the resemblance and containment of documents" (1997).
    """
    rows = len(evidence.given)
    values, sizes, closest = np.zeros(rows), np.zeros(rows, dtype=np.int64), np.full(rows, None, dtype=object)
    for members in _groups(evidence.groups):
        sets = [shingles(evidence.texts[row]) for row in members]
        for place, row in enumerate(members):
            start = max(0, min(place - MOST_COMPARED // 2, len(members) - MOST_COMPARED))
            others = [other for other in range(start, min(start + MOST_COMPARED, len(members))) if other != place]
            alike = [similarity(sets[place], sets[other]) for other in others]
            best = int(np.argmax(alike))
            values[row], sizes[row] = alike[best], len(members)
            closest[row] = int(evidence.samples[members[others[best]]])
    return evidence.said(values, n=sizes, of=closest)


def _groups(groups: np.ndarray | None) -> list[np.ndarray]:
    if groups is None or not len(groups):
        return []
    shared = np.flatnonzero(np.bincount(groups)[groups] > 1)
    found = defaultdict(list)
    for row in shared:
        found[groups[row]].append(row)
    return [np.array(rows) for rows in found.values()]
