"""Orca: given tasks are answered with their explanation, in one of sixteen manners.

Mukherjee et al. 2023 (arXiv 2306.02707); Mitra et al. 2023 (arXiv 2311.11045). Each unlabelled sample is a task; chance
says which of the system messages asks for steps, reasons or a child's words. What is exported is the task and the
answer: the message is erased, and stays with the row as a condition and in the stored prompt.

Published with two teachers: the weaker one answers all tasks, the stronger one a fifth of them as well, and a student
learns from the first teacher's answers before those of the second. A run with a second model does so: what that one
answered says “teacher: second” beside the sample.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

STYLES = {
    "plain": "Answer the task.",
    "steps": "Work through the task step by step, and say what you do in each step before the answer.",
    "reasons": "Give the answer with the reasons that lead to it, each of which can be checked.",
    "child": "Answer so that a child of five understands it, with things that a child knows.",
    "teacher": "You are a patient teacher. Explain what has to be known first, then lead to the answer.",
    "expert": "You are an expert of the field. Answer exactly, with the terms that experts use, and explain them.",
    "detail": "Answer in full detail, so that nothing else has to be looked up.",
    "short": "Answer in as few words as carry both the answer and why it is right.",
    "evidence": "Name first what in the task speaks for the answer, word by word; then answer from that alone.",
    "options": "Name what the answer could be, weigh the possibilities against each other, then choose.",
    "recall": "Write down what you know about the matter; then answer from what you wrote.",
    "rules": "Say which rule or definition the task falls under, then apply it.",
    "example": "Solve a smaller example of the same kind first, then the task itself in the same way.",
    "doubt": "Answer, then look for what could be wrong with the answer, and correct it where something is.",
    "justify": "Answer first. Then justify every part of the answer.",
    "parts": "Take the task apart, answer each part, and put the answers together.",
}


def _answer(style: str) -> Template:
    return Template(f"orca.answer_{style}", 1, STYLES[style], "{asked}\nEnd with the answer alone, after “Answer:”.")


IN_A_MANNER = {"step": "answer", "variant": "style", "variants": list(STYLES)}
ALSO = {"model": "second", "when": "also", "optional": True, "gives": {"other": "text"}}
SAMPLE = {"instruction": "instruction", "input": "input"}

PLAN = [
    {"do": {"tool": "whole_task", "reads": {"instruction": "instruction", "given": "input"}, "gives": "asked"}},
    {"ask": IN_A_MANNER | {"gives": {"response": "text"}}},
    {"item": {"fields": SAMPLE | {"response": "response"}}},
    {
        "loop": {
            "when": "second_model",
            "steps": [
                {"do": {"tool": "by_chance", "settings": {"share": "$second_share"}, "gives": "also"}},
                {"ask": IN_A_MANNER | ALSO},
                {"do": {"tool": "constant", "settings": {"value": "second"}, "gives": "teacher"}},
                {"item": {"fields": SAMPLE | {"response": "other"}, "keep": {"teacher": "teacher"}, "when": "other"}},
            ],
        }
    },
]

RECIPE = Recipe(
    name="orca",
    title=_("Orca: answers that explain"),
    summary=_(
        "Answers your tasks in one of sixteen manners, such as step by step or in a child's words; the data shows the "
        "answer, not what asked for it."
    ),
    when=_("When you have tasks, and want answers that show how one gets there."),
    second=_("The stronger teacher: it answers a share of the tasks as well. Train on the first one's answers first."),
    cites=("arXiv 2306.02707", "arXiv 2311.11045"),
    params=writing(
        Param(
            "second_share",
            "float",
            0.2,
            _("Share of tasks for the second model"),
            _("It answers these as well, in the same manner. Without a second model nothing."),
            0,
            1,
        ),
        FIELDS,
        longest=2048,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(Part("given", {"name": "style", "title": "Manner", "values": ", ".join(STYLES)}),),
    allocator=Part("items", {"which": "unlabelled"}),
    templates=tuple(map(_answer, STYLES)),
    plan=Part("steps", {"steps": PLAN}),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("prompt_leak", {"field": "response", "phrases": ["system message", "as you instructed", "as instructed"]}),
        Part("no_content", {"field": "response"}),
    ),
    reply_tokens=(60, 900),
)
