"""The demo's two annotators are scripted: they read by the simulated model's sense of a text, one less carefully.

Their answers stand for people's in a project that is marked as a demo; nothing else in the product answers for anybody.
"""

import hashlib
from dataclasses import dataclass

from annotation.models import Assignment
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.llm.simulator.judge import opinions
from generation.llm.simulator.prompts import LabelSketch, stems
from generation.methods.taskspec import TaskSpec
from generation.models import Project, User

#: So many words of a rule's text in the message, and its reader names the rule.
NAMED_FROM = 2


@dataclass(frozen=True)
class Reader:
    user: User
    careless: float  # share of texts read wrongly

    def label(self, text: str, spec: TaskSpec) -> str:
        labels = spec.questions[0].labels
        sketches = [
            LabelSketch(one.name, one.definition, list(one.examples), list(one.counter_examples)) for one in labels
        ]
        ranked = sorted(opinions(text, sketches).items(), key=lambda entry: -entry[1])
        chance = int.from_bytes(hashlib.sha256(f"{self.user.username}{text}".encode()).digest()[:4]) / 2**32
        return ranked[1 if chance < self.careless else 0][0]

    def rule(self, text: str, label: str, spec: TaskSpec) -> str:
        """The rule that shares most words with the message; "" where none shares enough."""
        words = set(stems(text))
        fitting = [rule for rule in spec.rules if rule.label in ("", label)]
        shared = {rule.id: len(words & set(stems(rule.text))) for rule in fitting}
        most = max(shared, key=shared.get, default="")
        return most if shared.get(most, 0) >= NAMED_FROM else ""

    def answer(self, project: Project, spec: TaskSpec, most: int) -> int:
        """Take and answer up to `most` items from the queue. Returns how many."""
        for done in range(most):
            assignment = hand_out(project=project, user=self.user)
            if assignment is None:
                return done
            self._submit(assignment, spec)
        return most

    def _submit(self, assignment: Assignment, spec: TaskSpec) -> None:
        text = assignment.item.sample.fields["text"]
        label = self.label(text, spec)
        submit(
            assignment=assignment,
            answers={spec.questions[0].name: label},
            rule=self.rule(text, label, spec),
            seconds=4 + len(text) / 25,
        )
