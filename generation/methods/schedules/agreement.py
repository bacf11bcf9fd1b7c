"""Rounds in which a model labels a pool and a student says which labels to ask for again (FreeAL).

Xiao, Dong, Zhao, Wu, Lin, Chen and Wang, "FreeAL" (EMNLP 2023, arXiv 2311.15614): the model is the annotator, the small
one is the filter and chooses the examples. Ours is a linear student with out-of-fold losses instead of those of its
training, and without back-translation.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import TYPE_CHECKING

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.schedules.schedule import Known, Made, RoundStops, Single
from generation.methods.steps import Demonstration
from generation.methods.translatable import gettext_noop as _

if TYPE_CHECKING:
    from generation.methods.students.lessons import View

SUREST = 0.2  # of the rows of a label where student and model agree: from these come the examples
STEADY = 0.01  # of all labels; where fewer changed, another round is not worth its price


@dataclass(frozen=True)
class Agreement(Single):
    """First the model writes `own` examples of each label, which are shown and become no samples; then it labels the
    pool with the nearest of them; then up to `times` rounds label again what is not clean, with clean examples.

    Clean is what has a small loss for a student that has not seen it: of two groups of losses the lower one, from a
    chance of 0.7 (`students/clean.py`), where the student says the same as the model. It keeps its label. Of each label
    `examples` typical rows of the surest fifth are shown from then on. It ends when fewer than one label in a hundred
    changes. Without `select` everything is asked again.
    """

    own: int = bounded(5, least=1, most=50)
    times: int = bounded(2, least=1, most=10)
    examples: int = bounded(100, least=2, most=1000)
    select: bool = True

    heavy = True
    has_notes = True
    pools = True
    needs = ("made", "found", "items", "people")
    names = ("writes",)

    @property
    def rounds(self) -> int:
        return 2 + self.times

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("unlabelled", len(kit.context.topics))

    def expected(self, kit: Kit, number: int) -> tuple[int, int]:
        """Its own examples, then the pool, then of the pool what is not clean."""
        own, count = self.own * len(kit.question.labels), kit.context.count
        if number == 1:
            return own, own
        return (0 if number > 2 else count), count

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        if number == 1:
            return self._to_write(kit)
        if number == 2:
            return {"pool": _written(known, kit.question.name)}
        return self._to_ask_again(kit, number, known, rng)

    def _to_write(self, kit: Kit) -> dict:
        question = kit.question
        draws = [
            {"labels": {question.name: label.name}, "extra": {"writes": f"example {i + 1} of {self.own}"}}
            for label in question.labels
            for i in range(self.own)
        ]
        return {"draws": draws, "target": len(draws), "pool": []}

    def _to_ask_again(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        from generation.methods.students.clean import clean_rows  # noqa: PLC0415 - needs numpy
        from generation.methods.students.lessons import crossed  # noqa: PLC0415

        made, question = list(known.made), kit.question.name
        if not made and not known.items:
            raise RoundStops(_("No sample was there to be labelled."))
        changed = [one for one in made if one.round == number - 1 and one.before and one.before != one.label]
        if number > 3 and len(changed) < STEADY * len(made):
            raise RoundStops(_("Fewer than one label in a hundred changed in the last round."))
        labels = [one.label for one in made]
        view = crossed([one.text for one in made], labels, random_state=rng.getrandbits(31))
        clean = clean_rows(view, labels, random_state=rng.getrandbits(31))
        sure = {one.sample_id for one, fits in zip(made, clean, strict=True) if fits} if self.select else set()
        typical = _typical(view, made, self.examples, rng)
        labelled = {one.sample_id for one in made}
        settled = {*sure, *known.people}
        new = [item for item in known.items if item.id not in labelled and item.id not in known.people]
        left = [
            *((one.sample_id, one.fields) for one in made if one.sample_id not in settled),
            *((item.id, item.fields) for item in new[: max(kit.context.count - len(made), 0)]),  # of a larger pool
        ]
        asked = sorted(left, key=lambda pair: int(pair[0]))
        if not asked:
            raise RoundStops(_("Every label is clean by now."))
        report = {"labelled": len(made), "clean": len(sure), "changed": len(changed), "asked_again": len(asked)}
        pool = [_example(one.sample_id, one.fields, question, one.label) for one in typical]
        draws = [{"item": name, "item_fields": dict(fields)} for name, fields in asked[: kit.context.count]]
        return {"draws": draws, "target": len(draws), "pool": pool, "report": report}


def _written(known: Known, question: str) -> list[dict]:
    return [
        _example(f"own-{i}", one.kept["fields"], question, one.draw["labels"][question])
        for i, one in enumerate(known.found)
        if one.kept.get("fields")
    ]


def _typical(view: "View", made: Sequence[Made], most: int, rng: Random) -> list[Made]:
    """Of each label the surest fifth of what student and model agree on, in clusters: of each the most central row."""
    from generation.methods.students.clean import central  # noqa: PLC0415 - needs numpy

    agreed: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for row, (said, one) in enumerate(zip(view.labels, made, strict=True)):
        if said and said == one.label:
            agreed[one.label].append((view.chance(row, said), row))
    each, found = max(most // max(len(view.names), 1), 1), []
    for label in sorted(agreed):
        surest = sorted(agreed[label], key=lambda pair: (-pair[0], pair[1]))
        rows = [row for _chance, row in surest[: max(round(SUREST * len(surest)), min(each, len(surest)))]]
        places = central([made[row].text for row in rows], each, random_state=rng.getrandbits(31))
        found += [made[rows[place]] for place in places]
    return found


def _example(name: str, fields: dict, question: str, label: str) -> dict:
    return asdict(Demonstration(name, dict(fields), {question: label}, {"machine": True}))
