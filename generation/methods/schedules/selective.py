"""People label a few well chosen samples first; the model labels the rest with these as examples (vote-k).

Su et al., "Selective annotation makes language models better few-shot learners" (ICLR 2023, arXiv 2209.01975).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random
from typing import Literal

from generation.methods.context import Item
from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.schedules.schedule import Known, PeopleFirst, RoundStops, Single
from generation.methods.steps import Demonstration
from generation.methods.translatable import gettext_noop as _

FIRST_BATCH = 10  # of the full version: the rest is chosen by how sure the model is with these


@dataclass(frozen=True)
class Selective(Single):
    """`most` samples for people: typical ones that are unlike each other, by votes of their `neighbours`.

    The full version (`by: confidence`) asks people for ten, lets the model label the rest with these, takes the others
    from all degrees of its confidence, and lets the model label the rest once more. By `random` as many by chance, to
    see what the choice is worth. A run waits until people have answered.
    """

    most: int = bounded(100, least=2, most=1000)
    by: Literal["votes", "confidence", "random"] = "votes"
    neighbours: int = bounded(150, least=1, most=1000)
    rho: float = bounded(10.0, least=1, most=100)

    heavy = True
    has_notes = True
    pools = True
    needs = ("items", "people", "made")

    @property
    def rounds(self) -> int:
        return 2 if self.by == "confidence" and self.most > FIRST_BATCH else 1

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("unlabelled", len(kit.context.topics))

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        asked = list(known.asked) or self._chosen(number, known, rng)
        if any(name not in known.people for name in asked):  # also where another run labelled one meanwhile
            raise PeopleFirst(
                _("People label some samples first; new ones lead the queue. Resume the run when they are done."),
                asked,
            )
        pool = [
            _example(item, kit.question.name, known.people[item.id])
            for item in known.items
            if known.people.get(item.id)
        ]
        if not pool:
            raise RoundStops(_("No sample is left that people could label, so there is no example to show."))
        if number == 1:
            return {"pool": pool, "report": {"asked": asked}}
        left = [item for item in known.items if item.id not in known.people][: kit.context.count]
        draws = [{"item": item.id, "item_fields": dict(item.fields)} for item in left]
        return {"pool": pool, "draws": draws, "target": len(draws), "report": {"asked": asked}}

    def _chosen(self, number: int, known: Known, rng: Random) -> list[str]:
        """Whom people are asked about before this round; those of the first round count as chosen in the second."""
        from generation.methods.demonstrations.pool import Pool, Want  # noqa: PLC0415
        from generation.methods.demonstrations.vectors import Space  # noqa: PLC0415 - needs numpy

        if not known.items:
            return []
        if self.by == "random":
            return rng.sample([item.id for item in known.items], min(self.most, len(known.items)))
        sure = {one.sample_id: one.probability for one in known.made if one.probability is not None}
        pool = Pool(
            [item.id for item in known.items],
            vectors=Space([_text(item) for item in known.items]).vectors,
            confidence=[sure.get(item.id, float("nan")) for item in known.items],
        )
        before = tuple(name for name in known.people if name in set(pool.ids)) if number > 1 else ()
        rows = self._select(pool, Want(labelled=before), number, rng)
        return [row.id for row in rows]

    def _select(self, pool, want, number: int, rng: Random) -> Sequence:
        from generation.methods.demonstrations import vote_k, vote_k_confidence  # noqa: PLC0415 - needs numpy

        how = {"neighbours": self.neighbours, "rho": self.rho}
        if number > 1:
            return vote_k_confidence.select(pool, want, self.most - FIRST_BATCH, rng, **how)
        return vote_k.select(pool, want, FIRST_BATCH if self.rounds > 1 else self.most, rng, **how)


def _text(item: Item) -> str:
    return "\n".join(map(str, item.fields.values()))


def _example(item: Item, question: str, label: str) -> dict:
    return asdict(Demonstration(item.id, dict(item.fields), {question: label}))
