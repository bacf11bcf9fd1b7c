"""What tells how people agree on a question of a kind: numbers as numbers, sets as sets, marks word by word."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from annotation.methods.agreement.coefficient import Coefficient
from annotation.methods.agreement.cohen_kappa import cohen_kappa
from annotation.methods.agreement.distances import jaccard_distance, masi_distance
from annotation.methods.agreement.figures import Figure
from annotation.methods.agreement.free_text import free_text
from annotation.methods.agreement.gwet import gwet_ac1
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.marked_spans import marked_spans
from annotation.methods.agreement.ranking import ranking
from annotation.methods.agreement.span_words import word_alpha
from annotation.methods.columns import last_answers


@dataclass(frozen=True)
class Question:
    """`points` are the numbers of a rating's scale; `texts` what spans are marked in, by item."""

    kind: str
    points: Sequence[int] = ()
    texts: Mapping[Hashable, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Scale:
    """How alpha takes the answers of a kind: `label` makes a label of one, `options` say how far two lie apart."""

    id: str
    label: Callable[[Any], Hashable]
    options: Mapping[str, Any] = field(default_factory=dict)


def as_set(answer: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(set(answer)))


#: Kinds of which two answers can be more or less alike; of all others they are the same or not.
SCALES = {
    "rating": Scale("interval", int, {"scale": "interval"}),
    "multi_label": Scale("masi", as_set, {"distance": masi_distance}),
}
NOMINAL = "nominal"
NOTHING_TOLD = "no item tells it"


def alpha_scale(kind: str) -> str:
    return SCALES[kind].id if kind in SCALES else NOMINAL


def alpha_table(kind: str, answers: pd.DataFrame) -> pd.DataFrame:
    """labels(item, annotator, label) as alpha takes them, from answers(item, annotator, label, value): `value` is the
    answer in its kind's form, `label` the line that stands for it."""
    if kind not in SCALES:
        return answers[["item", "annotator", "label"]]
    return _labelled(answers, SCALES[kind].label)


def alpha_options(kind: str) -> dict[str, Any]:
    return dict(SCALES[kind].options) if kind in SCALES else {}


def kind_alpha(kind: str, answers: pd.DataFrame) -> Coefficient:
    """Krippendorff's alpha on the scale of the kind."""
    return krippendorff_alpha(alpha_table(kind, answers), **alpha_options(kind))


def by_kind(question: Question, answers: pd.DataFrame) -> dict[str, Coefficient]:
    """What a kind has beside the coefficients of equal answers, by id; nothing where answers are labels.

    Parameters: answers(item, annotator, value), `value` in the kind's form. Rankings, texts and F1 are of the first two
    answers of an item.
    """
    return OF_KIND[question.kind](question, answers) if question.kind in OF_KIND else {}


def _rating(question: Question, answers: pd.DataFrame) -> dict[str, Coefficient]:
    numbers, points = _labelled(answers, int), list(question.points)
    return {
        "alpha_interval": krippendorff_alpha(numbers, scale="interval"),
        "alpha_ordinal": krippendorff_alpha(numbers, scale="ordinal"),
        "kappa_quadratic": cohen_kappa(numbers, weights="quadratic", points=points),
        "ac2": gwet_ac1(numbers, weights="quadratic", points=points),
    }


def _several(_question: Question, answers: pd.DataFrame) -> dict[str, Coefficient]:
    sets = _labelled(answers, as_set)
    return {
        "alpha_masi": krippendorff_alpha(sets, distance=masi_distance),
        "alpha_jaccard": krippendorff_alpha(sets, distance=jaccard_distance),
    }


def _spans(question: Question, answers: pd.DataFrame) -> dict[str, Coefficient]:
    words = word_alpha(_labelled(answers, list), question.texts)
    return {"alpha_words": words} | _figures(marked_spans(_pairs(answers)))


def _ranking(_question: Question, answers: pd.DataFrame) -> dict[str, Coefficient]:
    return _figures(ranking(_pairs(answers)))


def _text(_question: Question, answers: pd.DataFrame) -> dict[str, Coefficient]:
    return _figures(free_text(_pairs(answers)))


OF_KIND: dict[str, Callable[[Question, pd.DataFrame], dict[str, Coefficient]]] = {
    "rating": _rating,
    "multi_label": _several,
    "spans": _spans,
    "ranking": _ranking,
    "text": _text,
}


def _labelled(answers: pd.DataFrame, label: Callable[[Any], Hashable]) -> pd.DataFrame:
    found = pd.Series([label(value) for value in answers["value"]], index=answers.index, dtype=object)
    return answers[["item", "annotator"]].assign(label=found)


def _pairs(answers: pd.DataFrame) -> list[tuple[Any, Any]]:
    """Of each item that two people answered the answers of the first two, by name: which is left changes nothing."""
    told = last_answers(answers[["item", "annotator"]].assign(label=answers["value"])).sort_values(
        ["item", "annotator"]
    )
    two = told[told.groupby("item").cumcount() < 2]
    both = two[two.groupby("item")["item"].transform("size") == 2]["label"].tolist()
    return list(zip(both[::2], both[1::2], strict=True))


def _figures(figures: Sequence[Figure]) -> dict[str, Coefficient]:
    return {one.id: Coefficient(one.value, one.low, one.high, one.n, 2 * one.n, _why(one)) for one in figures}


def _why(figure: Figure) -> str:
    """Nobody marked anything, one side calls all of them equal, or there is nothing to compare."""
    return "" if figure.value is not None else NOTHING_TOLD
