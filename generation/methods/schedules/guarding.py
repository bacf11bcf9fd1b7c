"""One round that must not come near the gold samples: they are what a student will be tested on."""

from dataclasses import dataclass
from random import Random

from generation.methods.kit import Kit
from generation.methods.parts import bounded
from generation.methods.schedules.gold import text_of
from generation.methods.schedules.schedule import Known, Single


@dataclass(frozen=True)
class Guarding(Single):
    """The gate against copies compares with the first `most` gold samples, too."""

    most: int = bounded(2000, least=0, most=20_000)

    needs = ("gold",)
    has_notes = True

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        return {"guarded": [text_of(demo) for demo in known.gold[: self.most]]}
