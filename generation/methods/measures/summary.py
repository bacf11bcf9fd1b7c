"""What the samples of a run are like, in the few numbers that runs are compared by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generation.methods.allocation import Cell, Grid
from generation.methods.conditions import Scope
from generation.methods.measures.balance import balance
from generation.methods.measures.coverage import coverage
from generation.methods.measures.distinct import distinct, token_count
from generation.methods.measures.duplicate_share import duplicate_share
from generation.methods.measures.label_named import label_named
from generation.methods.measures.leak import leak
from generation.methods.measures.length_distance import length_distance
from generation.methods.measures.obedience import obedience
from generation.methods.measures.openings import opening_entropy, top_opening_share
from generation.methods.measures.pairwise_similarity import pairwise_similarity
from generation.methods.measures.readability import readability
from generation.methods.measures.self_bleu import self_bleu
from generation.methods.measures.subsample import subsample
from generation.methods.measures.values_used import as_asked, uneven_use
from generation.methods.measures.vocabulary import vocabulary, vocabulary_overlap
from generation.methods.measures.words import SIZE
from generation.methods.students.features import text_features
from generation.methods.students.lessons import taught

TOKENS = 5000  # words that distinct n-grams are counted over: the same for runs of any size
LOOKED_AT = 5000  # texts at most, drawn without replacement
MOST_CELLS = 20_000  # a larger grid is not enumerated
FEWEST_GOLD = 20


@dataclass(frozen=True)
class Beside:
    """What a run's samples are held against. `gold` : (text, label) pairs that a student of the samples is tested on.
    `given` : texts of the project's seeds and gold samples. `asked` : what was drawn for all rows that have ended,
    accepted or not. `names` : label -> what it is called.
    """

    gold: Sequence[tuple[str, str]] = ()
    given: Sequence[str] = ()
    asked: Sequence[tuple[tuple[str, str], ...]] = ()
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """An accepted sample: its text, its label ('' for none) and what was drawn for it."""

    text: str
    label: str
    conditions: tuple[tuple[str, str], ...] = ()


def summary(
    samples: Sequence[Written], labels: Sequence[str], scope: Scope, beside: Beside = Beside()
) -> dict[str, Any]:
    """Return measure name -> value; None where there is too little to say.

    Parameters
    ----------
    samples : accepted by the run. labels : of the question, all of them. scope : what was drawn from. beside : what the
    samples are held against; `student` is the share of its gold that one who learned from the samples gets right.
    """
    looked_at = subsample(samples, size=LOOKED_AT)
    texts, given = [one.text for one in looked_at], [one.label for one in looked_at]
    drawn = obedience(scope, ((one.conditions, one.text) for one in looked_at))
    return {
        "samples": len(samples),
        "balance": balance((one for one in given if one), len(labels)) if any(given) else None,
        "coverage": _covered(samples, labels, scope),
        "obedience": drawn.share,
        "gini": uneven_use(scope, (one.conditions for one in samples)),
        "marginal_test": as_asked(scope, (one.conditions for one in samples), beside.asked),
        **(_worded(texts, given) if texts else {}),
        **(_held(texts, beside.given) if beside.given else {}),
        "duplicate_share": duplicate_share([one.text for one in samples]),
        "label_named": label_named(list(zip(texts, given, strict=True)), beside.names),
        "student": _student(looked_at, beside.gold),
        "student_gold": len(beside.gold),
    }


def _worded(texts: Sequence[str], labels: Sequence[str]) -> dict[str, Any]:
    """What the texts are like among each other."""
    tokens = min(TOKENS, token_count(texts))
    similar = pairwise_similarity(text_features(texts), labels)
    return {
        "distinct": distinct(texts, 2, tokens=tokens),
        "distinct_tokens": tokens,
        "vocabulary": vocabulary(texts, size=SIZE),
        "self_bleu": self_bleu(texts, size=SIZE),
        "opening_entropy": opening_entropy(texts, size=SIZE),
        "top_opening_share": top_opening_share(texts, size=SIZE),
        "similarity_within": similar.within,
        "similarity_between": similar.between,
        "readability_grade": readability(texts, size=SIZE),
    }


def _held(texts: Sequence[str], given: Sequence[str]) -> dict[str, Any]:
    """What they are like beside the texts that people gave."""
    return {
        "leak": leak(texts, given),
        "vocabulary_overlap": vocabulary_overlap(texts, given, size=SIZE),
        "length_distance": length_distance(texts, given),
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
