"""AttrPrompt: each text answers to its own combination of attributes, which the model listed beforehand.

Yu et al. 2023 (arXiv 2306.15895). The set-up is in attrprompt_setup.py. Rows are drawn so that every pair of values
occurs soon (deficit-greedy), or uniformly as published.
"""

import math
from dataclasses import replace
from random import Random

from generation.catalogue.attrprompt_setup import asks_for_similar, listing, missing_lists, with_lengths
from generation.catalogue.params import Param
from generation.catalogue.recipe import (
    HEADER_TOKENS,
    QUESTION,
    TEMPERATURE,
    TOP_P,
    Calls,
    Context,
    Recipe,
    max_tokens,
    written,
)
from generation.methods.allocation import ALLOCATORS, Coverage, Grid
from generation.methods.conditions import ATTRIBUTE, LENGTH, Dimension, Scope, count_words, length_band, within
from generation.methods.demonstrations.same_label import block, same_label
from generation.methods.schemas import item_schema
from generation.methods.steps import Answer, Ask, Candidate, Draw, Gate, LabelDraft, Script, asked
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.ambiguity import MOST_REMOVED

SLACK = 0.2

WRITE = Template(
    "attrprompt.write",
    1,
    "{task}",
    "Write one item that could be real. It must meet all of these "
    "requirements:\n{requirements}\n{demonstrations}\nLabel: {label}",
)
APART = Template("attrprompt.apart", 1, "", "The label “{label}” clearly fits it, and none of these does: {similar}")
ALONE = Template("attrprompt.alone", 1, "", "The label “{label}” clearly fits it")
LENGTHEN = Template(
    "attrprompt.length",
    1,
    "",
    "This has {count} words, but it must have between {low} and {high} words. Write it again at that length; "
    "keep everything else.",
)


class AttrPrompt(Recipe):
    name = "attrprompt"
    title = _("AttrPrompt")
    summary = _(
        "Lists attributes such as sub-topic, style and length with their values, and asks for each text with "
        "its own combination."
    )
    when = _(
        "For most datasets: texts are more varied than from the label alone, and you can read and edit what is varied."
    )
    cites = ("arXiv 2306.15895",)
    uses_attributes = True
    params = (
        QUESTION,
        Param(
            "dimensions",
            "int",
            4,
            _("Attributes to ask for"),
            _("Used when the project has none yet; length comes on top."),
            1,
            10,
        ),
        Param(
            "values",
            "int",
            10,
            _("Values to ask for"),
            _("Of each attribute; of each label where they differ by label."),
            2,
            50,
        ),
        Param(
            "similar",
            "int",
            5,
            _("Similar labels"),
            _("How many easily confused labels each text must keep away from."),
            0,
            10,
        ),
        Param(
            "ambiguity_filter",
            "bool",
            True,
            _("Ambiguity filter"),
            _("Takes out values that fit a similar label too: one call a value."),
        ),
        Param("most_removed", "int", MOST_REMOVED, _("Values the filter may take out"), _("Of each list."), 0, 50),
        Param(
            "lengths",
            "text",
            "30, 100",
            _("Lengths"),
            _("Words, such as “30 to 80, 100 to 150”; “30” means 30 to 80. Empty: any length."),
        ),
        Param(
            "check_length",
            "bool",
            True,
            _("Check the length"),
            _("One more try where it is off by over a fifth, then the text is dropped."),
        ),
        Param(
            "allocator",
            "choice",
            "deficit_greedy",
            _("Which combination comes next"),
            _("Filling gaps covers all pairs with a fifth of the texts that chance needs."),
            choices=(("deficit_greedy", _("The one that fills most gaps")), ("uniform", _("By chance, as published"))),
        ),
        Param(
            "demonstrations",
            "int",
            0,
            _("Examples in the prompt"),
            _("Seeds of the same label; needs imported seeds."),
            0,
            8,
        ),
        Param(
            "near_duplicates",
            "bool",
            True,
            _("Drop near-duplicates"),
            _("Texts that share over seven tenths of their words in order with an accepted one."),
        ),
        TEMPERATURE,
        TOP_P,
        max_tokens(2048),
        HEADER_TOKENS,
    )
    templates = (WRITE, APART, ALONE, LENGTHEN)

    def setup(self, context: Context) -> Script[tuple[Dimension, ...]] | None:
        return listing(context)

    def scope(self, context: Context) -> Scope:
        whole = with_lengths(context.scope, context.params["lengths"])
        return Scope(whole.of_kind(ATTRIBUTE, LENGTH))

    def allocate(self, context: Context, grid: Grid, known: Coverage, pending: list, k: int, rng: Random) -> list:
        return ALLOCATORS[context.params["allocator"]](grid, known, pending, k, rng)

    def draw(self, context: Context, label: str, conditions: tuple, rng: Random) -> Draw:
        question = context.question
        shown = same_label(context.support, question.name, label, context.params["demonstrations"], rng)
        bands = _bands(self.scope(context), conditions)
        return Draw(
            labels={question.name: label},
            conditions=conditions,
            demonstrations=tuple(demo.sample_id for demo in shown),
            extra={
                "requirements": requirements(context, self.scope(context), label, conditions),
                "band": list(bands[0]) if bands else None,
            },
            reason=context.params["allocator"],
        )

    def row(self, context: Context, draw: Draw) -> Script[Candidate]:
        question = context.question
        labels = (LabelDraft(question.name, draw.labels[question.name]),)
        ask = self._write(context, draw)
        answer = yield from asked(ask)
        candidate = written(ask, answer, labels, ("write",))
        if candidate.problem or not context.params["check_length"] or _fits(draw, candidate):
            return candidate
        longer = _again(ask, answer, draw, count_words(candidate.text))
        second = yield from asked(longer)
        again = written(longer, second, labels, ("write", "write~length"))
        return candidate if again.problem else again

    def _write(self, context: Context, draw: Draw) -> Ask:
        question = context.question
        label = draw.labels[question.name]
        shown = {demo.sample_id: demo for demo in context.support} if draw.demonstrations else {}
        demonstrations = [shown[name] for name in draw.demonstrations if name in shown]
        messages = WRITE.render(
            task=self.task(context, [label, *context.scope.similar_to(label)]),
            requirements="\n".join(f"{i}. {line}" for i, line in enumerate(draw.extra["requirements"], start=1)),
            demonstrations=block(demonstrations),
            label=question.label(label).verbalizer,
        )
        return Ask("write", messages, item_schema(context.spec), self.decoding(context), WRITE.ref)

    def gates(self, context: Context) -> tuple[Gate, ...]:
        length = (Gate("length", {"slack": SLACK}),) if context.params["check_length"] else ()
        near = 0.7 if context.params["near_duplicates"] else None
        texts = (Gate("label_leak"), Gate("demonstration_copy"), Gate("duplicates", {"rouge_l": near}))
        return (Gate("format"), Gate("refusal"), *length, *texts)

    def calls(self, context: Context) -> Calls:
        low, high = _setup_calls(context, with_lengths(context.scope, context.params["lengths"]))
        retries = 2 if context.params["check_length"] else 1
        return Calls(low, high, context.count, math.ceil(context.count * 1.25) * retries)


