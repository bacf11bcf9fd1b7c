"""Whether the place or the length of a text has a say in what a model answers."""

from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any

import pandas as pd

from annotation.judges.frames import judged_twice
from annotation.methods.judges.length import by_length, longer, stands_first
from annotation.methods.judges.position import FIRST, SECOND, TIE, both_orders, liking
from generation.methods.parts import PartError
from generation.methods.plans.steps.tools.judging import check_sides
from generation.methods.questions.registry import kind_of
from generation.models import Codebook, Project, Question, QuestionType

Lengths = dict[int, dict[str, int]]
MOST_RUNS = 20


@dataclass(frozen=True)
class Pair:
    """A question that chooses between two fields: which is first, and what an answer says of them."""

    fields: tuple[str, str]
    labels: tuple[str, ...] = ()

    def verdict(self, answer: Any) -> str:
        if self.labels:
            return dict(zip(self.labels, (FIRST, SECOND), strict=True)).get(answer, TIE)
        best = answer[0]
        return TIE if len(best) > 1 else FIRST if best[0] == self.fields[0] else SECOND


def pair_of(codebook: Codebook, question: Question) -> Pair | None:
    """A ranking of two fields, or a label whose first two say that A and that B is better, of the last two fields."""
    if question.type == QuestionType.RANKING:
        fields = kind_of(question).candidates(question)
        return Pair(tuple(fields)) if len(fields) == 2 else None
    names = [field["name"] for field in codebook.fields]
    labels = list(question.labels.all())
    if question.type != QuestionType.LABEL or len(names) < 2 or len(labels) < 2:
        return None
    try:
        check_sides(SimpleNamespace(name=question.name, labels=labels))
    except PartError:
        return None
    return Pair((names[-2], names[-1]), tuple(label.name for label in labels[:2]))


def length_told(both: pd.DataFrame, lengths: Lengths) -> dict:
    """How often the model says what people say, by the length of the item."""
    whole = both["sample"].map(lambda sample: sum(lengths.get(sample, {}).values()))
    table = pd.DataFrame({"item": both["item"], "length": whole, "equal": both["said"] == both["model"]})
    thirds, difference = by_length(table)
    return {"thirds": [asdict(one) for one in thirds], "difference": asdict(difference)}


def pairs_told(pair: Pair | None, both: pd.DataFrame, lengths: Lengths) -> dict | None:
    """Whether the model prefers what stands first, or what is longer, more often than people do on the same pairs."""
    if pair is None:
        return None
    sides = {"judge": both["answer"].map(pair.verdict), "people": both["given"].map(pair.verdict)}
    told = [lengths.get(sample, {}) for sample in both["sample"]]
    first, second = ([one.get(name, 0) for one in told] for name in pair.fields)
    table = pd.DataFrame({"item": both["item"], **sides}).assign(a=first, b=second)
    return {
        "fields": list(pair.fields),
        "first": asdict(liking(stands_first(table))),
        "longer": asdict(liking(longer(table))),
    }


def orders_told(project: Project) -> list[dict]:
    """Of each run that judged pairs in both orders, the newest runs first."""
    table = judged_twice(project)
    found = [{"run": run, **asdict(both_orders(part))} for run, part in table.groupby("run", sort=False)]
    return found[::-1][:MOST_RUNS]
