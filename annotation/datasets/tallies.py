"""What stands in a version's lines, counted while they are written: for its card."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from annotation.models import Resolution
from generation.models.machine import STUDENT

JOINED = Resolution.Rule.JOINED


@dataclass
class Tally:
    """`people` and `models`: answers and labels a version of the codebook (None: by none of ours).

    `labels`: rows a label, question by question. `sources`: rows by who gave the exported label, and whether that was
    the simulated model. `simulated`: rows of which the text, or the label alone, is simulated: what their column says.
    """

    people: Counter = field(default_factory=Counter)
    models: Counter = field(default_factory=Counter)
    labels: defaultdict[str, Counter] = field(default_factory=lambda: defaultdict(Counter))
    sources: Counter = field(default_factory=Counter)
    simulated: Counter = field(default_factory=Counter)
    resolved: Counter = field(default_factory=Counter)
    revised: int = 0  # rows whose text people revised

    def add(self, said: dict[str, Any], machine: list[dict], answers: list[dict]) -> None:
        """Count a row: what holds for it, what models said of it, and what people answered."""
        self.people.update(answer["codebook"] for answer in answers)
        self.models.update(label["codebook_number"] for label in machine if label["source"] != STUDENT)
        for question, answer in said.items():
            self.labels[question].update(_labels_in(answer))

    def add_resolution(self, resolution: dict) -> str | None:
        """Count a row that carries people's label by how that came about; the rule, and where answers were joined the
        method after a colon."""
        if not resolution:
            return None
        rule, method = resolution["rule"], resolution["joined"].get("method", "")
        by = f"{rule}:{method}" if rule == JOINED else rule
        self.resolved[by] += 1
        return by

    def add_origin(self, source: str, model: str, *, simulated_text: bool, simulated_label: bool) -> None:
        """Count a row by whose label it carries (`model` for one that a model gave), and by what is simulated."""
        self.sources[source, model, simulated_label] += 1
        if simulated_text or simulated_label:
            self.simulated["texts" if simulated_text else "labels"] += 1

    def answers_beside(self, codebook: int) -> int:
        """Human answers to other versions of the codebook."""
        return self.people.total() - self.people[codebook]

    def asked(self) -> dict:
        """Which versions people and models answered to; how many labels came without one."""
        versions = {name: sorted(set(getattr(self, name)) - {None}) for name in ("people", "models")}
        return versions | {"outside": self.models[None]}


def _labels_in(answer: Any) -> Iterable[str]:
    """The labels that an answer of any kind names, each once: one, several, or those of spans."""
    if isinstance(answer, str):
        return [answer]
    parts = answer if isinstance(answer, list) else []
    names = (part.get("label") if isinstance(part, dict) else part for part in parts)
    return {name for name in names if isinstance(name, str)}
