"""What the samples of a run are like, in the few numbers that runs are compared by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from generation.methods.allocation import Cell, Grid
from generation.methods.conditions import Scope
from generation.methods.measures.balance import balance
from generation.methods.measures.coverage import coverage
from generation.methods.measures.distinct import distinct, token_count
from generation.methods.measures.obedience import obedience
from generation.methods.measures.openings import opening_entropy
from generation.methods.measures.pairwise_similarity import pairwise_similarity
from generation.methods.measures.self_bleu import self_bleu
from generation.methods.measures.subsample import subsample
from generation.methods.measures.vocabulary import vocabulary
from generation.methods.measures.words import SIZE
from generation.methods.students.features import text_features
from generation.methods.students.lessons import taught

TOKENS = 5000  # words that distinct n-grams are counted over: the same for runs of any size
LOOKED_AT = 5000  # texts at most, drawn without replacement
MOST_CELLS = 20_000  # a larger grid is not enumerated
FEWEST_GOLD = 20


@dataclass(frozen=True)
class Written:
    """An accepted sample: its text, its label ('' for none) and what was drawn for it."""

    text: str
    label: str
    conditions: tuple[tuple[str, str], ...] = ()


def summary(
    samples: Sequence[Written], labels: Sequence[str], scope: Scope, gold: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Return measure name -> value; None where there is too little to say.

    Parameters
    ----------
    samples : accepted by the run. labels : of the question, all of them. scope : what was drawn from.
    gold : (text, label) pairs that a student of the samples is tested on; `student` is the share it gets right.
    """
    looked_at = subsample(samples, size=LOOKED_AT)
    texts, given = [one.text for one in looked_at], [one.label for one in looked_at]
    tokens = min(TOKENS, token_count(texts))
    similar = pairwise_similarity(text_features(texts), given) if texts else None
    drawn = obedience(scope, ((one.conditions, one.text) for one in looked_at))
    return {
        "samples": len(samples),
        "balance": balance((one for one in given if one), len(labels)) if any(given) else None,
        "distinct": distinct(texts, 2, tokens=tokens) if texts else None,
        "distinct_tokens": tokens,
        "vocabulary": vocabulary(texts, size=SIZE),
        "self_bleu": self_bleu(texts, size=SIZE),
        "opening_entropy": opening_entropy(subsample(texts, size=SIZE)) if texts else None,
        "similarity_within": similar.within if similar else None,
        "coverage": _covered(samples, labels, scope),
        "obedience": drawn.share,
        "student": _student(looked_at, gold),
        "student_gold": len(gold),
    }


def _covered(samples: Sequence[Written], labels: Sequence[str], scope: Scope) -> float | None:
    """The share of pairs of values that occur; of single values where there is but one dimension."""
    used = {name for one in samples for name, _value in one.conditions}
    dimensions = Scope(tuple(one for one in scope.dimensions if one.name in used))
    if not dimensions.dimensions or _size(dimensions, len(labels)) > MOST_CELLS:
        return None
    return coverage(Grid(labels, dimensions), map(_cell, samples), 2)


def _size(scope: Scope, labels: int) -> int:
    counts = [labels, *(len(one.kept()) for one in scope.dimensions)]
    return (sum(counts) ** 2 - sum(count**2 for count in counts)) // 2


def _cell(one: Written) -> Cell:
    return ((Grid.LABEL, one.label), *one.conditions)


def _student(samples: Iterable[Written], gold: Sequence[tuple[str, str]]) -> float | None:
    lessons = [(one.text, one.label) for one in samples if one.label]
    if len(gold) < FEWEST_GOLD or len({label for _text, label in lessons}) < 2:
        return None
    view = taught(*zip(*lessons, strict=True), [text for text, _label in gold])
    return sum(said == label for said, (_text, label) in zip(view.labels, gold, strict=True)) / len(gold)
