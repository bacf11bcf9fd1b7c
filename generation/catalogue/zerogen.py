"""ZeroGen: first what to write about, without any label, then a text for every label about each of these contexts.

Ye et al. 2022 (arXiv 2202.07922). Labels are conditioned on, never predicted, and every label gets the same contexts,
so that neither number nor subject gives the label away. The JSON string that a reply comes in ends where the
closing quote did in the paper, so nothing is cut; texts below ten words and texts that only repeat their context are
dropped, and equal texts.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import HEADER_TOKENS, QUESTION, TEMPERATURE, max_tokens
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

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

RECIPE = Recipe(
    name="zerogen",
    title=_("ZeroGen"),
    summary=_(
        "Names things to write about, then writes a text of every label about each of them. Labels are even "
        "by construction."
    ),
    when=_("When you have nothing but the labels, and want neither subject nor length to give the label away."),
    cites=("arXiv 2202.07922", "arXiv 2205.12679"),
    params=(
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
    ),
    task={"header_tokens": "$header_tokens"},
    values=(Part("contexts", {"source": "$context_source", "per_label": "$samples_per_context"}),),
    allocator=Part("deficit_greedy"),  # the pair of label and context with the fewest texts comes next
    templates=(NAME_IT, WRITE),
    plan=Part("write", {"least_words": "$least_words", "most_words": "$most_words", "read_blind": "$check_label"}),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("length", {"least": "$least_words"}),
        Part("context_copy"),
        Part("label_leak"),
        Part("label_margin", {"margin": "$margin"}, when="$check_label"),
        Part("duplicates", {"near": False}),
    ),
    rows_per_sample=1.5,
)
