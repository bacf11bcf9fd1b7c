"""ZeroGen: first what to write about, without any label, then a text for every label about each of these contexts.

Ye et al. 2022 (arXiv 2202.07922). Labels are conditioned on, never predicted, and every label gets the same contexts,
so that neither number nor subject gives the label away. The JSON string that a reply comes in ends where the
closing quote did in the paper, so nothing is cut; texts below ten words and texts that only repeat their context are
dropped, and equal texts.
"""

import math
from dataclasses import replace
from random import Random

from generation.catalogue.params import Param
from generation.catalogue.recipe import (
    HEADER_TOKENS,
    QUESTION,
    TEMPERATURE,
    Calls,
    Context,
    Recipe,
    max_tokens,
    written,
)
from generation.methods.allocation import Coverage, Grid, deficit_greedy
from generation.methods.conditions import CONTEXT, Dimension, Scope, Value
from generation.methods.header import header
from generation.methods.schemas import closed, item_schema
from generation.methods.steps import (
    Ask,
    Candidate,
    Decoding,
    Draw,
    Gate,
    LabelDraft,
    Script,
    SetupFailed,
    asked,
    asked_all,
)
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.listed import distinct

CONTEXTS_AT_LEAST = 50  # fewer, and a run of some hundred texts would be about a handful of things
SEVERAL = 3  # rounds of asking, because a model repeats itself
LONGEST = 300

NAME_IT = Template(
    "zerogen.context",
    1,
    "Purpose: {purpose}\nAn item has: {fields}",
    "Name one specific thing that such an item could be about, as a title or a phrase of at most ten words. "
    "Do not write the "
    "item itself. It need not be famous; choose freely (draw {draw}).",
)
WRITE = Template(
    "zerogen.write",
    1,
    "{task}",
    "Write one item about this: {context}\nIt has between {least} and {most} words.\nLabel: {label}",
)
READ = Template("zerogen.read", 1, "{task}", "Which label fits this item? Answer with the label alone.\n\nText: {text}")


