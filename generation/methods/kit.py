"""The tools that the parts of a recipe share: the frozen context, the task block, templates and decoding."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from generation.methods.conditions import LISTED_LATER, Scope
from generation.methods.context import Context
from generation.methods.fields import parted, placed
from generation.methods.header import header
from generation.methods.parts import bounded
from generation.methods.steps import Ask, Decoding, Demonstration, Draw
from generation.methods.taskspec import QuestionSpec
from generation.methods.templates import Template


@dataclass(frozen=True)
class Task:
    """The task specification: what the codebook is rendered for, which of its labels are shown, how long it may be.

    Not `labelled`: rows are drawn without a label, as for instructions or dialogues, which people then judge.
    """

    purpose: Literal["generate", "annotate", "judge"] = "generate"
    labels: Literal["own", "similar", "all"] = "all"
    header_tokens: int = bounded(1500, least=100, most=20_000)
    labelled: bool = True


@dataclass(frozen=True)
class Model:
    """How the model is asked."""

    temperature: float = bounded(1.0, least=0, most=2)
    top_p: float = bounded(1.0, least=0.01, most=1)
    max_tokens: int = bounded(512, least=16, most=16_384)


@dataclass(frozen=True)
class Kit:
    """What a part works with. `scope` holds the dimensions that rows are drawn from, `names` those that templates may
    name (a preview before the set-up knows them without values)."""

    context: Context
    scope: Scope
    task: Task
    model: Model
    templates: Mapping[str, Template]
    names: tuple[str, ...] = ()

    @property
    def question(self) -> QuestionSpec:
        return self.context.question

    def label_of(self, draw: Draw) -> str:
        """Return the label that a draw asks for; '' where it asks for none."""
        return draw.labels.get(self.question.name, "")

    def spoken(self, label: str) -> str:
        """Return how a label is called in prompts; what stands for one that is listed later stays."""
        return label if label == LISTED_LATER else self.question.label(label).verbalizer

    def decoding(self, **changes: Any) -> Decoding:
        """Return the recipe's sampling parameters, with changes."""
        return replace(Decoding(self.model.temperature, self.model.top_p, self.model.max_tokens), **changes)

    def header(self, label: str = "", purpose: str = "", question: str = "") -> str:
        """Return the codebook block that opens a prompt, about the labels that the task shows."""
        shown = {"own": [label], "similar": [label, *self.context.scope.similar_to(label)], "all": None}
        name, purpose = question or self.question.name, purpose or self.task.purpose
        labels = shown[self.task.labels] if label else None
        if not self.task.labelled and purpose == "generate":
            labels = []
        return header(self.context.spec, purpose, budget=self.task.header_tokens, question=name, labels=labels).text

    def demonstrations(self, draw: Draw) -> list[Demonstration]:
        """Return the samples that a draw shows, in its order."""
        if not draw.demonstrations:
            return []  # nothing is read from the database for a preview that shows none
        known = {demo.sample_id: demo for demo in self.context.support}
        known |= {one["sample_id"]: Demonstration(**one) for one in draw.extra.get("shown", ())}
        return [known[name] for name in draw.demonstrations if name in known]

    @property
    def notes(self) -> dict[str, Any]:
        """What the set-up and the schedule found out for the rows of this round."""
        return self.context.notes

    def placed(self, parts: Mapping[str, str]) -> dict[str, str]:
        """Return the codebook's fields from what a recipe calls the parts of a sample."""
        return placed(parts, self.context.spec, self.context.params.get("fields", ""))

    def parted(self, fields: Mapping[str, str]) -> dict[str, str]:
        """Return what a sample holds by what recipes call its parts."""
        return parted(fields, self.context.params.get("fields", ""))

    def spoken_labels(self, shown: Iterable[Demonstration], question: QuestionSpec | None = None) -> list[str]:
        """Return how the samples' own labels for a question are called; one that there is no longer by its name."""
        question = question or self.question
        called = {label.name: label.verbalizer for label in question.labels}
        own = [demo.labels.get(question.name, "") for demo in shown]
        return [called.get(label, label) for label in own]

    def ask(
        self, step: str, slots: Mapping[str, Callable[[], str]], schema: dict, template: str = "", **changes: Any
    ) -> Ask:
        """Return the request of a step: its template filled with the slots that it names."""
        chosen = self.templates[template or step]
        decoding = self.decoding(**changes)
        return Ask(step, fill(chosen, slots), schema, decoding, chosen.ref)


def in_scope(kit: Kit, scope: Scope) -> Kit:
    """Return the kit with another scope of the project's."""
    return replace(kit, context=replace(kit.context, scope=scope))


def fill(template: Template, slots: Mapping[str, Callable[[], str]]) -> tuple[dict, ...]:
    """Return the messages of a template; slots are computed only where it names them."""
    return template.render(**{name: slots[name]() for name in template.variables & slots.keys()})


def numbered(lines: Iterable[str]) -> str:
    """Return lines as a numbered list."""
    return "\n".join(f"{i}. {line}" for i, line in enumerate(lines, start=1))
