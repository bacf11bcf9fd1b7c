"""Write more than is wanted and keep the best by their score, with some by chance so that it is not the blandest alone.

SuperGen, Meng et al. 2022 (arXiv 2202.04538), step 4. The score is what the recipe keeps under that name, such as the
mean log-probability of a text; it is compared within the texts of one label and one value of `cell` only, because short
prompts make any text likelier.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import fmean, pstdev

from generation.methods.kit import Kit
from generation.methods.listed import checked_entries, entries
from generation.methods.parts import bounded
from generation.methods.schedules.schedule import Known, Made, Single
from generation.methods.values.named_facts import check_label


@dataclass(frozen=True)
class ScoreTop(Single):
    """`over` texts are written for each that stays, as many of each label; `by_chance` is the share without ranking.

    Labels named in `unranked`, with commas between, are chosen by chance alone.
    """

    over: float = bounded(3.0, least=1, most=12)
    by_chance: float = bounded(0.2, least=0, most=1)
    cell: str = ""
    unranked: str = ""

    selects = True

    def check(self, kit: Kit) -> None:
        """PartError where `unranked` names a label that there is not, none, or one twice."""
        for name in checked_entries("unranked", self.unranked):
            check_label(kit, "unranked", name)

    def target(self, count: int, number: int) -> int:
        return math.ceil(count * self.over)

    def kept(self, count: int, number: int) -> int:
        return count

    def keep(self, kit: Kit, number: int, made: Sequence[Made], count: int, known: Known, rng: Random) -> set[str]:
        scores, by_label = self._compared(made), defaultdict(list)
        for one in made:
            by_label[one.label].append(one.sample_id)
        unranked = {kit.question.name_of(name) for name in entries(self.unranked)}
        stay: set[str] = set()
        for place, label in enumerate(sorted(by_label)):
            quota = count // len(by_label) + (place < count % len(by_label))
            ids = rng.sample(by_label[label], len(by_label[label]))  # equal scores: by chance
            best = 0 if label in unranked else round(quota * (1 - self.by_chance))
            chosen = sorted(ids, key=scores.get, reverse=True)[:best]
            rest = [name for name in ids if name not in set(chosen)]
            stay.update(chosen, rest[: quota - len(chosen)])
        left = [one.sample_id for one in made if one.sample_id not in stay]  # where a label has too few
        return stay | set(rng.sample(left, min(count - len(stay), len(left))))

    def _compared(self, made: Sequence[Made]) -> dict[str, float]:
        """By how many standard deviations each score lies above the mean of its cell; 0 where none is known."""
        cells: defaultdict[tuple[str, str], dict[str, float]] = defaultdict(dict)
        for one in made:
            drawn = dict(map(tuple, one.draw.get("conditions", ())))
            if (score := one.kept.get("score")) is not None:
                cells[one.label, drawn.get(self.cell, "")][one.sample_id] = score
        found = dict.fromkeys((one.sample_id for one in made), 0.0)
        for scores in cells.values():
            mean, spread = fmean(scores.values()), pstdev(scores.values()) or 1.0
            found |= {name: (score - mean) / spread for name, score in scores.items()}
        return found
