"""Ada-Instruct: instructions are sampled from a model that was tuned on yours, and answered by another one.

Cui and Wang 2023 (arXiv 2310.04484). Tuning happens elsewhere: this run's endpoint is the tuned model, behind any
OpenAI-compatible address. It is shown no examples and no list, only the frame that it was tuned with; so its
instructions are as long and as hard as the ones it learned from. Those that it learned by heart are dropped. The run's
second model, a strong one, answers them. Without one they stay open, and Orca can answer them in a run of its own.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

OPEN = Template("ada-instruct.open", 1, "", "{frame}")
ANSWER = Template("ada-instruct.answer", 1, "{task}", "{instruction}")

PLAN = [
    {"ask": {"step": "open", "gives": {"instruction": "text"}}},
    {
        "loop": {
            "when": "second_model",
            "steps": [
                {
                    "ask": {
                        "step": "answer",
                        "model": "second",
                        "gives": {"response": "text"},
                        "temperature": 0.0,
                        "max_tokens": "$answer_tokens",
                    }
                },
                {"require": {"that": "response", "reason": _("the second model gave no answer")}},
            ],
        }
    },
    {"item": {"fields": {"instruction": "instruction"}, "unless": "second_model"}},
    {"item": {"fields": {"instruction": "instruction", "response": "response"}, "when": "second_model"}},
]

RECIPE = Recipe(
    name="ada-instruct",
    title=_("Ada-Instruct"),
    summary=_("Samples instructions from a model that you tuned on about ten of yours. A second model answers them."),
    when=_("When shown examples bring only short, easy instructions, and you can tune an open model."),
    second=_("A strong model that answers each instruction. Without one, instructions come without an answer."),
    cites=("arXiv 2310.04484",),
    params=writing(
        Param(
            "frame",
            "text",
            "Write an instruction.",
            _("Prompt of the tuned model"),
            _("The words that it was tuned with, before each instruction."),
        ),
        Param("answer_tokens", "int", 2048, _("Longest answer"), _("Tokens of the second model's answer."), 16, 16_384),
        FIELDS,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    templates=(OPEN, ANSWER),
    plan=Part("steps", {"steps": PLAN}),
    verify=(
        Part("format", {"optional": ["input", "response"]}),
        Part("refusal"),
        Part("duplicates", {"field": "instruction"}),
    ),
    rows_per_sample=1.3,
    reply_tokens=(60, 400),
)
