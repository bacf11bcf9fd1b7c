"""Models held against people, computed by the worker and stored as a report."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass, field

import pandas as pd

from annotation.compare.frames import sources_of
from annotation.judges.frames import first_answers, given_to, said_by, twice_answered
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha
from annotation.methods.agreement.same import KEYS
from annotation.methods.judges.alternative import EPSILONS, alternative_annotator
from annotation.methods.judges.beside_people import INTERVAL, NOMINAL, beside_people
from annotation.methods.judges.reliability import reliability
from generation.methods.estimates import wilson
from generation.models import Codebook, Project, Question

VERSIONS = 5  # of the codebook, the newest ones that were answered to
CELLS = 400
RANDOM, CHOSEN = "random", "chosen"
WITH_CELLS = ("label", "rating")  # kinds of few answers


def judges_report(project: Project, args: dict) -> dict:
    """The newest codebook versions that people answered to, question by question, model by model.

    All of blind answers. Items drawn at random and those that the queue chose are never put together.
    """
    codebooks = Codebook.objects.filter(project=project, annotations__undone_at=None, annotations__isnull=False)
    codebooks = codebooks.distinct().with_parts().order_by("-number")[:VERSIONS]
    return {"codebooks": [_of_codebook(project, codebook) for codebook in codebooks]}


def _of_codebook(project: Project, codebook: Codebook) -> dict:
    first, twice = first_answers(project, codebook), twice_answered(project, codebook)
    questions = [_of_question(project, codebook, question, first, twice) for question in codebook.questions.all()]
    return {"number": codebook.number, "questions": questions}


def _of_question(
    project: Project, codebook: Codebook, question: Question, first: pd.DataFrame, twice: pd.DataFrame
) -> dict:
    keys = Keys(question.type)
    people = People(given_to(first, question.name, keys.of), given_to(twice, question.name, keys.of))
    found = []
    for one in sources_of(project, codebook, question.name):
        said = said_by(one["source"], question, codebook, project)
        said = said.assign(model=pd.Series([keys.of(answer) for answer in said["answer"]], dtype=object))
        draws = [_of_draw(keys, people.drawn(is_random), said, is_random) for is_random in (True, False)]
        found.append({"source": one["source"], "draws": [draw for draw in draws if draw["items"]]})
    labels = [label.name for label in question.labels.all()]
    return {
        "name": question.name,
        "title": question.title,
        "kind": question.type,
        "labels": labels,
        "answered": len(people.first),
        "sources": found,
    }


@dataclass
class Keys:
    """Answers as they are compared: labels and numbers as they are, of other kinds a number for each that is equal."""

    kind: str
    known: dict[Hashable, int] = field(default_factory=dict)

    def of(self, answer: object) -> Hashable:
        key = KEYS[self.kind](answer)
        return key if self.kind in WITH_CELLS else self.known.setdefault(key, len(self.known))

    @property
    def scale(self) -> str:
        return INTERVAL if self.kind == "rating" else NOMINAL


@dataclass(frozen=True)
class People:
    """`first`: the first blind answer of each item. `twice`: two of each that was to be asked twice."""

    first: pd.DataFrame
    twice: pd.DataFrame

    def drawn(self, is_random: bool) -> "People":
        return People(*(part[part["random"].astype(bool) == is_random] for part in (self.first, self.twice)))


def _of_draw(keys: Keys, people: People, said: pd.DataFrame, is_random: bool) -> dict:
    """One model on one kind of items: drawn at random, or chosen by the queue."""
    both = people.first.merge(said, on="sample")
    drawn = {"drawn": RANDOM if is_random else CHOSEN, "items": len(both)}
    if both.empty:
        return drawn
    by_item = both.set_index("item")["model"]
    return drawn | {
        **_agreement(keys, both),
        "cells": _cells(both) if keys.kind in WITH_CELLS else [],
        "beside": _beside(keys, people.twice, by_item),
        "reliability": _reliability(both),
        "alternative": _alternative(keys, people.twice, by_item),
    }


def _agreement(keys: Keys, both: pd.DataFrame) -> dict:
    share = wilson(int((both["said"] == both["model"]).sum()), len(both))
    pair = pd.concat([both[["item"]].assign(annotator=name, label=both[name]) for name in ("said", "model")])
    return {"percent": share.as_json(), "alpha": asdict(krippendorff_alpha(pair, scale=keys.scale))}


def _cells(both: pd.DataFrame) -> list[list]:
    """[model, people, items], the most frequent first."""
    counts = both.groupby(["model", "said"]).size().sort_values(ascending=False, kind="stable")[:CELLS]
    return [[str(model), str(said), int(n)] for (model, said), n in counts.items()]


def _beside(keys: Keys, twice: pd.DataFrame, model: pd.Series) -> dict:
    two = twice[twice["item"].isin(model.index)]
    sizes = two.groupby("item")["said"].transform("size")
    two = two[sizes == 2]
    first = two.drop_duplicates("item").set_index("item")["said"]
    second = two.drop_duplicates("item", keep="last").set_index("item")["said"]
    table = pd.DataFrame({"first": first, "second": second, "model": model.reindex(first.index)})
    found = beside_people(table.rename_axis("item").reset_index(), scale=keys.scale)
    return {name: asdict(one) for name, one in found.items()}


def _reliability(both: pd.DataFrame) -> dict:
    """`without`: items of which the model said no confidence."""
    told = both[both["probability"].notna()]
    found = reliability(told["probability"].to_numpy(), (told["said"] == told["model"]).to_numpy())
    return asdict(found) | {"is_off": found.is_off, "without": len(both) - len(told)}


def _alternative(keys: Keys, twice: pd.DataFrame, model: pd.Series) -> list[dict]:
    labels = twice[["item", "annotator"]].assign(label=twice["said"])
    numbers = keys.kind == "rating"
    return [asdict(alternative_annotator(labels, model, epsilon=one, numbers=numbers)) for one in EPSILONS]
