"""Self-Instruct: a handful of tasks that people wrote grows into many, with inputs and outputs.

Wang et al. 2023 (arXiv 2212.10560). A prompt shows eight instructions, at most two of them the run's own, and the model
goes on with the list. It says which new ones are classification; for these the output is asked for before the input,
or else nearly all inputs would get the same label. An instruction that is like one of the pool (ROUGE-L over 0.7, seeds
included) is dropped, and so is what a text model cannot do. The run stops where fewer than one in twenty is new.
"""

from dataclasses import replace

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, HEADER_TOKENS, QUESTION, TEMPERATURE, TOP_P, max_tokens
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

CONTINUE = Template(
    "self-instruct.continue",
    1,
    "{task}",
    "These are instructions for tasks of many kinds:\n{known}\n\nGo on with the list: write {asked} further "
    "instructions, each for a task unlike those above and unlike each other. Vary verbs, subjects and forms.",
)
CLASSIFY = Template(
    "self-instruct.classify",
    1,
    "",
    "Does the task ask to choose from a few fixed answers? Then it is classification.\n"
    "Task: Say whether a message is spam.\nClassification: yes\n"
    "Task: Sort a complaint into delivery, payment or product.\nClassification: yes\n"
    "Task: Write a farewell letter to a colleague.\nClassification: no\n"
    "Task: Explain why bread rises.\nClassification: no\n"
    "Task: {one}\nClassification:",
)
INPUT_FIRST = Template(
    "self-instruct.input_first",
    1,
    "{task}",
    "Make up to {most} examples of this task. Give an input first where the task needs one, or leave the input empty; "
    "then the right output.\nTask: {one}",
)
OUTPUT_FIRST = Template(
    "self-instruct.output_first",
    1,
    "{task}",
    "Make up to {most} examples of this classification task. Go through the possible answers: name an answer first as "
    "the output, then write an input for which it is right.\nTask: {one}",
)

PLAN = [
    {"do": {"tool": "column", "reads": {"entries": "examples"}, "settings": {"name": "instruction"}, "gives": "known"}},
    {"ask": {"step": "continue", "gives": {"instructions": "texts"}}},
    {
        "do": {
            "tool": "instructions",
            "reads": {"entries": "instructions", "most": "asked", "ascii": "ascii"},
            "gives": "new",
        }
    },
    {
        "ask": {
            "step": "classify",
            "each": "new.fit",
            "gives": {"classification": "yes_no"},
            "temperature": 0.0,
            "max_tokens": 30,
        }
    },
    {"do": {"tool": "where", "reads": {"entries": "new.fit", "that": "classification"}, "gives": "chosen"}},
    {
        "do": {
            "tool": "where",
            "reads": {"entries": "new.fit", "that": "classification"},
            "settings": {"holds": False},
            "gives": "open",
        }
    },
    {
        "ask": {
            "step": "input_first",
            "each": "open",
            "gives": {"made": [{"input": "text", "output": "text"}]},
            "temperature": 0.0,
        }
    },
    {
        "ask": {
            "step": "output_first",
            "each": "chosen",
            "gives": {"labelled": [{"output": "text", "input": "text"}]},
            "temperature": 0.0,
        }
    },
    {
        "do": {
            "tool": "instances",
            "reads": {"tasks": "new.fit", "first": "made", "second": "labelled", "most": "most"},
            "gives": "instances",
        }
    },
    {
        "item": {
            "each": "instances",
            "fields": {"instruction": "instruction", "input": "input", "response": "output"},
            "apart": True,
        }
    },
    {"item": {"each": "new.unfit", "fields": {"instruction": "one", "response": "nothing"}}},
]

RECIPE = Recipe(
    name="self-instruct",
    title=_("Self-Instruct"),
    summary=_(
        "Shows a few tasks and asks for further ones; then makes inputs and outputs for each. What is new joins the "
        "tasks that are shown."
    ),
    when=_("To get many different instructions with answers from a handful that people wrote."),
    cites=("arXiv 2212.10560",),
    params=(
        QUESTION,
        Param("shown", "int", 8, _("Tasks in the prompt"), _("At most a quarter of them the run's own."), 2, 20),
        Param("asked", "int", 8, _("Tasks to ask for"), _("In one prompt."), 1, 20),
        Param("most", "int", 5, _("Examples of a task"), _("At most."), 1, 10),
        Param(
            "ascii",
            "bool",
            True,
            _("English only"),
            _("Drops tasks that begin with a letter of another alphabet."),
        ),
        FIELDS,
        replace(TEMPERATURE, default=0.7),
        replace(TOP_P, default=0.5),
        max_tokens(1024),
        HEADER_TOKENS,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    demonstrations=Part("seeds_and_machine", {"k": "$shown", "required": True}),
    templates=(CONTINUE, CLASSIFY, INPUT_FIRST, OUTPUT_FIRST),
    plan=Part("steps", {"steps": PLAN, "candidates": 4.0}),
    verify=(
        Part("instruction_form", {"field": "instruction", "ascii": "$ascii"}),
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("instance_form", {"input": "input", "output": "response"}),
        Part("duplicates", {"field": "instruction"}),
    ),
    reply_tokens=(100, 600),
)
