"""Agreement between people, computed by the worker and stored as a report."""

from dataclasses import asdict
from itertools import groupby

import pandas as pd

from annotation.agreement.beside_models import beside_model
from annotation.agreement.frames import blind_pairs, first_blind, first_words, left_out, marked_texts, of_question
from annotation.agreement.slices import by_condition, by_person, by_rule
from annotation.agreement.words import NAMES, OF
from annotation.methods.agreement.by_kind import Question as Asked
from annotation.methods.agreement.by_kind import alpha_scale, alpha_table, by_kind, kind_alpha
from annotation.methods.agreement.coefficient import Coefficient
from annotation.methods.agreement.cohen_kappa import pair_kappas
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.registry import AGREEMENT
from generation.methods.questions.registry import kind_of
from generation.models import Codebook, Project, Question

VERSIONS = 5  # of the codebook, the newest ones that were answered to
PAIRS = 50
LABELS = 40
PERIODS = 30
ANSWERS_A_PERIOD = 100
WEEKS_FROM_DAYS = 21  # a longer span is told by weeks, a shorter one by hundreds of answers


def agreement_report(project: Project, args: dict) -> dict:
    """The newest codebook versions that people answered to, each with its questions; versions are never mixed."""
    codebooks = Codebook.objects.filter(project=project, annotations__undone_at=None, annotations__isnull=False)
    codebooks = codebooks.distinct().with_parts().order_by("-number")[:VERSIONS]
    return {"codebooks": [_of_codebook(project, codebook) for codebook in codebooks]}


def card_agreement(project: Project, codebook: Codebook) -> list[dict]:
    """The coefficients of the question that is judged, as the dataset card states them, each with what it is `of`.

    Where answers are no labels, what their kind has comes first.
    """
    question, answers = _judged(project, codebook)
    drawn, first = _parts(answers)[0]
    of_kind = _by_kind(kind_asked(codebook, question, first), first)
    named = [(NAMES[key], found) for key, found in of_kind.items()]
    named += [(AGREEMENT[key].name, found) for key, found in _coefficients(first).items()]
    return [{"name": name, "of": OF[drawn], **found} for name, found in named]


def agreement_over_time(project: Project, codebook: Codebook) -> dict:
    """Krippendorff's alpha of the question that is judged, now and period by period, and what it is `of`.

    It is on the scale of the question's kind: numbers as numbers, sets of labels by what they share.
    """
    question, answers = _judged(project, codebook)
    drawn, first = _parts(answers)[0]
    alpha = kind_alpha(question.type, first)
    scale = alpha_scale(question.type)
    return {"alpha": asdict(alpha), "scale": scale, "of": OF[drawn], "periods": _over_time(question.type, first)}


def _judged(project: Project, codebook: Codebook) -> tuple[Question, pd.DataFrame]:
    """The question that is judged and its answers; of a codebook that has none, the first."""
    question = codebook.judged_question or codebook.questions.all()[0]
    return question, of_question(blind_pairs(project, codebook), question.name)


def _of_codebook(project: Project, codebook: Codebook) -> dict:
    answers, firsts, said = (
        blind_pairs(project, codebook),
        first_blind(project, codebook),
        first_words(project, codebook),
    )
    questions = [
        _of_question(codebook, question, of_question(answers, question.name))
        | {"beside_model": beside_model(firsts, said, question.name)}
        for question in codebook.questions.all()
    ]
    return {"number": codebook.number, "left_out": left_out(project, codebook), "questions": questions}


