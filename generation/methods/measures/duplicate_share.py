"""DUP: the share of texts that nearly repeat another one."""

from collections.abc import Sequence

import numpy as np

from generation.methods.measures.near_duplicates import near_duplicate_groups


def duplicate_share(texts: Sequence[str]) -> float | None:
    """Share of the texts that are equal or nearly equal to an earlier one, by the groups that curation drops them by.

    Of a group all but one count. The share grows with a collection. No texts: None. 20,000 texts of sixty words take
    about a second.
    """
    if not len(texts):
        return None
    return float((near_duplicate_groups(texts) != np.arange(len(texts))).mean())
