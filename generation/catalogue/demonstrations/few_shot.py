"""Gold examples: each prompt shows some of your own items with the label, so that texts take on their manner.

The few-shot setting of Z. Li, Zhu, Lu, Yin 2023 (arXiv 2310.07849). No example is shown above three times the mean, and
none is always the last; a text that copies one is dropped.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

SHOWN = Param("demonstrations", "int", 5, _("Examples in the prompt"), _("Seeds of the same label."), 1, 20)
COPY = Param("check_copies", "bool", True, _("Drop copies"), _("Texts with eight words in a row of an example."))
VERIFY = (
    Part("format"),
    Part("refusal"),
    Part("label_leak"),
    Part("demonstration_copy", when="$check_copies"),
    Part("duplicates"),
)
ASKED = "{demonstrations}Write one new item of the same kind and manner. It is about something else.\nLabel: {label}"

RECIPE = Recipe(
    name="few-shot",
    title=_("Your own examples"),
    summary=_("Shows some of your seeds with the label in each prompt, and asks for a new item in their manner."),
    when=_("When you have a few dozen labelled items, and texts have to read like the real source."),
    cites=("arXiv 2310.07849",),
    params=writing(SHOWN, COPY),
    task={"labels": "own", "header_tokens": "$header_tokens"},
    demonstrations=Part("same_label", {"k": "$demonstrations", "required": True}),
    templates=(Template("few-shot.write", 1, "{task}", ASKED),),
    plan=Part("write"),
    verify=VERIFY,
    rows_per_sample=1.2,
)
