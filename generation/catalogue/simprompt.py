"""SimPrompt, the control: one plain request per label, sent again and again, nothing else.

Baseline of Yu et al. 2023 (arXiv 2306.15895). It is kept as it is on purpose: a filter or a better prompt would spoil
every comparison with it.
"""

from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

RECIPE = Recipe(
    name="simprompt",
    title=_("SimPrompt"),
    summary=_(
        "Asks for one made-up item of a label, as often as you want. Labels come out even; the texts soon "
        "repeat themselves."
    ),
    when=_("As the control that every other recipe is compared with, or for a first handful of samples."),
    cites=("arXiv 2306.15895",),
    params=writing(),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    templates=(
        Template(
            "simprompt.write",
            1,
            "{task}",
            "Write one made-up item that has this label.\nLabel: {label}",
        ),
    ),
    plan=Part("write"),
)
