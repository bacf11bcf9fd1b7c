"""WANLI: new texts like those seeds that a student wavers on; people label and mend what it wavers on most.

Liu, Swayamdipta, Smith and Choi 2022 (arXiv 2201.05955). All that stays goes to people.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import HEADER_TOKENS, QUESTION, TEMPERATURE, max_tokens
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

WRITE = Template(
    "wanli.write",
    1,
    "{task}",
    "{demonstrations}These items have their label for a similar reason. Write one more that has it for the same kind "
    "of reason, about something else.\nLabel: {label}",
)
TALK = ["the examples above", "same label", "as requested", "new item"]

RECIPE = Recipe(
    name="wanli",
    title=_("WANLI: more of what is ambiguous"),
    summary=_(
        "Finds the seeds that a small student wavers on, writes texts like them, and keeps the half that it wavers on "
        "most. People label all of these."
    ),
    when=_(
        "When a model does well on the usual texts, you have many labelled ones, and people to label hard new ones."
    ),
    cites=("arXiv 2201.05955",),
    params=(
        QUESTION,
        Param("share", "float", 0.25, _("Share of ambiguous seeds"), _("Of each label."), 0.01, 1),
        Param("group", "int", 5, _("Examples in a prompt"), _("Ambiguous seeds of one label that are alike."), 2, 15),
        Param("each", "int", 5, _("Texts for each prompt"), _("Asked for one by one."), 2, 10),
        Param(
            "keeps",
            "choice",
            "variable",
            _("Which half stays"),
            _("By chance: to see what the choice is worth."),
            choices=(("variable", _("What the student wavers on")), ("random", _("A half by chance"))),
        ),
        TEMPERATURE,
        Param(
            "top_p", "float", 0.5, _("Top-p"), _("Share of the probability mass that words are drawn from."), 0.01, 1
        ),
        max_tokens(300),
        HEADER_TOKENS,
    ),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    allocator=Part("noted", {"turns": 20}),
    templates=(WRITE,),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "write", "times": "$each"}},
                {"item": {"each": "fields", "review": _("written to be ambiguous")}},
            ],
            "candidates": 5.0,
        },
    ),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("length", {"least": 2}),
        Part("own_parts"),
        Part("demonstration_copy"),
        Part("prompt_leak", {"phrases": TALK}),
        Part("duplicates"),
    ),
    schedule=Part("ambiguity", {"share": "$share", "group": "$group", "keeps": "$keeps"}),
    rows_per_sample=2.5,
)
