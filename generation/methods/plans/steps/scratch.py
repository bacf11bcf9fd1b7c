"""What a planned row knows while its steps run: values by name, from what was drawn and from earlier steps."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from generation.methods.conditions import TOLD
from generation.methods.demonstrations.showing import to_label, to_write
from generation.methods.fence import fenced
from generation.methods.kit import Kit, numbered
from generation.methods.plans.write import requirements
from generation.methods.steps import Candidate, Draw

#: What templates may name besides what was drawn and what earlier steps gave.
ALWAYS = (
    "task", "purpose", "to_label", "label", "labels", "rules", "requirements", "demonstrations", "listed_examples",
    "item", "written", "to_write",
)  # fmt: skip
SECOND_MODEL = "second_model"  # the value that says whether the run names a second model: known beforehand
#: What rows hold besides: the samples that are shown, the item that was asked for, the entry of a list that a step is
#: taken for, where a text came from; and the name that stands for no value.
BESIDES = (
    "examples",
    "fields",
    "one",
    "number",
    "parents",
    "passage",
    "passages",
    "score",
    "source",
    "sources",
    "nothing",
)
MOST_ENTRIES = 50  # of a list that a model wrote, each of which may cost a request
UNKNOWN = "…"  # nothing was listed, or no step gave it: only in a preview


@dataclass
class Scratch:
    """The values of one row. A step reads and writes them by name; `problem` ends the row."""

    kit: Kit
    draw: Draw
    values: dict[str, Any] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    problem: str = ""
    detail: str = ""
    review: str = ""
    raw: str = ""
    left_out: dict[str, str] = field(default_factory=dict)  # of lists with too many entries, by name
    _suffix: str = ""

    @classmethod
    def of(cls, kit: Kit, draw: Draw, names: Iterable[str] = ()) -> "Scratch":
        """Begin with the recipe's settings, the codebook's purpose and rules and what the draw holds: its label,
        conditions and extras, the fields of its item and of the samples shown (`examples`), the run's notes, and
        whether it names a second model (`second_model`). Of `names`, which steps give, nothing is known yet.
        """
        values = {
            **dict.fromkeys(names),
            **kit.context.params,
            "purpose": kit.context.spec.purpose,
            SECOND_MODEL: kit.context.second,
            "label": kit.label_of(draw),
            "labels": [label.name for label in kit.question.labels],
            "rules": [f"{rule.id}: {rule.text}" for rule in kit.context.spec.rules_for(kit.question)],
            **{
                one.name.replace("-", "_"): [value.text for value in one.kept()]
                for one in kit.context.scope.of_kind(TOLD)
            },
            **kit.notes,
            "examples": [kit.parted(demo.fields) for demo in kit.demonstrations(draw)],
            **kit.parted(draw.item_fields),
            **{name: value for name, value in draw.extra.items() if name != "shown"},
            **{name.replace("-", "_"): value for name, value in draw.conditions},
            **_shown_by(kit, draw),
        }
        return cls(kit, draw, values)

    @property
    def over(self) -> bool:
        """Whether the row has ended before its last step."""
        return bool(self.problem)

    def end(self, problem: str, detail: str = "") -> None:
        """End the row: its candidate is of no use."""
        self.problem, self.detail = problem, detail

    def known(self, name: str) -> Any:
        """Return a value; None for a name that no step has given yet. `a.b` is the entry b of the value a."""
        value: Any = self.values
        for key in name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def entries(self, name: str, most: int = MOST_ENTRIES) -> list:
        """Return the first entries of a list, however long an answer made it; how many are left out is noted."""
        entries = self.known(name) or []
        if len(entries) > most:
            self.left_out[name] = f"{len(entries) - most} of {len(entries)} entries of {name} left out"
        return entries[:most]

    def step(self, name: str) -> str:
        """Return the name of a request, told apart from those of other turns of a loop."""
        return name + self._suffix

    @contextmanager
    def turn(self, number: int) -> Iterator[None]:
        """Inside, requests are those of this turn of a loop."""
        before, self._suffix = self._suffix, f"{self._suffix}/{number}"
        try:
            yield
        finally:
            self._suffix = before

    @contextmanager
    def having(self, **values: Any) -> Iterator[None]:
        """Inside, these values are known as well."""
        before = {name: self.values[name] for name in values if name in self.values}
        self.values.update(values)
        try:
            yield
        finally:
            for name in values:
                self.values.pop(name, None)
            self.values.update(before)

    def slots(self) -> dict[str, Callable[[], str]]:
        """Return what a template may name, each made when it is asked for."""
        kit, draw = self.kit, self.draw
        label = kit.label_of(draw)
        return {
            **{name.replace("-", "_"): lambda: UNKNOWN for name in kit.names},
            **{name: lambda value=value: shown(value) for name, value in _flat(self.values).items()},
            "task": lambda: kit.header(label),
            "label": lambda: kit.spoken(label) if label else "",
            "labels": lambda: ", ".join(one.verbalizer for one in kit.question.labels),
            "to_label": lambda: kit.header(label, purpose="annotate"),
            "to_write": lambda: kit.header(label, purpose="generate"),
            "requirements": lambda: numbered(requirements(kit, draw)),
            "demonstrations": lambda: self._examples(label),
            "listed_examples": lambda: numbered(_line(demo.fields) for demo in kit.demonstrations(draw)),
            "item": lambda: fenced({name: text for name, text in draw.item_fields.items() if text}),
            "written": lambda: fenced(self.known("fields") or {}),
        }

    def _examples(self, label: str) -> str:
        shown = self.kit.demonstrations(self.draw)
        if self.kit.task.purpose == "annotate":
            return to_label(shown, self.kit.spoken_labels(shown))
        return to_write(shown, self.kit.spoken_labels(shown), self.kit.spoken(label) if label else "")


def _flat(values: dict[str, Any]) -> dict[str, Any]:
    """The values, and the entries of those that are objects: templates call the entry b of the value a {a_b}."""
    objects = [(name, value) for name, value in values.items() if isinstance(value, dict)]
    return {**values, **{f"{name}_{key}": inner for name, value in objects for key, inner in value.items()}}


def _line(fields: Mapping[str, str]) -> str:
    return " | ".join(" ".join(str(text).split()) for text in fields.values())


def _shown_by(kit: Kit, draw: Draw) -> dict[str, list[str]]:
    """The examples of each drawn value that has some, as `name_examples`."""
    found = {}
    for name, text in draw.conditions:
        dimension = kit.scope.dimension(name)
        same = (one for one in (dimension.values if dimension else ()) if one.text == text)
        found[f"{name.replace('-', '_')}_examples"] = [example for one in same for example in one.examples]
    return found


def shown(value: Any) -> str:
    """Return a value as prompts show it: lists numbered, objects as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return numbered(shown(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
