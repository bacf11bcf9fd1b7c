"""A first round that explains seeds, then labelling with what was explained well as examples (AnnoLLM).

He et al., "AnnoLLM" (NAACL 2024 industry track, arXiv 2303.16854).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from random import Random

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of, short_of_labelled
from generation.methods.parts import bounded
from generation.methods.schedules.schedule import Known, RoundStops, Single
from generation.methods.steps import Demonstration
from generation.methods.translatable import gettext_noop as _


@dataclass(frozen=True)
class Explained(Single):
    """Up to `most` seeds, as many of each label, are explained; those with an explanation that leads back to their
    label become the examples of the second round, which does the work. Without `explain` they are shown as they are.
    """

    most: int = bounded(20, least=2, most=500)
    explain: bool = True

    has_notes = True
    pools = True
    needs = ("support", "found")
    names = ("explains", "meaning", "called")

    @property
    def rounds(self) -> int:
        return 2 if self.explain else 1

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of_labelled(kit) or short_of("unlabelled", len(kit.context.topics))

    def expected(self, kit: Kit, number: int) -> tuple[int, int]:
        """Seeds that are explained, whatever the count, then the work."""
        if number == self.rounds:
            return super().expected(kit, number)
        explained = min(self.most, len(kit.context.support))
        return explained, explained

    def prepare(self, kit: Kit, number: int, known: Known, rng: Random) -> dict:
        question = kit.question.name
        if number == 2:
            return self._with_explanations(question, known)
        chosen = _even(known.support, question, self.most, rng)
        if not self.explain:
            return {"pool": [asdict(demo) for demo in chosen]}
        draws = [
            {
                "labels": {question: demo.labels[question]},
                "item_fields": dict(demo.fields),
                "extra": {"explains": demo.sample_id, "meaning": label.definition, "called": label.verbalizer},
            }
            for demo in chosen
            for label in [kit.question.label(demo.labels[question])]
        ]
        return {"draws": draws, "target": len(draws), "pool": []}

    def _with_explanations(self, question: str, known: Known) -> dict:
        by_id = {demo.sample_id: demo for demo in known.support}
        pool, rates = [], {}
        for one in known.found:
            demo = by_id.get(one.draw["extra"]["explains"])
            if demo and one.kept.get("explanation"):
                rates[demo.sample_id] = one.kept["recovered"]
                more = {"explanation": one.kept["explanation"], "recovered": one.kept["recovered"]}
                label = {question: demo.labels[question]}
                pool.append(asdict(Demonstration(demo.sample_id, dict(demo.fields), label, more)))
        if not pool:
            raise RoundStops(_("None of the explanations led back to its seed's label, so there is nothing to show."))
        return {"pool": pool, "report": {"explained": len(pool), "recovered": rates}}


def _even(support: Sequence[Demonstration], question: str, most: int, rng: Random) -> list[Demonstration]:
    """At most so many seeds, in turn one of each label."""
    by_label: dict[str, list[Demonstration]] = {}
    for demo in rng.sample(list(support), len(support)):
        if label := demo.labels.get(question):
            by_label.setdefault(label, []).append(demo)
    longest = max(map(len, by_label.values()), default=0)
    turns = [by_label[label][i] for i in range(longest) for label in sorted(by_label) if i < len(by_label[label])]
    return turns[:most]
