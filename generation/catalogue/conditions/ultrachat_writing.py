"""UltraChat's second sector: a person has an assistant write something, and talks about what came of it.

Ding et al. 2023 (arXiv 2305.14233). Kinds of texts are listed, and each gets the same number of dialogues. Four of five
requests are made longer by what the person has in mind; talks are short, for the text stands in the first answer.
"""

from dataclasses import replace

from generation.catalogue.conditions.ultrachat import PERSONA, PERSONAS, sides, talk, talking
from generation.catalogue.conditions.ultrachat import RECIPE as ULTRACHAT
from generation.catalogue.params import Param
from generation.catalogue.usual_settings import listed
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

KIND = {
    "name": "text-kind",
    "title": _("Kind of text"),
    "what": "kinds of texts that people have an assistant write for them, such as a letter of complaint or a sonnet",
    "count": "$kinds",
}
REQUEST = Template(
    "ultrachat-writing.request",
    1,
    "{task}",
    "Write the first message that this person sends to an assistant: {persona}\nThe person wants it to write: "
    "{text_kind}\nSay in one sentence what the text is to be about. The message alone.",
)
DETAIL = Template(
    "ultrachat-writing.detail",
    1,
    "",
    "Somebody asks an assistant: {first}\nSay the same with all that this person has in mind: who will read it, how "
    "long it should be, its form and tone, and what must stand in it. Invent what is missing. The message alone.",
)

BEGINS = (
    {"ask": {"step": "request", "model": "second", "gives": {"first": "text"}, "max_tokens": 200}},
    {"do": {"tool": "by_chance", "settings": {"share": "$detailed"}, "gives": "in_detail"}},
    {
        "ask": {
            "step": "detail",
            "model": "second",
            "when": "in_detail",
            "gives": {"first": "text"},
            "max_tokens": 400,
        }
    },
)

RECIPE = replace(
    ULTRACHAT,
    name="ultrachat-writing",
    title=_("UltraChat: having something written"),
    summary=_(
        "Lists kinds of texts; a person asks for one of them, mostly in detail, and talks about what was written."
    ),
    when=_("For dialogues in which an assistant writes letters, stories, plans and the like."),
    params=talking(
        listed("kinds", 20, _("Kinds of texts"), 50),
        PERSONAS,
        Param("detailed", "float", 0.8, _("Share of requests in detail"), _("Published with 0.8."), 0, 1),
        rounds=(2, 4),
        longest=2048,
    ),
    values=(Part("enumerated", KIND), Part("enumerated", PERSONA)),
    allocator=Part("quota", {"of": "text-kind"}),
    templates=(REQUEST, DETAIL, *sides("ultrachat-writing", "a text that it writes for you ({text_kind})")),
    plan=talk(*BEGINS, keep=("in_detail",)),
    reply_tokens=(30, 600),
)
