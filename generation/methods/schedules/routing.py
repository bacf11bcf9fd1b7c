"""Which labels people should look at: those on which a model disagrees with itself (CoAnnotating).

Li, Shi, Ziems, Kan, Chen, Liu and Yang, "CoAnnotating" (EMNLP 2023, arXiv 2310.15638).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from generation.methods.kit import Kit
from generation.methods.parts import bounded
from generation.methods.schedules.schedule import Known, Made, Single
from generation.methods.translatable import gettext_noop as _


@dataclass(frozen=True)
class Routing(Single):
    """All labels stay; the `people` share of them whose answers had the highest entropy (`bits`) goes to people, and a
    `checked` share of the others, by chance. With `by: random` the first share is drawn by chance too.
    """

    people: float = bounded(0.3, least=0, most=1)
    checked: float = bounded(0.02, least=0, most=1)
    by: Literal["entropy", "random"] = "entropy"

    selects = True

    def doubted(self, kit: Kit, number: int, made: Sequence[Made], known: Known, rng: Random) -> dict[str, str]:
        shuffled = rng.sample(list(made), len(made))  # ties by chance
        order = shuffled if self.by == "random" else sorted(shuffled, key=lambda one: -one.kept.get("bits", 0.0))
        cut = round(self.people * len(order))
        sure = order[cut:]
        some = rng.sample(sure, min(round(self.checked * len(order)), len(sure)))
        asked = {one.sample_id: _("its answers differ") for one in order[:cut]}
        return asked | {one.sample_id: _("a check of the sure ones") for one in some}
