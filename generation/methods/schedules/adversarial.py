"""Texts that a student of the project's labels gets wrong and an independent reading gets right (after ALICE).

Hartvigsen, Gabriel, Palangi, Sap, Ray and Kamar, "ToxiGen" (ACL 2022, arXiv 2203.09509). The paper steers the beam
search by the classifier; through an API candidates are sampled and ranked instead.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of_labelled
from generation.methods.parts import bounded
from generation.methods.schedules.gold import text_of
from generation.methods.schedules.schedule import Known, Made, Single


@dataclass(frozen=True)
class Adversarial(Single):
    """`over` times as many candidates as wanted are held; of those that the student gets wrong the ones stay whose own
    label it finds least likely. By `random` as many by chance. `agreed`: somebody has read what this is about.
    """

    over: int = bounded(4, least=1, most=20)
    by: Literal["student", "random"] = "student"
    agreed: bool = False

    heavy = True
    has_notes = True
    selects = True
    needs = ("support", "made")

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of_labelled(kit) or (None if self.agreed else Lack("consent", needed=0))

    def target(self, count: int, number: int) -> int:
        return self.over * count

    def kept(self, count: int, number: int) -> int:
        return count

    def keep(self, kit: Kit, number: int, made: Sequence[Made], count: int, known: Known, rng: Random) -> set[str]:
        if self.by == "random":
            return {one.sample_id for one in rng.sample(list(made), min(count, len(made)))}
        from generation.methods.students.lessons import taught  # noqa: PLC0415 - needs numpy

        question = kit.question.name
        learned = [demo for demo in known.support if demo.labels.get(question)]
        texts, labels = [text_of(demo) for demo in learned], [demo.labels[question] for demo in learned]
        view = taught(texts, labels, [one.text for one in made], random_state=rng.getrandbits(31))
        misread = [
            (view.chance(row, one.label) or 0.0, one.sample_id)
            for row, (one, said) in enumerate(zip(made, view.labels, strict=True))
            if said and said != one.label
        ]
        return {name for _chance, name in sorted(misread)[:count]}
