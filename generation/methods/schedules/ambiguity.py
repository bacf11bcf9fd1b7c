"""Rows that start from what a student wavers on, and a choice of what it wavers on most (WANLI).

Liu, Swayamdipta, Smith and Choi, "WANLI" (Findings of EMNLP 2022, arXiv 2201.05955). The student is linear, and its
neighbours are those of TF-IDF; the paper takes both from a fine-tuned transformer.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Literal

from generation.methods.kit import Kit
from generation.methods.lack import Lack, asked, short_of
from generation.methods.parts import bounded
from generation.methods.schedules.gold import text_of
from generation.methods.schedules.schedule import Known, Made, RoundStops, Single
from generation.methods.steps import Demonstration
from generation.methods.translatable import gettext_noop as _

NEIGHBOURS = 15
MOST = 20_000  # seeds that are looked at, as of every pool that examples are chosen from
OVER = 2  # of what is written so many times what stays


@dataclass(frozen=True)
class Ambiguity(Single):
    """Of the seeds of each label, the `share` that a student wavers on most while it learns are where rows start: each
    shows `group` of these of one label, the one that it starts from last, before it its nearest among fifteen.

    Twice as many texts as wanted are written; of each label the half stays that the student wavers on most under any
    label, or, to see what that is worth, a half by `keeps: random`.
    """

    share: float = bounded(0.25, least=0.01, most=1)
    group: int = bounded(5, least=2, most=15)
    keeps: Literal["variable", "random"] = "variable"

    heavy = True
    has_notes = True
    selects = True
    needs = ("support",)

    def lacks(self, kit: Kit) -> Lack | None:
        known = {label.name for label in kit.question.labels}
        named = (demo.labels.get(kit.question.name) for demo in kit.context.support)
        told = Counter(label for label in named if label in known)
        most, needed = max(told.values(), default=0), math.floor((self.group - 1) / self.share) + 1
        if math.ceil(self.share * most) < self.group:
            return Lack("alike", needed, most, asked(kit))
        return short_of("labels_told", len(told), 2, asked(kit))

    def target(self, count: int, number: int) -> int:
        return OVER * count

    def kept(self, count: int, number: int) -> int:
        return count

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        from generation.methods.demonstrations.pool import Want  # noqa: PLC0415
        from generation.methods.demonstrations.variability import select  # noqa: PLC0415 - needs numpy

        question, seeds = kit.question.name, known.support
        looked_at = rng.sample(seeds, MOST) if len(seeds) > MOST else seeds
        pool = _pool(looked_at, question)
        chosen = select(pool, Want(), len(pool), rng, share=self.share)
        groups = _groups(pool, [row.id for row in chosen], self.group)
        if not groups:
            raise RoundStops(_("Too few seeds of one label are alike: nothing to start from."))
        by_id = {demo.sample_id: demo for demo in known.support}
        draws = [self._draw(question, [by_id[name] for name in group]) for group in groups]
        rng.shuffle(draws)
        return {"draws": draws, "report": {"ambiguous": len(chosen), "groups": len(groups)}}

    def _draw(self, question: str, group: Sequence[Demonstration]) -> dict:
        return {
            "labels": {question: group[-1].labels[question]},
            "demonstrations": [demo.sample_id for demo in group],
            "extra": {"shown": [asdict(demo) for demo in group]},
            "chosen": {"by": "variability@1", "why": ["near the last one"] * (len(group) - 1) + ["variability"]},
        }

    def keep(self, kit: Kit, number: int, made: Sequence[Made], count: int, known: Known, rng: Random) -> set[str]:
        if self.keeps == "random":
            return _half_by_chance(made, count, rng)
        from generation.methods.demonstrations.pool import Pool, Want  # noqa: PLC0415
        from generation.methods.demonstrations.variability_unlabelled import select  # noqa: PLC0415 - needs numpy
        from generation.methods.demonstrations.vectors import Space  # noqa: PLC0415

        learned = [demo for demo in known.support if demo.labels.get(kit.question.name)]
        vectors = Space([*map(text_of, learned), *(one.text for one in made)]).vectors
        labels = [demo.labels[kit.question.name] for demo in learned]
        reference = Pool([demo.sample_id for demo in learned], labels, vectors[: len(learned)])
        pool = Pool([one.sample_id for one in made], [one.label for one in made], vectors[len(learned) :])
        rows = select(pool, Want(reference=reference), count, rng, share=1 / OVER)
        best = sorted(rows, key=lambda row: (-row.score, row.id))[:count]
        return {row.id for row in best}


def _pool(support: Sequence[Demonstration], question: str):
    from generation.methods.demonstrations.pool import Pool  # noqa: PLC0415
    from generation.methods.demonstrations.vectors import Space  # noqa: PLC0415 - needs numpy

    labelled = [demo for demo in support if demo.labels.get(question)]
    vectors = Space([text_of(demo) for demo in labelled]).vectors if labelled else None
    return Pool([demo.sample_id for demo in labelled], [demo.labels[question] for demo in labelled], vectors)


def _groups(pool, chosen: Sequence[str], size: int) -> list[list[str]]:
    """Each chosen row last, before it the nearest chosen ones of its label; a row that has too few drops out."""
    import numpy as np  # noqa: PLC0415

    from generation.methods.demonstrations.vectors import cosines  # noqa: PLC0415

    names = set(chosen)
    rows = [row for row, name in enumerate(pool.ids) if name in names]
    vectors, groups = pool.vectors[rows], []
    for place, row in enumerate(rows):
        closeness = cosines(vectors, vectors[[place]])[:, 0]
        nearest = np.argsort(-closeness, kind="stable")[: NEIGHBOURS + 1]
        near = [rows[other] for other in nearest if other != place][:NEIGHBOURS]
        same = [other for other in near if pool.labels[other] == pool.labels[row]][: size - 1]
        if len(same) == size - 1:
            groups.append([*(pool.ids[other] for other in reversed(same)), pool.ids[row]])
    return groups


def _half_by_chance(made: Sequence[Made], count: int, rng: Random) -> set[str]:
    by_label = defaultdict(list)
    for one in made:
        by_label[one.label].append(one.sample_id)
    kept = [name for label in sorted(by_label) for name in rng.sample(by_label[label], len(by_label[label]) // OVER)]
    return set(rng.sample(kept, min(count, len(kept))))
