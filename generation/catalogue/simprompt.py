"""SimPrompt, the control: one plain request per label, sent again and again, nothing else.

Baseline of Yu et al. 2023 (arXiv 2306.15895). It is kept as it is on purpose: a filter or a better prompt would spoil
every comparison with it.
"""

from generation.catalogue.recipe import (
    HEADER_TOKENS,
    QUESTION,
    TEMPERATURE,
    TOP_P,
    Context,
    Recipe,
    max_tokens,
    written,
)
from generation.methods.schemas import item_schema
from generation.methods.steps import Ask, Candidate, Draw, LabelDraft, Script, asked
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

WRITE = Template(
    "simprompt.write",
    1,
    "{task}",
    "Write one made-up item that has this label.\nLabel: {label}",
)


class SimPrompt(Recipe):
    name = "simprompt"
    title = _("SimPrompt")
    summary = _(
        "Asks for one made-up item of a label, as often as you want. Labels come out even; the texts soon "
        "repeat themselves."
    )
    when = _("As the control that every other recipe is compared with, or for a first handful of samples.")
    cites = ("arXiv 2306.15895",)
    params = (QUESTION, TEMPERATURE, TOP_P, max_tokens(512), HEADER_TOKENS)
    templates = (WRITE,)

    def row(self, context: Context, draw: Draw) -> Script[Candidate]:
        question = context.question
        label = draw.labels[question.name]
        messages = WRITE.render(task=self.task(context, [label]), label=question.label(label).verbalizer)
        ask = Ask("write", messages, item_schema(context.spec), self.decoding(context), WRITE.ref)
        answer = yield from asked(ask)
        return written(ask, answer, (LabelDraft(question.name, label),), ("write",))


RECIPE = SimPrompt()