class ZeroGen(Recipe):
    name = "zerogen"
    title = _("ZeroGen")
    summary = _(
        "Names things to write about, then writes a text of every label about each of them. Labels are even "
        "by construction."
    )
    when = _("When you have nothing but the labels, and want neither subject nor length to give the label away.")
    cites = ("arXiv 2202.07922", "arXiv 2205.12679")
    params = (
        QUESTION,
        Param(
            "context_source",
            "choice",
            "model",
            _("What to write about"),
            _("Named by the model, or taken from your unlabelled samples."),
            choices=(("model", _("The model names it")), ("support", _("Unlabelled samples"))),
        ),
        Param(
            "samples_per_context",
            "int",
            32,
            _("Texts for each context and label, at most"),
            _("The paper's release takes 32. Small runs take fewer, so that at least 50 contexts are used."),
            1,
            64,
        ),
        Param("least_words", "int", 10, _("Fewest words"), _("Shorter texts are dropped."), 1, 2000),
        Param("most_words", "int", 40, _("Most words"), _("Asked for in the prompt."), 1, 4000),
        Param(
            "check_label",
            "bool",
            False,
            _("Read each text blind"),
            _("One more call a text: drops texts that read like another label."),
        ),
        Param("margin", "float", 0.0, _("Margin over other labels"), _("Of the blind reading."), 0, 1),
        TEMPERATURE,
        Param(
            "top_p", "float", 0.9, _("Top-p"), _("Share of the probability mass that words are drawn from."), 0.01, 1
        ),
        max_tokens(512),
        HEADER_TOKENS,
    )
    reason = "every label with every context"
    templates = (NAME_IT, WRITE, READ)

    def contexts_wanted(self, context: Context) -> int:
        """How many contexts the run needs for its count, labels and samples a context."""
        cells = max(context.count, CONTEXTS_AT_LEAST) / len(context.question.labels)
        return math.ceil(cells / min(context.params["samples_per_context"], max(1, int(cells // CONTEXTS_AT_LEAST))))

    def scope(self, context: Context) -> Scope:
        if context.params["context_source"] == "support":
            texts = distinct((topic[:LONGEST] for topic in context.topics), most=self.contexts_wanted(context))
            return Scope((_dimension(texts, "support"),))
        found = context.scope.of_kind(CONTEXT)
        return Scope(tuple(replace(d, values=d.kept()[: self.contexts_wanted(context)]) for d in found))

    def setup(self, context: Context) -> Script[tuple[Dimension, ...]] | None:
        if context.params["context_source"] == "support":
            return self._from_support(context)
        return self._from_model(context)

    def _from_support(self, context: Context) -> Script[tuple[Dimension, ...]]:
        if not context.topics:
            raise SetupFailed(
                _("There are no unlabelled samples to take contexts from. Import some, or let the model name them.")
            )
        return context.scope.dimensions
        yield  # a script without asks

    def _from_model(self, context: Context) -> Script[tuple[Dimension, ...]]:
        known = [v.text for d in context.scope.of_kind(CONTEXT) for v in d.values]
        kept = [v.text for d in context.scope.of_kind(CONTEXT) for v in d.kept()]
        found: list[str] = []
        asked_for = 0
        for _round in range(SEVERAL):
            missing = self.contexts_wanted(context) - len(kept) - len(found)
            if missing <= 0:
                break
            answers = yield from asked_all([self._name_one(context, asked_for + i) for i in range(missing)])
            asked_for += missing
            named = [answer.fields["context"] for answer in answers if answer.fields]
            found += distinct(named, known=[*known, *found])
        if not kept and not found:
            raise SetupFailed(
                _("The model named nothing to write about. Look at its replies, or use unlabelled samples.")
            )
        return _with_contexts(context.scope, found)

    def _name_one(self, context: Context, number: int) -> Ask:
        fields = ", ".join(field.title or field.name for field in context.spec.fields)
        # The number makes each prompt another one for endpoints that know no seed.
        messages = NAME_IT.render(purpose=context.spec.purpose, fields=fields, draw=str(number + 1))
        decoding = Decoding(context.params["temperature"], context.params["top_p"], 60)
        return Ask(f"context/{number}", messages, closed({"context": {"type": "string"}}), decoding, NAME_IT.ref)

    def allocate(self, context: Context, grid: Grid, known: Coverage, pending: list, k: int, rng: Random) -> list:
        """Every label with every context: the pair with the fewest texts comes next."""
        return deficit_greedy(grid, known, pending, k, rng)

    def row(self, context: Context, draw: Draw) -> Script[Candidate]:
        question = context.question
        label = draw.labels[question.name]
        ask = self._write(context, draw, question.label(label).verbalizer)
        answer = yield from asked(ask)
        candidate = written(ask, answer, (LabelDraft(question.name, label),), ("write",))
        if candidate.problem or not context.params["check_label"]:
            return candidate
        reading = yield from asked(self._read(context, candidate.text))
        chance = _chance(question.name_of((reading.fields or {}).get("label", "")), label, reading.probability)
        drafts = (LabelDraft(question.name, label, probability=chance),)
        return replace(candidate, labels=drafts, steps=("write", "read"))

    def _write(self, context: Context, draw: Draw, label: str) -> Ask:
        params = context.params
        subject = dict(draw.conditions).get("context", "…")  # a preview before the set-up knows none
        messages = WRITE.render(
            task=self.task(context),
            context=subject,
            least=str(params["least_words"]),
            most=str(params["most_words"]),
            label=label,
        )
        return Ask("write", messages, item_schema(context.spec), self.decoding(context), WRITE.ref)

    def _read(self, context: Context, text: str) -> Ask:
        question = context.question
        budget = context.params["header_tokens"]
        task = header(context.spec, "annotate", budget=budget, question=question.name).text
        schema = closed({"label": {"type": "string", "enum": [label.verbalizer for label in question.labels]}})
        messages = READ.render(task=task, text=text)
        return Ask("read", messages, schema, Decoding(0.0, 1.0, 60), READ.ref, probability_of="label")

    def gates(self, context: Context) -> tuple[Gate, ...]:
        checked = (Gate("label_margin", {"margin": context.params["margin"]}),) if context.params["check_label"] else ()
        length = Gate("length", {"least": context.params["least_words"]})
        equal = Gate("duplicates", {"rouge_l": None})
        return (Gate("format"), Gate("refusal"), length, Gate("context_copy"), Gate("label_leak"), *checked, equal)

    def calls(self, context: Context) -> Calls:
        have = sum(len(d.kept()) for d in context.scope.of_kind(CONTEXT))
        missing = 0 if context.params["context_source"] == "support" else max(self.contexts_wanted(context) - have, 0)
        a_row = 2 if context.params["check_label"] else 1
        return Calls(missing, missing * SEVERAL, context.count * a_row, math.ceil(context.count * 1.5) * a_row)


def _dimension(texts: list[str], source: str) -> Dimension:
    return Dimension("context", "Context", CONTEXT, values=tuple(Value(text, source=source) for text in texts))


def _with_contexts(scope: Scope, found: list[str]) -> tuple[Dimension, ...]:
    new = tuple(Value(text, source="model") for text in found)
    if not scope.of_kind(CONTEXT):
        return (*scope.dimensions, _dimension(found, "model"))
    return tuple(replace(d, values=(*d.values, *new)) if d.kind == CONTEXT else d for d in scope.dimensions)


def _chance(read: str | None, label: str, probability: float | None) -> float | None:
    """What a blind reading leaves to the intended label; None where it was of no use."""
    if read is None:
        return None
    sure = 1.0 if probability is None else probability
    return sure if read == label else 1.0 - sure


RECIPE = ZeroGen()
