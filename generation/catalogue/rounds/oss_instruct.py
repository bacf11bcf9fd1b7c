"""OSS-Instruct: each problem is inspired by a random piece of real text.

Wei et al. 2024 (arXiv 2312.02120). The pieces come from the project's unlabelled samples; chance alone, from the run's
seed, says which. A problem has to stand on its own: it may not need the piece, nor copy it.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

INSPIRED = Template(
    "oss-instruct.inspired",
    1,
    "{task}",
    "Below is a piece of some text, cut out by chance. Let it inspire you to a problem of high quality, and solve it.\n"
    "The problem must stand on its own: all that is needed for its solution is in it. Neither speak of the piece nor "
    "repeat its sentences. The solution must be complete and correct.\n\n<piece>\n{fragment}\n</piece>",
)
JUDGE = Template(
    "oss-instruct.judge",
    1,
    "",
    "Can somebody solve this problem who sees nothing but these words? Give a reason, then say so.\n{instruction}",
)
PLAN = [
    {"ask": {"step": "inspired", "gives": {"instruction": "text", "response": "text"}}},
    {
        "ask": {
            "step": "judge",
            "gives": {"reason": "text", "self_contained": "yes_no"},
            "temperature": 0.0,
            "max_tokens": 200,
            "when": "judged",
        }
    },
    {"do": {"tool": "unless_denied", "reads": {"said": "self_contained"}, "gives": "stands"}},
    {"require": {"that": "stands", "reason": _("the problem does not stand on its own")}},
    {"item": {"fields": {"instruction": "instruction", "response": "response"}}},
]

RECIPE = Recipe(
    name="oss-instruct",
    title=_("OSS-Instruct"),
    summary=_("Draws random pieces of your unlabelled texts and writes a problem inspired by each, with a solution."),
    when=_("When the model left alone keeps inventing the same problems, and you have real text of the field."),
    cites=("arXiv 2312.02120",),
    params=writing(
        Param("longest", "int", 15, _("Lines of a piece"), _("At most. Texts of one line count by sentences."), 1, 100),
        Param("judged", "bool", True, _("Judge each problem"), _("Drops those that do not stand on their own.")),
        FIELDS,
        longest=2500,
        temperature=0.0,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(Part("inspirations", {"longest": "$longest"}),),
    templates=(INSPIRED, JUDGE),
    plan=Part("steps", {"steps": PLAN}),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("passage_copy", {"run": 8}),
        Part("duplicates", {"field": "instruction"}),
    ),
    rows_per_sample=1.3,
    reply_tokens=(150, 900),
)
