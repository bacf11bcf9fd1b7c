"""TinyStories: every story is built around three words and a few features that no other story was given.

Eldan, Li 2023 (arXiv 2305.07759). The words are drawn, not chosen by the model: that keeps thousands of stories apart.
A story without one of its words is asked for once more, naming them, and then dropped; so is one that begins like too
many others.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

WORDS = {"noun": "noun", "verb": "verb", "adjective": "adjective"}
STORY = (
    "It has three to five short paragraphs and is written for {audience}, in words that such a reader knows.\nIt uses "
    "the noun “{noun}”, the verb “{verb}” and the adjective “{adjective}”, in whatever form fits.\nIt has these "
    "features: {features}."
)
WRITE = f"Write a story.\n{STORY}\nDo not begin as stories usually do."
REPAIR = Template(
    "tinystories.repair",
    1,
    "{task}",
    "This story has to use some words that it lacks. Write it again so that it does, and change as little as "
    "possible.\nThe words: {missing}\n\n{story}",
)
WITH_ITS_WORDS = (
    {"do": {"tool": "listed", "reads": WORDS, "gives": "words"}},
    {"do": {"tool": "missing_words", "reads": {"text": "story", "words": "words"}, "gives": "missing"}},
    {"ask": {"step": "repair", "when": "missing", "gives": {"story": "text"}}},
)
GATES = (
    Part("format"),
    Part("refusal"),
    Part("word_inclusion", {"dimensions": ["noun", "verb", "adjective"]}, when="$check_words"),
    Part("opening_cap", {"share": "$alike"}),
    Part("duplicates"),
)
AUDIENCE = Param("audience", "text", "a child of three or four", _("Readers"), _("As the prompt names them."))
SETTINGS = writing(
    FIELDS,
    AUDIENCE,
    Param("check_words", "bool", True, _("Check the words"), _("Drops texts that lack a word after one more try.")),
    Param(
        "alike",
        "float",
        0.02,
        _("Texts that may begin alike"),
        _("The share with the same five first words; more are dropped."),
        0,
        1,
    ),
    longest=1024,
)

RECIPE = Recipe(
    name="tinystories",
    title=_("TinyStories"),
    summary=_("Deals out a noun, a verb, an adjective and a few features for each story, no three words twice."),
    when=_("For open texts without a label that must not all be the same story. The built-in words are English."),
    cites=("arXiv 2305.07759",),
    params=SETTINGS,
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(Part("seed_words"),),
    templates=(Template("tinystories.write", 1, "{task}", WRITE), REPAIR),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "write", "gives": {"story": "text"}}},
                *WITH_ITS_WORDS,
                {"item": {"fields": {"text": "story"}, "keep": {"words": "words", "features": "features"}}},
            ]
        },
    ),
    verify=GATES,
    rows_per_sample=1.3,
    reply_tokens=(150, 500),
)
