"""ReGen: training data retrieved from the project's documents, by label; no generator, and no call to any model.

Y. Yu et al. 2023 (arXiv 2305.10703).
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, QUESTION
from generation.methods.parts import Part
from generation.methods.translatable import gettext_noop as _

RECIPE = Recipe(
    name="regen",
    title=_("ReGen: retrieve instead of write"),
    summary=_(
        "Finds passages for each label in your documents, drops doubtful ones, and looks for more like the rest."
    ),
    when=_("When you have many real texts without labels. It asks no model and costs nothing. Import documents."),
    cites=("arXiv 2305.10703",),
    params=(
        QUESTION,
        Param("rounds", "int", 2, _("Rounds"), _("Later ones look for more like what was kept."), 1, 5),
        Param(
            "found", "int", 50, _("Passages for each label"), _("Found in the first round, before any check."), 5, 1000
        ),
        Param(
            "checked",
            "bool",
            True,
            _("Drop doubtful passages"),
            _("Those that a small student, or their nearest queries, give another label."),
        ),
        FIELDS,
    ),
    model={},
    values=(Part("documents"),),
    allocator=Part("noted"),
    schedule=Part("retrieval", {"times": "$rounds", "found": "$found", "checked": "$checked"}),
    templates=(),
    plan=Part(
        "steps",
        {
            "steps": [
                {
                    "item": {
                        "fields": {"text": "passage"},
                        "probability": "score",
                        "keep": {"passage": "passage", "source": "source"},
                    }
                }
            ]
        },
    ),
    verify=(Part("format"), Part("duplicates", {"near": True})),
)
