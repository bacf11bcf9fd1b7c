"""SymGen beyond SQL: a question with numbers and the program that answers it, kept where executed programs agree.

J. Ye et al. 2023 (arXiv 2305.13917). Of many programs for a question those with the same value are counted, copies
included; the largest group wins with five votes. A program must come to another value for other numbers. Programs are
lines for the calculator: nothing that a model wrote is run as code.
"""

from dataclasses import replace

from generation.catalogue.params import Param
from generation.catalogue.stepwise.chain_of_thought import VERIFIED
from generation.catalogue.stepwise.symgen import ASKED, kept
from generation.catalogue.stepwise.symgen import RECIPE as SYMGEN
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

KINDS = (
    "a sum of several products, a share in percent, a change in percent, a mean, a weighted mean, a speed with a time, "
    "a price with a discount, an area or a volume, a conversion of units, a remainder after sharing, a power, the "
    "smaller or larger of two results"
)
QUESTION = Template(
    "symgen-programs.question",
    1,
    "{task}",
    "Write one question of 6 to 39 words with all numbers that its answer needs, as digits. A short calculation "
    "answers it: {kind}\nDo not answer it.",
)
PROGRAM = Template(
    "symgen-programs.program",
    1,
    "",
    "Write a program for a calculator that answers the question: lines “name = expression” with + - * / // % ** ( ) "
    "min max round abs, numbers and names of earlier lines; the last line is the answer, and nothing is calculated "
    "that was not asked for.\nProblem: {asked}",
)

RECIPE = replace(
    SYMGEN,
    name="symgen-programs",
    title=_("SymGen: questions for programs"),
    summary=_("Writes questions with numbers, and many programs for each. Kept is what comes to the same value."),
    when=_("For pairs of question and calculation, checked by running them."),
    params=writing(
        Param("kinds", "text", KINDS, _("Kinds of calculation"), _("Each occurs as often; commas between.")),
        Param("programs", "int", 20, _("Programs for each question"), "", 2, 50),
        Param("votes", "int", 5, _("Least votes"), _("So many programs must come to the same value."), 1, 50),
        Param(
            "check_numbers",
            "bool",
            True,
            _("Try other numbers"),
            _("Drops programs that come to the same whatever the question's numbers are."),
        ),
        VERIFIED,
        FIELDS,
    ),
    values=(Part("given", {"name": "kind", "title": _("Kind of calculation"), "values": "$kinds"}),),
    templates=(QUESTION, PROGRAM),
    plan=Part(
        "steps",
        {
            "steps": [
                *ASKED,
                {"ask": {"step": "program", "times": "$programs", "temperature": 0.8, "gives": {"lines": "texts"}}},
                {
                    "do": {
                        "tool": "program_vote",
                        "reads": {
                            "programs": "lines",
                            "question": "asked",
                            "least": "votes",
                            "check": "check_numbers",
                        },
                        "gives": "agreed",
                    }
                },
                kept("program", "value"),
            ]
        },
    ),
)
