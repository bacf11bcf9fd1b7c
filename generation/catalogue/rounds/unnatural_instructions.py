"""Unnatural Instructions: three examples bring forth a fourth task, which is then said in other words.

Honovich et al. 2023 (arXiv 2212.09689). Fixed sets of three seeds take turns. The task with its input is sampled, its
output written apart and greedily; where the task allows only some answers, the output must be one of them. Rewordings
of the task keep its input and output; one that is too like it, or under which the answer is another, is dropped.
"""

from dataclasses import replace

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, HEADER_TOKENS, QUESTION, TEMPERATURE, TOP_P, max_tokens
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

FOURTH = Template(
    "unnatural-instructions.fourth",
    1,
    "{task}",
    "{demonstrations}\nWrite one more task of another kind: the instruction, an input for it, what an answer has to "
    "keep to (or none), and the allowed answers where there are only a few (else an empty list).",
)
OUTPUT = Template(
    "unnatural-instructions.output",
    1,
    "{task}",
    "Answer this, and nothing else.\n{instruction}\nInput: {input}\nThe answer has to keep to: {constraints}",
)
REWORD = Template(
    "unnatural-instructions.reword",
    1,
    "",
    "Say this instruction in {rewordings} other ways, each in other words and another form, with the same meaning for "
    "every input.\n{instruction}",
)
AGAIN = Template(
    "unnatural-instructions.again",
    1,
    "{task}",
    "Answer this, and nothing else.\n{one}\nInput: {input}\nThe answer has to keep to: {constraints}",
)

TASK = {"instruction": "text", "input": "text", "constraints": "text", "allowed": "texts"}
PLAN = [
    {"ask": {"step": "fourth", "gives": TASK}},
    {"ask": {"step": "output", "gives": {"output": "text"}, "temperature": 0.0}},
    {"do": {"tool": "allowed", "reads": {"answer": "output", "answers": "allowed"}, "gives": "keeps"}},
    {"require": {"that": "keeps", "reason": _("the answer is none of those allowed")}},
    {"ask": {"step": "reword", "gives": {"others": "texts"}, "optional": True}},
    {"ask": {"step": "again", "each": "others", "gives": {"said": "text"}, "temperature": 0.0}},
    {
        "do": {
            "tool": "rewordings",
            "reads": {"task": "instruction", "others": "others", "answer": "output", "answers": "said"},
            "gives": "checked",
            "when": "others",
        }
    },
    {"item": {"fields": {"instruction": "instruction", "input": "input", "response": "output"}}},
    {
        "item": {
            "each": "checked.fit",
            "fields": {"instruction": "one", "input": "input", "response": "output"},
            "keep": {"reworded": "instruction"},
        }
    },
    {"item": {"each": "checked.unfit", "unfit": _("a rewording too like its task, or another task")}},
]

RECIPE = Recipe(
    name="unnatural-instructions",
    title=_("Unnatural Instructions"),
    summary=_("Shows three tasks, asks for a fourth of another kind with its answer, and says it in other words."),
    when=_("To get many instructions, in many wordings, from fifteen examples."),
    cites=("arXiv 2212.09689",),
    params=(
        QUESTION,
        Param("sets", "int", 5, _("Sets of examples"), _("Fixed sets that take turns."), 1, 50),
        Param("shown", "int", 3, _("Examples of a set"), "", 1, 10),
        Param("rewordings", "int", 3, _("Rewordings of a task"), _("Asked for; some are dropped."), 1, 8),
        FIELDS,
        TEMPERATURE,
        replace(TOP_P, default=0.99),
        max_tokens(1024),
        HEADER_TOKENS,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    demonstrations=Part("seed_sets", {"k": "$shown", "sets": "$sets", "required": True}),
    templates=(FOURTH, OUTPUT, REWORD, AGAIN),
    plan=Part("steps", {"steps": PLAN, "candidates": 3.0}),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("demonstration_copy"),
        Part("duplicates", {"near": False}),
    ),
    reply_tokens=(60, 400),
)
