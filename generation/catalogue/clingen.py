"""ClinGen: texts about topics of the domain, in the styles of the places where such text occurs.

R. Xu et al. 2024 (arXiv 2311.00287). Topics of each label are entities of the project's facts, or are listed by the
model as the styles are; each text is about one topic in one style, with seeds of its label as examples. A text that
never mentions its topic is dropped. clingen_entities.py writes texts with the names in them, clingen_pairs.py pairs.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

TERMS = {
    "name": "topic",
    "title": _("Topic"),
    "count": "$topics",
    "longest": 40,
    "facts": "$facts",
    "most": "$most_topics",
    "types": "$types",
}
TOPIC = TERMS | {
    "what": "specific terms of the domain that items with this label are about, as an expert would name them",
    "per_label": True,
}
STYLE = {
    "name": "source",
    "title": _("Source"),
    "what": "kinds of places where such items are found, each with a manner of writing of its own",
    "count": "$styles",
}
ABOUT = "as it is found here: {source}\nIt names, and is about this: {topic}\n"
FROM_FACTS = (
    Param("facts", "bool", False, _("Topics from your facts"), _("Entities that you imported, not the model's list.")),
    Param("most_topics", "int", 100, _("Topics from facts"), _("Of each label at most, the best known first."), 2, 500),
    Param(
        "types",
        "text",
        "",
        _("Types of the facts"),
        _("Which type or relation a label means, such as “drug=medication”, with commas between. Empty: by its name."),
    ),
)
STYLES = listed("styles", 8, _("Sources"), 50)
SHOWN = Param("demonstrations", "int", 3, _("Examples in the prompt"), _("Seeds of the same label, if any."), 0, 8)
MENTION = Param("mention", "bool", True, _("Check the topic"), _("Drops texts that never mention their topic."))
DEMONSTRATIONS = Part("same_label", {"k": "$demonstrations", "needed": False})

RECIPE = Recipe(
    name="clingen",
    title=_("ClinGen"),
    summary=_("Takes terms of the domain for each label, and where such text is found; each text is about one term."),
    when=_(
        "In expert domains, where a prompt with the label alone gives shallow texts without terminology. Topics can "
        "come from facts that you import."
    ),
    cites=("arXiv 2311.00287",),
    params=writing(listed("topics", 20, _("Topics of each label"), 100), STYLES, *FROM_FACTS, SHOWN, MENTION),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    values=(Part("terms", TOPIC), Part("enumerated", STYLE)),
    demonstrations=DEMONSTRATIONS,
    templates=(Template("clingen.write", 1, "{task}", f"Write one item {ABOUT}{{demonstrations}}Label: {{label}}"),),
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
