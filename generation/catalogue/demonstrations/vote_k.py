"""Vote-k: people label the few samples that serve best as examples, the model labels the rest with the nearest of them.

Su et al. 2023 (arXiv 2209.01975).
"""

from generation.catalogue.annotate import LABEL
from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import ANSWERED, ASK_CONFIDENCE, HEADER_TOKENS, QUESTION, STEADY, max_tokens
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

EXAMPLES = Template("vote-k.label", 1, LABEL.system, "{demonstrations}\n" + LABEL.user)

RECIPE = Recipe(
    name="vote-k",
    title=_("Vote-k: people label what helps most"),
    summary=_(
        "Chooses typical samples that are unlike each other, waits until people have labelled them, and labels the "
        "rest with the nearest of them as examples."
    ),
    when=_("When you have texts without labels, and people have time for twenty to a hundred of them."),
    cites=("arXiv 2209.01975",),
    params=(
        QUESTION,
        Param("most", "int", 18, _("Samples for people"), _("Published with 18 and 100."), 2, 1000),
        Param(
            "by",
            "choice",
            "votes",
            _("How they are chosen"),
            _("With confidence people are asked twice, and the model labels everything twice."),
            choices=(
                ("votes", _("Typical and unlike each other")),
                ("confidence", _("Also from sure to unsure")),
                ("random", _("By chance")),
            ),
        ),
        Param("shown", "int", 5, _("Examples in a prompt"), _("Those most like the item."), 1, 30),
        STEADY,
        ASK_CONFIDENCE,
        max_tokens(512),
        HEADER_TOKENS,
    ),
    task={"purpose": "annotate", "header_tokens": "$header_tokens"},
    model=ANSWERED,
    allocator=Part("noted", {"otherwise": "items"}),
    demonstrations=Part("nearest", {"k": "$shown", "needed": False, "too_close": 0.999}),
    templates=(EXAMPLES,),
    plan=Part("label", {"question": "$question", "ask_confidence": "$ask_confidence"}),
    verify=(Part("format"), Part("quote_literal")),
    schedule=Part("selective", {"most": "$most", "by": "$by"}),
    rows_per_sample=2.0,
    reply_tokens=(30, 150),
)
