"""Class by class: for sets of many close labels, where one prompt cannot hold them all.

Sahu, Rodriguez, Laradji, Atighehchian, Vazquez, Bahdanau 2022 (arXiv 2204.01959). A prompt shows a numbered list of
seeds of one label and the model goes on with it. What it writes often belongs to a neighbouring label, so each item is
read again by a reader who sees the label and its nearest rivals, and keeps it or moves it.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

CONTINUE = Template(
    "class-by-class.continue",
    1,
    "{task}",
    "These items have one label. Go on with the list: {more} new ones of the same kind, none of them a copy, and none "
    "that would rather have another label.\nLabel: {label}\n{listed_examples}",
)
READ = Template(
    "class-by-class.read",
    1,
    "{to_label}",
    "Which label has this item? The labels above are easily confused: compare it with each of them.\n\n{written}",
)

RECIPE = Recipe(
    name="class-by-class",
    title=_("Class by class"),
    summary=_("Goes on with a list of your seeds of one label; a second reading keeps each new item or moves it."),
    when=_("For many labels that are close to each other, such as the intents of an assistant, with a few seeds each."),
    cites=("arXiv 2204.01959",),
    params=writing(
        Param("demonstrations", "int", 10, _("Seeds in the prompt"), _("Of the one label, by chance."), 2, 30),
        Param("more", "int", 10, _("Items to ask for"), _("New ones in each reply."), 1, 20),
        Param(
            "second_reading",
            "bool",
            True,
            _("Read each item again"),
            _("One more call an item: keeps its label or gives it that of a rival."),
        ),
        Param("rivals", "int", 5, _("Rivals"), _("How many easily confused labels the reader compares with."), 1, 10),
        longest=1024,
    ),
    task={"labels": "similar", "header_tokens": "$header_tokens"},
    values=(Part("similar_labels", {"count": "$rivals"}),),
    demonstrations=Part("same_label", {"k": "$demonstrations", "required": True}),
    templates=(CONTINUE, READ),
    plan=Part(
        "steps",
        {
            "candidates": "$more",
            "steps": [
                {"ask": {"step": "continue", "gives": {"items": [{"fields": "item"}]}}},
                {"do": {"tool": "distinct", "reads": {"entries": "items"}, "gives": "items"}},
                {
                    "ask": {
                        "step": "read",
                        "each": "items",
                        "gives": {"label": "near_label"},
                        "when": "second_reading",
                        "temperature": 0.0,
                        "top_p": 1.0,
                        "max_tokens": 60,
                    }
                },
                {"item": {"each": "items", "label": "label"}},
            ],
        },
    ),
    verify=(
        Part("format"),
        Part("refusal"),
        Part("label_leak"),
        Part("demonstration_copy"),
        Part("duplicates", {"near": False}),
    ),
    rows_per_sample=1.5,
)