def requirements(context: Context, scope: Scope, label: str, conditions: tuple[tuple[str, str], ...]) -> list[str]:
    """Return the drawn conditions as requirements of the prompt; the last one keeps the text to its label."""
    lines = []
    for name, value in conditions:
        band = _bands(scope, ((name, value),))
        words = f"between {band[0][0]} and {band[0][1]} words" if band else value
        lines.append(f"{scope.dimension(name).title or name}: {words}")
    similar = ", ".join(context.question.label(name).verbalizer for name in context.scope.similar_to(label))
    spoken = context.question.label(label).verbalizer
    fits = APART.render(label=spoken, similar=similar) if similar else ALONE.render(label=spoken)
    return [*lines, fits[0]["content"]]


def _bands(scope: Scope, conditions: tuple[tuple[str, str], ...]) -> list[tuple[int, int]]:
    lengths = (value for name, value in conditions if scope.dimension(name).kind == LENGTH)
    return [band for value in lengths if (band := length_band(value))]


def _fits(draw: Draw, candidate: Candidate) -> bool:
    band = draw.extra.get("band")
    return band is None or within(count_words(candidate.text), (band[0], band[1]), SLACK)


def _again(ask: Ask, answer: Answer, draw: Draw, count: int) -> Ask:
    low, high = draw.extra["band"]
    reply = {"role": "assistant", "content": answer.text}
    request = LENGTHEN.render(count=str(count), low=str(low), high=str(high))
    return replace(ask, step="write~length", messages=(*ask.messages, reply, *request), template=LENGTHEN.ref)


def _setup_calls(context: Context, scope: Scope) -> tuple[int, int]:
    labels, params = len(context.question.labels), context.params
    attributes = scope.of_kind(ATTRIBUTE)
    similar = labels if asks_for_similar(context) else 0
    per_list = 1 + (params["values"] if params["ambiguity_filter"] else 0)
    if not attributes:  # all attributes may turn out shared, or all to differ by label
        return 1 + similar + params["dimensions"], 1 + similar + params["dimensions"] * labels * per_list
    lists = list(missing_lists(context, scope))
    shared, by_label = sum(not slot.label for slot in lists), sum(bool(slot.label) for slot in lists)
    needs_similar = sum(not scope.similar_to(row.name) for row in context.question.labels) if similar else 0
    total = needs_similar + shared + by_label * per_list
    return total, total


RECIPE = AttrPrompt()
