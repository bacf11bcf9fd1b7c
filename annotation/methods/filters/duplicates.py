"""One row of each group of near-duplicates stays; groups whose labels differ go to people."""

import numpy as np

from annotation.methods.duplicates.keeping import differing
from annotation.methods.filters.decision import DROP, KEEP, UNDECIDED, Decision
from generation.methods.translatable import gettext_noop as _

COPY = _("Nearly the same text stands in the set once already.")
CONFLICT = _("Nearly the same text stands in the set with another label.")
EMPTY = _("The text is empty.")


def keep_one(
    groups: np.ndarray,
    labels: np.ndarray,
    scores: np.ndarray | None = None,
    *,
    checked: np.ndarray | None = None,
    texts: list[str] | None = None,
) -> Decision:
    """Keep of each group a row that people have checked, else the one with the best score, else the first.

    A group in which two labels occur is never thinned out: its rows are undecided. Rows without a label are of any.

    Parameters
    ----------
    groups : (rows,) numbers, `near_duplicate_groups` or any other. labels : class numbers, -1 for none. scores : higher
        is better; NaN and None come last. checked : mask of rows that people have labelled; all of them stay. texts :
        to tell empty ones, which are no copies of each other and are undecided.

    Reference: Broder (1997); Lee et al., "Deduplicating training data makes language models better" (ACL 2022).
    """
    size = len(groups)
    checked = np.zeros(size, dtype=bool) if checked is None else np.asarray(checked, dtype=bool)
    best = np.zeros(size) if scores is None else np.nan_to_num(scores, nan=-np.inf)
    empty = np.zeros(size, dtype=bool) if texts is None else np.array([not text.strip() for text in texts], dtype=bool)
    verdicts, why = np.full(size, KEEP, dtype=np.int8), np.full(size, -1, dtype=np.int8)
    order = np.lexsort((np.arange(size), -best, ~checked, groups))
    first = np.concatenate([[True], groups[order][1:] != groups[order][:-1]]) if size else np.zeros(0, dtype=bool)
    spare = np.zeros(size, dtype=bool)
    spare[order[~first]] = True
    spare &= ~checked & ~empty
    conflict = differing(groups, labels) & ~empty
    verdicts[spare], why[spare] = DROP, 0
    verdicts[conflict], why[conflict] = UNDECIDED, 1
    verdicts[empty], why[empty] = UNDECIDED, 2
    nothing = np.full(size, np.nan)
    return Decision(verdicts, (COPY, CONFLICT, EMPTY), why, nothing, nothing)
