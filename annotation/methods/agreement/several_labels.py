"""How two sides agree on questions that take several labels."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotation.methods.agreement.figures import Figure, mean
from annotation.methods.agreement.one_label import one_label
from generation.methods.estimates import Share

Pair = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True)
class OnLabel:
    """Items that both sides gave a label, and that one alone did; `share` is F1 (positive agreement)."""

    label: str
    both: int
    left: int
    right: int
    share: Share

    def as_json(self) -> dict:
        return self.share.as_json() | {"both": self.both, "left": self.left, "right": self.right}


def several_labels(pairs: Sequence[Pair]) -> list[Figure]:
    """The mean Jaccard index of the two sets of labels: `|A n B| / |A u B|`, 1 where both say that none applies.

    Parameters: pairs of answers, lists of labels, one pair an item. Returns its Figure, with a bootstrap interval.

    Reference: Jaccard, New Phytologist 11 (1912) 37; as agreement on sets: Passonneau, LREC 2006.
    """
    return [mean("jaccard", [jaccard(*pair) for pair in pairs])]


def jaccard(left: Sequence[str], right: Sequence[str]) -> float:
    one, other = set(left), set(right)
    return len(one & other) / len(one | other) if one | other else 1.0


def label_by_label(pairs: Sequence[Pair], labels: Sequence[str]) -> list[OnLabel]:
    """Of each label the items that both sides gave it, those that one alone did, and F1 with its interval.

    Items that neither gave the label say nothing of it.
    """
    found = []
    for label in labels:
        named = [(label in left, label in right) for left, right in pairs]
        both, left, right = (named.count(which) for which in ((True, True), (True, False), (False, True)))
        found.append(OnLabel(label, both, left, right, one_label(both, both + left + right)))
    return found
