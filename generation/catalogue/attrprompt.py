"""AttrPrompt: each text answers to its own combination of attributes, which the model listed beforehand.

Yu et al. 2023 (arXiv 2306.15895). Rows are drawn so that every pair of values occurs soon (deficit-greedy), or
uniformly as published.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _
from generation.methods.values.ambiguity import MOST_REMOVED

WRITE = Template(
    "attrprompt.write",
    1,
    "{task}",
    "Write one item that could be real. It must meet all of these "
    "requirements:\n{requirements}\n{demonstrations}\nLabel: {label}",
)
APART = Template("attrprompt.apart", 1, "", "The label “{label}” clearly fits it, and none of these does: {similar}")
ALONE = Template("attrprompt.alone", 1, "", "The label “{label}” clearly fits it")
LISTED = ("dimensions", "values", "similar", "ambiguity_filter", "most_removed")

RECIPE = Recipe(
    name="attrprompt",
    title=_("AttrPrompt"),
    summary=_(
        "Lists attributes such as sub-topic, style and length with their values, and asks for each text with "
        "its own combination."
    ),
    when=_(
        "For most datasets: texts are more varied than from the label alone, and you can read and edit what is varied."
    ),
    cites=("arXiv 2306.15895",),
    params=writing(
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
            "30 to 80, 100 to 150",
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
        longest=2048,
    ),
    task={"labels": "similar", "header_tokens": "$header_tokens"},
    values=(Part("lengths", {"bands": "$lengths"}), Part("attributes", {name: f"${name}" for name in LISTED})),
    allocator=Part("$allocator"),
    demonstrations=Part("same_label", {"k": "$demonstrations"}),
    templates=(WRITE, APART, ALONE),
    plan=Part("write", {"keep_length": "$check_length"}),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("length", when="$check_length"),
        Part("label_leak"),
        Part("demonstration_copy"),
        Part("duplicates", {"near": "$near_duplicates"}),
    ),
    rows_per_sample=1.25,
)
