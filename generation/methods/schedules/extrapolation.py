"""Rounds that write more of what a student still gets wrong on gold samples (S3).

Wang, Zhou and Sachan, "Let's synthesize step by step" (Findings of EMNLP 2023, arXiv 2310.13671). A linear student
stands in for the paper's transformer.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from generation.methods.demonstrations.pool import Pool, Want
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.schedules.gold import LEAST, halves, text_of
from generation.methods.schedules.schedule import Known, Made, RoundStops, Single
from generation.methods.steps import Demonstration
from generation.methods.translatable import gettext_noop as _

MOST_GUARDED = 500  # gold texts that each candidate is compared with: about 50 ms on one busy core


@dataclass(frozen=True)
class Extrapolation(Single):
    """A seed round of `seed_share` of all samples, then `times` rounds: a fresh student learns from all so far, and for
    each error on the used half of the gold samples one new item like it is asked for, with its right label.

    A gold sample is extended `additions` times at most, and in a round no label more often than twice the median. What
    is wrong in every round, although it was extended in each, is put before people: its label may be the mistake. The
    other half of the gold samples is only looked at to say how good the student is. Without `errors` the rounds start
    from gold samples by chance.
    """

    times: int = bounded(2, least=1, most=10)
    seed_share: float = bounded(0.5, least=0.05, most=0.95)
    additions: int = bounded(5, least=1, most=100)
    errors: bool = True

    heavy = True
    has_notes = True
    names = ("parent",)
    needs = ("made", "gold")

    @property
    def rounds(self) -> int:
        return self.times + 1

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("gold", kit.context.gold, LEAST)

    def last(self, count: int) -> int:
        return 1 + min(self.times, count - self.target(count, 1))

    def target(self, count: int, number: int) -> int:
        seed = min(max(math.ceil(count * self.seed_share), 1), count)
        share, over = divmod(count - seed, self.times)
        return seed if number == 1 else share + (number - 1 <= over)

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        used, never = halves(known.gold)
        if number == 1:
            return {"guarded": _guarded((), used)}
        wanted, seed = self.target(kit.context.count, number), rng.getrandbits(31)
        label_of = kit.question.name
        report, wrong = _examined(known.made, used, never, label_of, seed)
        chosen = self._errors(known.made, used, label_of, wanted, rng) if self.errors else _by_chance(used, wanted, rng)
        if not chosen:
            raise RoundStops(_("The student makes no more mistakes on the gold samples that it is shown."))
        by_id = {demo.sample_id: demo for demo in used}
        draws = [
            {
                "labels": {label_of: by_id[name].labels[label_of]},
                "extra": {"parent": text_of(by_id[name]), "parents": [name]},
                "chosen": {"by": "student_errors@1", "why": [why]},
            }
            for name, why in chosen
        ]
        guarded = _guarded([draw["extra"]["parent"] for draw in draws], used)
        extended = Counter(parent for one in known.made for parent in one.parents)
        last = number == self.last(kit.context.count) and number > 2
        doubtful = [name for name in wrong if last and extended[name] >= number - 2]
        return {"draws": draws, "target": len(draws), "guarded": guarded, "report": report, "people": doubtful}

    def _errors(
        self, made: Sequence[Made], used: Sequence[Demonstration], question: str, wanted: int, rng: Random
    ) -> list[tuple[str, str]]:
        from generation.methods.demonstrations.student_errors import select  # noqa: PLC0415 - needs numpy
        from generation.methods.demonstrations.vectors import Space  # noqa: PLC0415

        texts = [one.text for one in made]
        vectors = Space([*texts, *map(text_of, used)]).vectors
        extended = Counter(parent for one in made for parent in one.parents)
        learned = Pool([f"own-{one.sample_id}" for one in made], [one.label for one in made], vectors[: len(made)])
        pool = Pool(
            [demo.sample_id for demo in used],
            [demo.labels[question] for demo in used],
            vectors[len(made) :],
            uses=[extended[demo.sample_id] for demo in used],
        )
        rows = select(pool, Want(reference=learned), wanted, rng, additions=self.additions)
        return [(row.id, row.why) for row in rows]


def _guarded(shown: Sequence[str], used: Sequence[Demonstration]) -> list[str]:
    """The gold texts that must not come back: those that the round's prompts show first, for these alone are seen."""
    texts = list(dict.fromkeys([*shown, *map(text_of, used)]))
    return texts[: max(MOST_GUARDED, len(shown))]


def _by_chance(used: Sequence[Demonstration], wanted: int, rng: Random) -> list[tuple[str, str]]:
    return [(demo.sample_id, "by chance") for demo in rng.sample(list(used), min(wanted, len(used)))]


def _examined(
    made: Sequence[Made], used: Sequence[Demonstration], never: Sequence[Demonstration], question: str, seed: int
) -> tuple[dict, list[str]]:
    """What the student gets right on both halves, its errors by label, and the ids of those on the used half."""
    from generation.methods.students.lessons import taught  # noqa: PLC0415 - needs numpy

    asked = [*used, *never]
    view = taught([one.text for one in made], [one.label for one in made], [*map(text_of, asked)], random_state=seed)
    said = view.labels
    right = [label == demo.labels[question] for label, demo in zip(said, asked, strict=True)]
    wrong = [demo for demo, fits in zip(used, right, strict=False) if not fits]
    report = {
        "learned_from": len(made),
        "right_of_used": _share(right[: len(used)]),
        "right_of_unused": _share(right[len(used) :]),
        "errors_by_label": dict(sorted(Counter(demo.labels[question] for demo in wrong).items())),
    }
    return report, [demo.sample_id for demo in wrong]


def _share(right: Sequence[bool]) -> float | None:
    return round(sum(right) / len(right), 4) if right else None
