"""What a recipe is: a named configuration of parts, pure and replayable; the engine asks, stores and pays.

A new recipe is a file beside this one and a line in registry.py. It overrides what differs: `setup` (calls before the
first row), `propose` (which rows come next), `row` (how one sample is made) and `gates` (what it must pass).
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from generation.catalogue.params import Param, cleaned
from generation.methods.allocation import Coverage, Grid, cell_of, observed, uniform
from generation.methods.conditions import Dimension, Scope
from generation.methods.header import header
from generation.methods.steps import Ask, Candidate, Decoding, Demonstration, Draw, Gate, Outcome, Proposal, Script
from generation.methods.taskspec import QuestionSpec, TaskSpec
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _


@dataclass(frozen=True)
class Context:
    """What a run froze at its start: everything a recipe may know."""

    spec: TaskSpec
    params: dict[str, Any]
    count: int
    scope: Scope = field(default_factory=Scope)
    support: Sequence[Demonstration] = ()
    topics: Sequence[str] = ()

    @property
    def question(self) -> QuestionSpec:
        """The label question that the run is about."""
        return self.spec.question(self.params.get("question", ""))


@dataclass(frozen=True)
class Item:
    """An existing sample that a row is made from."""

    id: str
    fields: dict[str, str]


@dataclass(frozen=True)
class Wanted:
    """How many rows come next, and what is known when they are planned: the allocator's state, the rows that have
    ended since the last plan, those still under way, and the next existing samples for recipes that take them."""

    rows: int
    state: dict = field(default_factory=dict)
    finished: Sequence[Outcome] = ()
    pending: Sequence[Draw] = ()
    items: Sequence[Item] = ()


QUESTION = Param(
    "question", "text", "", _("Question"), _("Name of the label question; empty for the codebook's first one.")
)
TEMPERATURE = Param(
    "temperature",
    "float",
    1.0,
    _("Temperature"),
    _("How freely the model writes: 0 always the same, 1 as published."),
    0,
    2,
)
TOP_P = Param("top_p", "float", 1.0, _("Top-p"), _("Share of the probability mass that words are drawn from."), 0.01, 1)
HEADER_TOKENS = Param(
    "header_tokens",
    "int",
    1500,
    _("Longest codebook part"),
    _(
        "Tokens of the codebook in each prompt. Where it is longer, examples are left out first; definitions "
        "always stay."
    ),
    100,
    20_000,
)


def max_tokens(default: int) -> Param:
    """The setting for the longest reply."""
    return Param("max_tokens", "int", default, _("Longest reply"), _("Tokens of a reply at most."), 16, 16_384)


class Recipe(ABC):
    """A recipe that varies the label alone; others override what differs. How a row is made each one says itself."""

    name = ""
    version = 1
    purpose = "generate"
    title = summary = when = ""
    cites: tuple[str, ...] = ()
    params: tuple[Param, ...] = ()
    templates: tuple[Template, ...] = ()
    uses_attributes = False
    reason = "balanced labels"
    reply_tokens = (40, 400)  # of a reply whose length is not asked for: short, long

    def clean(self, params: dict[str, Any]) -> dict[str, Any]:
        """Return the settings with defaults; ParamError names what does not fit."""
        return cleaned(self.params, params)

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits of name, version and templates."""
        parts = [self.name, str(self.version), *(template.ref for template in self.templates)]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    def items(self, params: dict[str, Any]) -> str:
        """Which existing samples the rows are made from: '' none, 'unlabelled', 'all'."""
        return ""

    def setup(self, context: Context) -> Script[tuple[Dimension, ...]] | None:
        """Return the script of the calls before the first row, or None where nothing is missing."""
        return None

    def scope(self, context: Context) -> Scope:
        """The dimensions that this recipe draws from: none but the label."""
        return Scope()

    def propose(self, context: Context, wanted: Wanted, rng: Random) -> Proposal:
        """Return the next draws with balanced labels, other values as `allocate` draws them.

        The first draws are the same for any number of rows, so that a preview shows what a run will send.
        """
        drawing = Random(rng.getrandbits(64))
        question = context.question
        known = Coverage(wanted.state)
        known.observe(observed(wanted.finished, question.name))
        grid = Grid([label.name for label in question.labels], self.scope(context))
        pending = [cell_of(draw, question.name) for draw in wanted.pending]
        cells = self.allocate(context, grid, known, pending, wanted.rows, rng)
        draws = [self.draw(context, cell[0][1], cell[1:], drawing) for cell in cells]
        return Proposal(tuple(draws), known.to_json())

    def allocate(self, context: Context, grid: Grid, known: Coverage, pending: list, k: int, rng: Random) -> list:
        """Return k cells of the grid."""
        return uniform(grid, known, pending, k, rng)

    def draw(self, context: Context, label: str, conditions: tuple, rng: Random) -> Draw:
        """Return the draw of one cell."""
        return Draw(labels={context.question.name: label}, conditions=conditions, reason=self.reason)

    @abstractmethod
    def row(self, context: Context, draw: Draw) -> Script[Candidate]:
        """Return the script of one planned row."""

    def gates(self, context: Context) -> tuple[Gate, ...]:
        """Return the gates that a candidate must pass, in order."""
        return (Gate("format"), Gate("refusal"))

    def task(self, context: Context, labels: list[str] | None = None) -> str:
        """Return the codebook block that opens this recipe's prompts."""
        budget = context.params["header_tokens"]
        return header(context.spec, self.purpose, budget=budget, question=context.question.name, labels=labels).text

    def decoding(self, context: Context) -> Decoding:
        """Return the sampling parameters of the settings."""
        params = context.params
        return Decoding(params["temperature"], params["top_p"], params["max_tokens"])

    def calls(self, context: Context) -> "Calls":
        """Return how many calls the run takes, at least and at most (see estimate.py)."""
        return Calls(0, 0, context.count, context.count)


@dataclass(frozen=True)
class Calls:
    """Calls of the set-up and of the rows: at least, and at most in the worst likely case."""

    setup_low: int
    setup_high: int
    rows_low: int
    rows_high: int


def written(ask: Ask, answer, labels: tuple, steps: tuple[str, ...]) -> Candidate:
    """Return the candidate of a reply that holds a new item: its fields stripped, or why there are none."""
    if answer.fields is None:
        return Candidate({}, labels, steps=steps, problem=answer.problem, detail=answer.detail, raw=answer.text)
    fields = {name: unquoted(str(text)) for name, text in answer.fields.items()}
    return Candidate(fields, labels, steps=steps, raw=answer.text)


def unquoted(text: str) -> str:
    """Return the text stripped of white space and of a pair of quotation marks around all of it."""
    text = text.strip()
    for left, right in ('""', "“”", "''", "‘’"):
        if len(text) > 1 and text[0] == left and text[-1] == right and left not in text[1:-1]:
            return text[1:-1].strip()
    return text