def _parts(answers: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """The answers to items drawn at random, then those to items that the queue chose: never the two together.

    The random ones come first, for they alone stand for what nobody had reviewed; without any, the chosen ones do.
    """
    is_random = answers["random"].astype(bool)
    random, chosen = ("random", answers[is_random]), ("chosen", answers[~is_random])
    return [part for part in (random, chosen) if len(part[1])] or [chosen]


def _coefficients(answers: pd.DataFrame) -> dict[str, dict]:
    labels = answers[["item", "annotator", "label"]]
    return {key: asdict(method.compute(labels)) for key, method in AGREEMENT.items()}


def _of_question(codebook: Codebook, question: Question, answers: pd.DataFrame) -> dict:
    """All numbers but `draws` and the counts are of the first part alone, which `drawn` names."""
    parts = _parts(answers)
    asked = kind_asked(codebook, question, answers)
    draws = [
        {"drawn": drawn, "coefficients": _coefficients(part), "by_kind": _by_kind(asked, part)} for drawn, part in parts
    ]
    first = parts[0][1]
    return {
        "name": question.name,
        "title": question.title,
        "kind": question.type,
        "scale": alpha_scale(question.type),
        "answers": len(answers),
        "people": int(answers["annotator"].nunique()),
        **draws[0],
        "draws": draws,
        "labels": [_of_label(first, label.name) for label in question.labels.all()[:LABELS]],
        "pairs": _pairs(asked, first),
        "periods": _over_time(question.type, first),
        "by_rule": by_rule(codebook, question.type, first),
        "by_condition": by_condition(question.type, first),
        "by_person": by_person(question.type, first),
    }


def kind_asked(codebook: Codebook, question: Question, answers: pd.DataFrame) -> Asked:
    """What a question's kind needs to compare answers: a rating's points, the texts that spans are marked in."""
    if question.type == "rating":
        return Asked("rating", points=tuple(kind_of(question).points(question)))
    texts = marked_texts(codebook, question, answers["item"]) if question.type == "spans" else {}
    return Asked(question.type, texts=texts)


def _by_kind(asked: Asked, answers: pd.DataFrame) -> dict[str, dict]:
    return {key: asdict(found) for key, found in by_kind(asked, answers).items()}


def _of_label(answers: pd.DataFrame, name: str) -> dict:
    """One label against all others; of several labels or of marks, whether it is among them."""
    given = answers["given"].map(lambda labels: name in labels).astype(bool)
    sides = answers[["item", "annotator"]].assign(label=given.map({True: "this", False: "other"}))
    return {"label": name, "answers": int(given.sum()), "alpha": asdict(krippendorff_alpha(sides))}


def _pairs(asked: Asked, answers: pd.DataFrame) -> list[dict]:
    """Each pair of people with common items, those with the most first; numbers by their squared distance."""
    if asked.kind == "rating":
        points = list(asked.points)
        pairs = pair_kappas(alpha_table("rating", answers), weights="quadratic", points=points, most=PAIRS)
    else:
        pairs = pair_kappas(answers[["item", "annotator", "label"]], most=PAIRS)
    return [
        {"left": pair.left, "right": pair.right, "kappa": asdict(pair.coefficient), "percent": asdict(pair.percent)}
        for pair in pairs
    ]


def _over_time(kind: str, answers: pd.DataFrame) -> list[dict]:
    """Agreement on the items completed in each period; an item is completed by its last answer."""
    if answers.empty:
        return []
    table = answers.drop_duplicates(["item", "annotator"], keep="last")
    items = table.groupby("item").agg(at=("at", "max"), answers=("label", "size"))
    items = items[items["answers"] >= 2].sort_values("at")
    if items.empty:
        return []
    weekly = (items["at"].iloc[-1] - items["at"].iloc[0]).days > WEEKS_FROM_DAYS
    keys = _weeks(items) if weekly else (items["answers"].cumsum() - 1) // ANSWERS_A_PERIOD
    periods = [
        _period(kind, table[table["item"].isin([item for _key, item in group])], items, weekly)
        for _key, group in groupby(zip(keys, items.index, strict=True), key=lambda pair: pair[0])
    ]
    return periods[-PERIODS:]


def _weeks(items: pd.DataFrame) -> pd.Series:
    return items["at"].dt.tz_localize(None).dt.to_period("W").astype(str)


def _period(kind: str, answers: pd.DataFrame, items: pd.DataFrame, weekly: bool) -> dict:
    ended: pd.Timestamp = items.loc[items.index.isin(answers["item"]), "at"].max()
    alpha: Coefficient = kind_alpha(kind, answers)
    return {"until": ended.isoformat(), "weekly": weekly, "alpha": asdict(alpha)}
