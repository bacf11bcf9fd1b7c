"""Models held against people, computed by the worker and stored as a report."""

from collections.abc import Hashable
from dataclasses import asdict, dataclass, field

import pandas as pd

from annotation.compare.frames import sources_of
from annotation.judges.biases import Lengths, Pair, length_told, orders_told, pair_of, pairs_told
from annotation.judges.drift import by_model, by_version, changed, over_time, pooled
from annotation.judges.frames import first_answers, given_to, lengths_of, said_by, twice_answered
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


#: Question -> version of the codebook -> what all language models said beside people.
Pooled = dict[str, dict[int, pd.DataFrame]]


@dataclass(frozen=True)
class Given:
    """What people answered to one version of the codebook, to all its questions, and how long the items are."""

    first: pd.DataFrame
    twice: pd.DataFrame
    lengths: Lengths


@dataclass(frozen=True)
class Asked:
    """How answers to one question are compared, and which two fields it chooses from, if any."""

    keys: Keys
    pair: Pair | None
    lengths: Lengths


def judges_report(project: Project, args: dict) -> dict:
    """The newest codebook versions that people answered to, question by question, model by model.

    All of blind answers. Items drawn at random and those that the queue chose are never put together.
    """
    codebooks = Codebook.objects.filter(project=project, annotations__undone_at=None, annotations__isnull=False)
    codebooks = codebooks.distinct().with_parts().order_by("-number")[:VERSIONS]
    seen: Pooled = {}
    told = [_of_codebook(project, codebook, seen) for codebook in codebooks]
    for question in told[0]["questions"] if told else []:
        question["versions"] = by_version(seen.get(question["name"], {}))
    return {"codebooks": told, "both_orders": orders_told(project), "changed": changed(told[0]) if told else []}


def _of_codebook(project: Project, codebook: Codebook, seen: Pooled) -> dict:
    first, twice = first_answers(project, codebook), twice_answered(project, codebook)
    lengths = lengths_of(codebook, project)
    questions = [
        _of_question(project, codebook, question, Given(first, twice, lengths), seen)
        for question in codebook.questions.all()
    ]
    return {"number": codebook.number, "questions": questions}


def _of_question(project: Project, codebook: Codebook, question: Question, given: Given, seen: Pooled) -> dict:
    keys = Keys(question.type)
    people = People(*(given_to(answers, question.name, keys.of) for answers in (given.first, given.twice)))
    asked, said = Asked(keys, pair_of(codebook, question), given.lengths), {}
    for one in sources_of(project, codebook, question.name):
        table = said_by(one["source"], question, codebook, project)
        said[one["source"]] = table.assign(model=pd.Series([keys.of(one) for one in table["answer"]], dtype=object))
    pool = pooled(people.drawn(True).first, said)
    seen.setdefault(question.name, {})[codebook.number] = pool
    return {
        "name": question.name,
        "title": question.title,
        "kind": question.type,
        "answered": len(people.first),
        "sources": [{"source": name, "draws": _draws(asked, people, table)} for name, table in said.items()],
        "models": by_model(pool),
        "versions": [],
    }


def _draws(asked: Asked, people: People, said: pd.DataFrame) -> list[dict]:
    draws = [_of_draw(asked, people.drawn(is_random), said, is_random) for is_random in (True, False)]
    return [draw for draw in draws if draw["items"]]


def _of_draw(asked: Asked, people: People, said: pd.DataFrame, is_random: bool) -> dict:
    """One model on one kind of items: drawn at random, or chosen by the queue."""
    both = people.first.merge(said, on="sample")
    drawn = {"drawn": RANDOM if is_random else CHOSEN, "items": len(both)}
    if both.empty:
        return drawn
    keys, by_item = asked.keys, both.set_index("item")["model"]
    return drawn | {
        **_agreement(keys, both),
        "cells": _cells(both) if keys.kind in WITH_CELLS else [],
        "beside": _beside(keys, people.twice, by_item),
        "reliability": _reliability(both),
        "alternative": _alternative(keys, people.twice, by_item),
        "length": length_told(both, asked.lengths),
        "pairs": pairs_told(asked.pair, both, asked.lengths),
        # The queue asks first what looks wrong, so on items that it chose agreement changes whatever the model does.
        **({"drift": over_time(both)} if is_random else {}),
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
