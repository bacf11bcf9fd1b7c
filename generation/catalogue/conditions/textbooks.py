"""Textbook sections: every topic for every audience, explained and reasoned, with a worked example.

Gunasekar et al. 2023 (arXiv 2306.11644) and Yuanzhi Li et al. 2023 (arXiv 2309.05463), the textbooks of the phi models.
Topics are listed by the model or entered by people; the pair of topic and audience with the fewest sections comes next.
A section that quotes a gold sample, on which a student will be tested, is dropped.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

TOPIC = {
    "name": "topic",
    "title": _("Topic"),
    "what": "topics that a textbook on this subject teaches, from the first lesson to the last",
    "count": "$topics",
}
AUDIENCES = Param(
    "audiences",
    "text",
    "children of eight, pupils of fourteen, first-year students, professionals of another field",
    _("Readers"),
    _("With commas between, the youngest first."),
)
DECONTAMINATED = Param(
    "gold_apart",
    "bool",
    True,
    _("Keep gold samples out"),
    _("Drops texts with eight words in a row of a gold sample."),
)

RECIPE = Recipe(
    name="textbooks",
    title=_("Textbook sections"),
    summary=_("Lists topics and writes a section about each of them for each kind of reader, with a worked example."),
    when=_("For instructive texts without a label that a model or a person learns from."),
    cites=("arXiv 2306.11644", "arXiv 2309.05463"),
    params=writing(FIELDS, listed("topics", 30, _("Topics to ask for"), 100), AUDIENCES, DECONTAMINATED, longest=2048),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(
        Part("enumerated", TOPIC),
        Part("given", {"name": "audience", "title": _("Reader"), "values": "$audiences"}),
    ),
    allocator=Part("deficit_greedy"),
    templates=(
        Template(
            "textbooks.write",
            1,
            "{task}",
            "Write a section of a textbook. It stands on its own: it explains the matter, says why it is so, and works "
            "through one example step by step. State only what you are sure of.\nTopic: {topic}\nIt is written for, "
            "and in the words of: {audience}",
        ),
    ),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "write", "gives": {"section": "text"}}},
                {"item": {"fields": {"text": "section"}}},
            ]
        },
    ),
    verify=(Part("format"), Part("refusal"), Part("demonstration_copy", when="$gold_apart"), Part("duplicates")),
    schedule=Part("guarding"),
    rows_per_sample=1.1,
    reply_tokens=(300, 1200),
)
