"""Synthetic Prompting: from a few worked problems many, backward from the steps to the question and forward again.

Z. Shao et al. 2023 (arXiv 2302.00618). A noun and a number of steps are drawn; the model writes the steps first, then
the question that they answer. Programs for the question are executed; with more than half of them agreeing the shortest
is kept. Prompts show, of each group of alike problems, the one with the most steps, the run's own among them.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.stepwise.chain_of_thought import VERIFIED
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

BACKWARD = Template(
    "synthetic-prompting.backward",
    1,
    "{task}",
    "{demonstrations}Make a new problem with numbers, backwards: first the numbered steps of its solution, each one "
    "calculation, then the question that they answer. The question tells every number that is needed and no result.\n"
    "Word that the question must use: {noun}\nSteps, no more and no fewer: {complexity}",
)
FORWARD = Template(
    "synthetic-prompting.forward",
    1,
    "",
    "Solve this problem by a program for a calculator: lines “name = expression” with + - * / // % ** ( ) min max "
    "round abs, numbers and names of earlier lines; one calculation a line, the last line is the answer.\n\n"
    "Problem: {question}",
)

RECIPE = Recipe(
    name="synthetic-prompting",
    title=_("Synthetic Prompting"),
    summary=_("Writes the steps of a solution first, then the question, and keeps it where programs for it agree."),
    when=_("When you have a few worked problems and want many, harder ones among them."),
    cites=("arXiv 2302.00618",),
    params=writing(
        listed("nouns", 50, _("Nouns"), 100),
        Param("more", "int", 4, _("Steps beyond your seeds"), _("How many more than in the longest one."), 0, 20),
        Param("programs", "int", 3, _("Programs for each"), _("More than half must come to the same answer."), 2, 15),
        Param(
            "demonstrations",
            "int",
            8,
            _("Examples in the prompt"),
            _("One of each group; seeds if there are any."),
            0,
            20,
        ),
        VERIFIED,
        FIELDS,
        longest=1024,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(
        Part("complexity", {"more": "$more"}),
        Part(
            "enumerated",
            {
                "name": "noun",
                "title": _("Noun"),
                "what": "single common nouns (one word each), from all walks of life",
                "count": "$nouns",
                "longest": 30,
            },
        ),
    ),
    demonstrations=Part("cluster_lines", {"k": "$demonstrations", "needed": False}),
    templates=(BACKWARD, FORWARD),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "backward", "gives": {"steps": "texts", "question": "text"}}},
                {"do": {"tool": "names_word", "reads": {"text": "question", "word": "noun"}, "gives": "named"}},
                {"require": {"that": "named", "reason": _("the drawn word is missing")}},
                {"ask": {"step": "forward", "times": "$programs", "temperature": 0.7, "gives": {"lines": "texts"}}},
                {"do": {"tool": "computed", "each": "lines", "reads": {"lines": "lines"}, "gives": "answers"}},
                {
                    "do": {
                        "tool": "joined",
                        "each": "lines",
                        "reads": {"parts": "lines"},
                        "settings": {"between": "\n"},
                        "gives": "texts",
                    }
                },
                {
                    "do": {
                        "tool": "agree",
                        "reads": {"answers": "answers", "chains": "texts", "of": "programs"},
                        "settings": {"share": 0.501},
                        "gives": "agreed",
                    }
                },
                {"require": {"that": "agreed.sure", "reason": _("programs disagree")}},
                {"do": {"tool": "line_count", "reads": {"text": "agreed.chain"}, "gives": "lines_kept"}},
                {
                    "do": {
                        "tool": "worked",
                        "reads": {"chain": "agreed.chain", "answer": "agreed.answer"},
                        "gives": "response",
                    }
                },
                {
                    "item": {
                        "fields": {"question": "question", "answer": "response"},
                        "label": "verified_label",
                        "probability": "agreed.share",
                        "keep": {
                            "program": "agreed.chain",
                            "answer": "agreed.answer",
                            "complexity": "lines_kept",
                            "votes": "agreed.counts",
                        },
                    }
                },
            ]
        },
    ),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("repeated_run", {"field": "question", "run": 5}),
        Part("demonstration_copy"),
        Part("duplicates", {"near": False}),
    ),
    rows_per_sample=1.5,
    reply_tokens=(60, 250),
)
