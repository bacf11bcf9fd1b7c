"""How two sides agree on what they mark in a text."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate

from annotation.methods.agreement.figures import Figure, ratio_of_sums

Spans = Sequence[dict]  # {start, end, label}: characters from start up to and without end
Pair = tuple[Spans, Spans]


@dataclass(frozen=True)
class OnLabel:
    """One label: F1 of equal spans, and of spans that share a character."""

    label: str
    exact: Figure
    overlap: Figure

    def as_json(self) -> dict:
        return asdict(self.exact) | {"overlap": asdict(self.overlap)}


def marked_spans(pairs: Sequence[Pair]) -> list[Figure]:
    """F1 of spans that are equal, and of those that share a character with one of the same label, over all labels.

    `F1 = (matched on the left + matched on the right) / (all on the left + all on the right)`: for equal spans that is
    2 TP / (2 TP + FP + FN), whichever side is called right. Micro: summed over items, with a bootstrap interval over
    them. Items where neither side marked anything say nothing.

    Parameters: pairs of lists of spans, one pair an item. A span counts once, however often a list repeats it.

    Reference: exact and partial matching of entities: Chinchor and Sundheim, MUC-5 (1993) 69; F1 as agreement of two
    annotators where what was not marked cannot be counted: Hripcsak and Rothschild, JAMIA 12 (2005) 296.
    """
    return [ratio_of_sums(id, *_columns([of_item(*pair) for pair in pairs])) for id, of_item in OF_ITEM.items()]


def exact(left: Spans, right: Spans) -> tuple[int, int]:
    """What an item adds to F1 of equal spans: those that are matched on either side, and all on either side."""
    return _matched(left, right, _equal)


def overlap(left: Spans, right: Spans) -> tuple[int, int]:
    """The same of spans that share a character with one of the same label."""
    return _matched(left, right, _overlapping)


#: id of a figure -> what an item adds to it.
OF_ITEM: dict[str, Callable[[Spans, Spans], tuple[int, int]]] = {"exact_f1": exact, "overlap_f1": overlap}


def label_by_label(pairs: Sequence[Pair], labels: Sequence[str]) -> list[OnLabel]:
    """The same two of the spans of each label."""
    found = []
    for label in labels:
        of_label = [tuple([span for span in side if span["label"] == label] for side in pair) for pair in pairs]
        found.append(OnLabel(label, *marked_spans(of_label)))
    return found


Triple = tuple[int, int, str]


def _columns(rows: Sequence[tuple[int, int]]) -> tuple[Sequence[int], Sequence[int]]:
    return tuple(zip(*rows, strict=True)) if rows else ((), ())


def _matched(left: Spans, right: Spans, matched: Callable[[set[Triple], set[Triple]], int]) -> tuple[int, int]:
    one, other = ({(span["start"], span["end"], span["label"]) for span in side} for side in (left, right))
    return matched(one, other) + matched(other, one), len(one) + len(other)


def _equal(spans: set[Triple], others: set[Triple]) -> int:
    return len(spans & others)


def _overlapping(spans: set[Triple], others: set[Triple]) -> int:
    """How many share a character with another of their label: of those that begin before its end, the one that reaches
    furthest tells. Sorted once, for a text may hold a thousand on either side."""
    reaches = {label: _reach(others, label) for label in {span[2] for span in spans}}
    count = 0
    for start, end, label in spans:
        starts, furthest = reaches[label]
        before = bisect_left(starts, end)
        count += bool(before) and furthest[before - 1] > start
    return count


def _reach(spans: set[Triple], label: str) -> tuple[list[int], list[int]]:
    """Where the spans of a label begin, in order, and how far those up to each reach."""
    places = sorted((start, end) for start, end, of in spans if of == label)
    return [start for start, _end in places], list(accumulate((end for _start, end in places), max))
