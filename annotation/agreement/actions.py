"""Agreement between people, computed by the worker and stored as a report."""

from dataclasses import asdict
from itertools import groupby

import pandas as pd

from annotation.agreement.beside_models import beside_model
from annotation.agreement.frames import blind_pairs, first_blind, first_words, left_out, of_question
from annotation.agreement.words import OF
from annotation.methods.agreement.coefficient import Coefficient
from annotation.methods.agreement.cohen_kappa import pair_kappas
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.registry import AGREEMENT
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
    """The coefficients of the question that is judged, as the dataset card states them, each with what it is `of`."""
    answers = _judged(project, codebook)
    drawn, first = _parts(answers)[0]
    coefficients = _coefficients(first)
    return [{"name": method.name, "of": OF[drawn], **coefficients[key]} for key, method in AGREEMENT.items()]


def agreement_over_time(project: Project, codebook: Codebook) -> dict:
    """Krippendorff's alpha of the question that is judged, now and period by period, and what it is `of`."""
    answers = _judged(project, codebook)
    drawn, first = _parts(answers)[0]
    alpha = krippendorff_alpha(first[["item", "annotator", "label"]])
    return {"alpha": asdict(alpha), "of": OF[drawn], "periods": _over_time(first)}


def _judged(project: Project, codebook: Codebook) -> pd.DataFrame:
    """The answers to the question that is judged; of a codebook that has none, to the first."""
    question = codebook.judged_question or codebook.questions.all()[0]
    return of_question(blind_pairs(project, codebook), question.name)


def _of_codebook(project: Project, codebook: Codebook) -> dict:
    answers, firsts, said = (
        blind_pairs(project, codebook),
        first_blind(project, codebook),
        first_words(project, codebook),
    )
    questions = [
        _of_question(question, of_question(answers, question.name))
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


def _of_question(question: Question, answers: pd.DataFrame) -> dict:
    """All numbers but `draws` and the counts are of the first part alone, which `drawn` names."""
    parts = _parts(answers)
    draws = [{"drawn": drawn, "coefficients": _coefficients(part)} for drawn, part in parts]
    first = parts[0][1]
    labels = first[["item", "annotator", "label"]]
    return {
        "name": question.name,
        "title": question.title,
        "kind": question.type,
        "answers": len(answers),
        "people": int(answers["annotator"].nunique()),
        **draws[0],
        "draws": draws,
        "labels": [_of_label(first, label.name) for label in question.labels.all()[:LABELS]],
        "pairs": _pairs(labels),
        "periods": _over_time(first),
    }


def _of_label(answers: pd.DataFrame, name: str) -> dict:
    """One label against all others; of several labels or of marks, whether it is among them."""
    given = answers["given"].map(lambda labels: name in labels).astype(bool)
    sides = answers[["item", "annotator"]].assign(label=given.map({True: "this", False: "other"}))
    return {"label": name, "answers": int(given.sum()), "alpha": asdict(krippendorff_alpha(sides))}


def _pairs(labels: pd.DataFrame) -> list[dict]:
    """Each pair of people with common items, those with the most first."""
    return [
        {"left": pair.left, "right": pair.right, "kappa": asdict(pair.coefficient), "percent": asdict(pair.percent)}
        for pair in pair_kappas(labels, most=PAIRS)
    ]


def _over_time(answers: pd.DataFrame) -> list[dict]:
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
        _period(table[table["item"].isin([item for _key, item in group])], items, weekly)
        for _key, group in groupby(zip(keys, items.index, strict=True), key=lambda pair: pair[0])
    ]
    return periods[-PERIODS:]


def _weeks(items: pd.DataFrame) -> pd.Series:
    return items["at"].dt.tz_localize(None).dt.to_period("W").astype(str)


def _period(answers: pd.DataFrame, items: pd.DataFrame, weekly: bool) -> dict:
    ended: pd.Timestamp = items.loc[items.index.isin(answers["item"]), "at"].max()
    alpha: Coefficient = krippendorff_alpha(answers[["item", "annotator", "label"]])
    return {"until": ended.isoformat(), "weekly": weekly, "alpha": asdict(alpha)}
