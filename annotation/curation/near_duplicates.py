"""One row of each group of near-duplicates for a version, by a rule and by what leads decided. Worker only: numpy."""

from collections import Counter

import numpy as np

from annotation.curation.selection import Copy, Selection
from annotation.duplicates.decisions import RANK, decided
from annotation.methods.duplicates.keeping import Rows, copies, keepers
from annotation.methods.duplicates.words import PEOPLE
from annotation.methods.signals.words import WRONG
from annotation.models import LeftOut, Signal
from generation.methods.measures.told_apart import told_apart
from generation.models import Project

CHUNK = 10_000


def one_a_group(
    project: Project, selection: Selection, groups: np.ndarray, rule: str
) -> tuple[Selection, np.ndarray, list[Copy]]:
    """The rows that stay with their groups, and of which each other one is a copy.

    groups : `near_duplicate_groups`. Rows of a group that say something of their own are no copies of each other.
    """
    rows, said = selection.rows, decided(project)
    same = told_apart([row.text for row in rows], groups)
    _names, labels = np.unique([row.label for row in rows], return_inverse=True)
    keeper = keepers(
        rule,
        Rows(
            groups=same,
            texts=[row.text for row in rows],
            ranks=np.array([RANK[row.source] for row in rows], dtype=np.int64),
            wrong=wrong_of(project, [row.sample for row in rows]) if rule == PEOPLE else np.empty(0),
        ),
    )
    masks = said.masks([row.sample for row in rows])
    of = copies(same, labels, keeper, **masks)
    stay = np.flatnonzero(of < 0)
    left_out = [
        Copy(rows[row].sample, rows[of[row]].sample, LeftOut.BY_A_PERSON if masks["chosen"][of[row]] else rule)
        for row in np.flatnonzero(of >= 0)
    ]
    dropped = selection.dropped + Counter(duplicate=len(left_out))
    return Selection([rows[row] for row in stay], dropped), groups[stay], left_out


def wrong_of(project: Project, samples: list[int]) -> np.ndarray:
    """Of each sample the chance that its label is wrong, NaN where no score has told one."""
    stored = Signal.objects.filter(project=project, name=WRONG).order_by()
    known = dict(stored.values_list("sample_id", "value").iterator(chunk_size=CHUNK))
    return np.array([known.get(sample, np.nan) for sample in samples], dtype=float)
