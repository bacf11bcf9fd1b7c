"""Rounds that double, each shown what helped a student of the earlier ones (ProGen).

Ye, Gao, Wu, Feng, Yu and Kong, "ProGen" (Findings of EMNLP 2022, arXiv 2210.12329). No gold data: the student is judged
by a part of what was written, with a loss that wrong labels there weigh little in.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Literal

from generation.methods.demonstrations.pool import Chosen, Pool, Want
from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.parts import bounded
from generation.methods.schedules.schedule import Known, Made, Single
from generation.methods.steps import Demonstration

ONE_IN_HELD_OUT = 4
MOST_HELD_OUT = 1000
LEAST_DISTINCT = 0.9  # of the first round's share of different word pairs; below it the feedback has collapsed


@dataclass(frozen=True)
class Feedback(Single):
    """A first round of `first` samples, then each as large as all before it. Before each, the up to `most` samples of
    each label that help a student most become the pool that examples are chosen from.

    The pool stays empty while the student is not ten points better than guessing, and where texts have become a tenth
    less varied than those of the first round. `side` says which samples are shown: to see what the choice is worth,
    as many by chance, or the most harmful ones.
    """

    first: int = bounded(100, least=4, most=100_000)
    most: int = bounded(50, least=1, most=1000)
    side: Literal["helpful", "random", "harmful"] = "helpful"

    heavy = True
    has_notes = True
    pools = True
    needs = ("made",)

    def last(self, count: int) -> int:
        number, total = 1, self.first
        while total < count:
            number, total = number + 1, total * 2
        return number

    def target(self, count: int, number: int) -> int:
        before = 0 if number == 1 else self.first * 2 ** (number - 2)
        return min(before or self.first, count - before)

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        if number == 1:
            return {"pool": []}
        made = [one for one in known.made if one.label]
        helpful, varied = self._chosen(made, kit.context.seed, rng), _varied(known.made)
        collapsed = varied is not None and varied < LEAST_DISTINCT
        by_id = {one.sample_id: one for one in made}
        pool = [] if collapsed else [_shown(by_id[row.id], kit.question.name) for row in helpful]
        report = {"learned_from": len(made), "shown_from": len(pool), "distinct_of_first": varied}
        return {"pool": pool, "report": report}

    def _chosen(self, made: Sequence[Made], seed: int, rng: Random) -> list[Chosen]:
        from generation.methods.demonstrations.influence import select  # noqa: PLC0415 - needs numpy
        from generation.methods.demonstrations.vectors import Space  # noqa: PLC0415

        pool = Pool(
            [one.sample_id for one in made], [one.label for one in made], Space([one.text for one in made]).vectors
        )
        text = {one.sample_id: one.text for one in made}
        apart = [row for row, name in enumerate(pool.ids) if not derive(seed, "held out", text[name]) % ONE_IN_HELD_OUT]
        apart = apart[:MOST_HELD_OUT]
        others = pool.take(sorted({*range(len(pool))} - {*apart}))
        rows = select(others, Want(reference=pool.take(apart)), self.most, rng, harmful=self.side == "harmful")
        return _as_many_by_chance(others, rows, rng) if self.side == "random" else rows


def _as_many_by_chance(pool: Pool, rows: Sequence[Chosen], rng: Random) -> list[Chosen]:
    label_of = dict(zip(pool.ids, pool.labels, strict=True))
    found = []
    for label in sorted({label_of[row.id] for row in rows}):
        own, number = pool.of_label(label), sum(label_of[row.id] == label for row in rows)
        found += [Chosen(pool.ids[row], None, "random") for row in rng.sample(own, min(number, len(own)))]
    return found


def _shown(one: Made, question: str) -> dict:
    return asdict(Demonstration(one.sample_id, dict(one.fields), {question: one.label}, {"machine": True}))


def _varied(made: Sequence[Made]) -> float | None:
    """The share of different word pairs in the newest round by that in the first, over as many words of each."""
    from generation.methods.measures.distinct import distinct, token_count  # noqa: PLC0415 - needs numpy

    newest = max((one.round for one in made), default=1)
    if newest == 1:
        return None
    first, last = ([one.text for one in made if one.round == number] for number in (1, newest))
    tokens = min(token_count(first), token_count(last))
    before, now = (distinct(texts, 2, tokens=tokens) for texts in (first, last))
    return round(now / before, 4) if before and now else None
