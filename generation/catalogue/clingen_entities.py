"""ClinGen for finding names: each text with the names in it that its label stands for, as they stand there.

R. Xu et al. 2024 (arXiv 2311.00287). Labels are types of entities. The model writes text and list in one answer; of the
list is kept what stands in the text letter by letter.
"""

from generation.catalogue.clingen import (
    ABOUT,
    DEMONSTRATIONS,
    FROM_FACTS,
    MENTION,
    SHOWN,
    STYLE,
    STYLES,
    TERMS,
)
from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

NAME = TERMS | {
    "what": "names that items with this label hold, as they stand in such texts",
    "per_label": True,
}
PLAN = [
    {"ask": {"step": "write", "gives": {"text": "text", "entities": "texts"}}},
    {
        "do": {
            "tool": "literal",
            "reads": {"entities": "entities", "text": "text"},
            "settings": {"only": "$mend"},
            "gives": "found",
        }
    },
    {"do": {"tool": "lines", "reads": {"entries": "found"}, "gives": "names"}},
    {"item": {"fields": {"text": "text", "entities": "names"}, "keep": {"listed": "entities"}}},
]

RECIPE = Recipe(
    name="clingen-entities",
    title=_("ClinGen for names in texts"),
    summary=_("Writes texts of the domain and lists the names in them; only names that stand in the text are kept."),
    when=_(
        "To train on finding names in texts: each label is a type of names, such as drug or disease. The codebook "
        "needs a field “entities” beside the text. Topics can come from facts that you import."
    ),
    cites=("arXiv 2311.00287",),
    params=writing(
        listed("topics", 20, _("Topics of each label"), 100),
        STYLES,
        *FROM_FACTS,
        SHOWN,
        MENTION,
        Param(
            "mend",
            "bool",
            True,
            _("Leave out names that are not in the text"),
            _("Off: a text with such a name is dropped."),
        ),
        FIELDS,
    ),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    values=(Part("terms", NAME), Part("enumerated", STYLE)),
    demonstrations=DEMONSTRATIONS,
    templates=(
        Template(
            "clingen-entities.write",
            1,
            "{task}",
            f"Write one text of one to three sentences {ABOUT}{{demonstrations}}"
            "Then list every name in your text that the label stands for, letter by letter as it stands there, and no "
            "other.\nLabel: {label}",
        ),
    ),
    plan=Part("steps", {"steps": PLAN}),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("entity_literal", {"field": "text", "entities": "entities"}),
        Part("mention", {"field": "text", "dimensions": ["topic"]}, when="$mention"),
        Part("demonstration_copy"),
        Part("duplicates", {"field": "text", "near": False}),
    ),
    rows_per_sample=1.3,
)
