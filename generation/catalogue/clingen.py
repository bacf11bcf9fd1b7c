"""ClinGen: texts about topics of the domain, in the styles of the places where such text occurs.

R. Xu et al. 2024 (arXiv 2311.00287). Topics of each label and styles are listed by the model (a person may enter those
of a knowledge graph instead); each text is about one topic in one style, with seeds of its label as examples. A text
that never mentions its topic is dropped.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

TOPIC = {
    "name": "topic",
    "title": _("Topic"),
    "what": "specific terms of the domain that items with this label are about, as an expert would name them",
    "count": "$topics",
    "per_label": True,
    "longest": 40,
}
STYLE = {
    "name": "source",
    "title": _("Source"),
    "what": "kinds of places where such items are found, each with a manner of writing of its own",
    "count": "$styles",
}

RECIPE = Recipe(
    name="clingen",
    title=_("ClinGen"),
    summary=_("Lists terms of the domain for each label, and where such text is found; each text is about one term."),
    when=_("In expert domains, where a prompt with the label alone gives shallow texts without terminology."),
    cites=("arXiv 2311.00287",),
    params=writing(
        listed("topics", 20, _("Topics of each label"), 100),
        listed("styles", 8, _("Sources"), 50),
        Param("demonstrations", "int", 3, _("Examples in the prompt"), _("Seeds of the same label, if any."), 0, 8),
        Param("mention", "bool", True, _("Check the topic"), _("Drops texts that never mention their topic.")),
    ),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    values=(Part("enumerated", TOPIC), Part("enumerated", STYLE)),
    demonstrations=Part("same_label", {"k": "$demonstrations", "needed": False}),
    templates=(
        Template(
            "clingen.write",
            1,
            "{task}",
            "Write one item as it is found here: {source}\nIt names, and is about this: {topic}\n"
            "{demonstrations}Label: {label}",
        ),
    ),
    plan=Part("write"),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("mention", {"dimensions": ["topic"]}, when="$mention"),
        Part("demonstration_copy"),
        Part("duplicates", {"near": False}),
    ),
    rows_per_sample=1.2,
)
