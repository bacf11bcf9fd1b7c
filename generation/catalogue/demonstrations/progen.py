"""ProGen: what has helped a student so far is shown in the next prompts, without any gold data.

Ye, Gao, Wu, Feng, Yu and Kong 2022 (arXiv 2210.12329), on top of ZeroGen. Influence is that on a linear student; the
pool comes anew before each round, whose sizes double.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

NAME_IT = Template(
    "progen.context",
    1,
    "Purpose: {purpose}\nAn item has: {fields}",
    "Name one specific thing that such an item could be about, as a title or a phrase of at most ten words. Leave the "
    "item itself out. Choose freely (draw {draw}).",
)
WRITE = Template(
    "progen.write",
    1,
    "{task}",
    "{demonstrations}Write one item about this: {context}\nLabel: {label}",
)

RECIPE = Recipe(
    name="progen",
    title=_("ProGen: show what helped"),
    summary=_(
        "Writes in rounds that double. Before each, a small student says which texts so far have helped it most, and "
        "half of the next prompts show some of these."
    ),
    when=_("When you have no examples of your own and want the texts to become clearer as the run goes on."),
    cites=("arXiv 2210.12329",),
    params=writing(
        Param(
            "first",
            "int",
            100,
            _("Texts in the first round"),
            _("Each further round doubles what there is."),
            8,
            10_000,
        ),
        Param("shown", "int", 8, _("Texts shown in a prompt"), _("Of the label that is asked for."), 1, 20),
        Param(
            "prompts",
            "float",
            0.5,
            _("Share of the prompts"),
            _("The others show nothing, so that texts stay varied."),
            0,
            1,
        ),
        Param("helpful", "int", 50, _("Helpful texts of each label"), _("From which those shown are drawn."), 1, 1000),
        Param(
            "side",
            "choice",
            "helpful",
            _("Which texts are shown"),
            _("By chance: to see what the choice is worth."),
            choices=(("helpful", _("Those that help most")), ("random", _("As many by chance"))),
        ),
    ),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    values=(Part("contexts"),),
    allocator=Part("uniform"),
    demonstrations=Part("same_label", {"k": "$shown", "prompts": "$prompts", "needed": False}),
    templates=(NAME_IT, WRITE),
    plan=Part("write"),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("context_copy"),
        Part("demonstration_vocabulary", {"share": 0.9}),
        Part("duplicates", {"near": False}),
    ),
    schedule=Part("feedback", {"first": "$first", "most": "$helpful", "side": "$side"}),
    rows_per_sample=1.3,
)
