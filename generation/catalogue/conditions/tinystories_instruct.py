"""TinyStories-Instruct: the same stories, each as the answer to what was asked for: words, features, sentence, summary.

Eldan, Li 2023 (arXiv 2305.07759). The sentence is taken from the finished story and the summary is written from it, so
the instruction is fulfilled by construction; a program puts it together.
"""

from dataclasses import replace

from generation.catalogue.conditions.tinystories import RECIPE as PLAIN
from generation.catalogue.conditions.tinystories import WITH_ITS_WORDS, WRITE
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

SUMMARY = Template(
    "tinystories-instruct.summary",
    1,
    "",
    "Sum this story up in one or two sentences, without giving its words away as a list.\n\n{story}",
)
ASKED = {"words": "words", "features": "features", "summary": "summary", "sentence": "sentence"}

IN_STORY = {"dimensions": ["noun", "verb", "adjective"], "field": "response"}  # the instruction names them itself

RECIPE = replace(
    PLAIN,
    name="tinystories-instruct",
    title=_("TinyStories with instructions"),
    summary=_("Writes such stories, and for each the instruction that it answers: words, features, sentence, summary."),
    when=_("For instructions and responses whose fulfilment a program can check."),
    params=tuple(param for param in PLAIN.params if param.name != "alike"),
    templates=(
        Template("tinystories-instruct.write", 1, "{task}", WRITE),
        replace(PLAIN.templates[1], name="tinystories-instruct.repair"),
        SUMMARY,
    ),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "write", "gives": {"story": "text"}}},
                *WITH_ITS_WORDS,
                {"do": {"tool": "one_sentence", "reads": {"text": "story"}, "gives": "sentence", "needed": False}},
                {"ask": {"step": "summary", "gives": {"summary": "text"}, "temperature": 0.3, "max_tokens": 120}},
                {"do": {"tool": "story_request", "reads": ASKED, "gives": "request"}},
                {
                    "item": {
                        "fields": {"instruction": "request", "response": "story"},
                        "keep": {"words": "words", "features": "features"},
                    }
                },
            ]
        },
    ),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("word_inclusion", IN_STORY, when="$check_words"),
        Part("duplicates"),  # and no cap on openings: instructions may begin alike
    ),
)
