"""Tool-verified problems: a program computes the answer, and what is written about it has to agree with it.

PAL (Gao et al. 2023, arXiv 2211.10435) and ToRA (Gou et al. 2024, arXiv 2309.17452): solutions compute with a tool.
Here the problem comes from a program as well: the model writes variables with ranges and steps, the draw's seed picks
the values, the calculator works out the answer, and the words follow. Others then solve the words blind; what the
calculator says of a solution that does not run goes back to who wrote it, for some rounds.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.stepwise.chain_of_thought import REASONING, VERIFIED
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

PROGRAM = Template(
    "tool-verified.program",
    1,
    "{task}",
    "A word problem will be written from a small program. Write the program first.\n"
    "Situation: {situation}\nOperations in all steps together, no more and no fewer: {operations}\n"
    "Variables are what the problem tells, with sensible ranges; names are lower-case words. Each step is “name = "
    "expression” with + - * / // % ** ( ) min max round abs, numbers and names of variables and earlier steps. The "
    "last step is the answer, which is stated with so many decimals and in that unit. Every variable and step is "
    "used, and a change of any variable changes the answer.\n{problem_error}",
)
WORDS = Template(
    "tool-verified.words",
    1,
    "{task}",
    "Write the word problem that this program computes.\nSituation: {situation}\nGiven:\n{problem_given}\n"
    "Steps:\n{problem_program}\n"
    "State every given number as digits, and say nothing of the steps' results. Whoever reads it must be able to "
    "work out the answer without seeing the program. End with the question, and say in which unit ({unit}) and with "
    "how many decimals ({decimals}) to answer.",
)
SOLVING = (
    "Solve this problem. Reason step by step, and write each calculation out as “a + b = c”. Then give the calculation "
    "for a calculator: lines “name = expression” with + - * / // % ** ( ) min max round abs, numbers and names of "
    "earlier lines; the last line is the answer.\n\nProblem: "
)
MEND = Template(
    "tool-verified.mend",
    1,
    "",
    "A solution of the problem below was run by the calculator.\nReasoning: {reasoning}\nIts lines:\n{lines}\n"
    "What came out:\n{output}\nWhat is wrong: {error}\n\nCorrect the solution; where its reasoning was wrong, reason "
    "anew. " + SOLVING + "{question}",
)
SOLVE = Template("tool-verified.solve", 1, "", SOLVING + "{question}")
AGAIN = Template("tool-verified.again", 1, "", SOLVING + "{other_question}")

PROGRAM_SHAPE = {
    "variables": [{"name": "text", "low": "number", "high": "number", "step": "number"}],
    "steps": "texts",
    "decimals": "whole",
    "unit": "text",
}
SAID = {"lines": "lines", "reasoning": "reasoning", "check": "check_arithmetic"}
NEW = {"lines": "lines_new", "reasoning": "reasoning_new", "check": "check_arithmetic"}
STEPS = [
    {
        "loop": {
            "times": 3,
            "until": "problem",
            "steps": [
                {"ask": {"step": "program", "gives": PROGRAM_SHAPE}},
                {
                    "do": {
                        "tool": "instance",
                        "reads": {
                            "variables": "variables",
                            "lines": "steps",
                            "decimals": "decimals",
                            "unit": "unit",
                            "operations": "operations",
                        },
                        "gives": "problem",
                        "needed": False,
                    }
                },
            ],
        }
    },
    {"require": {"that": "problem", "reason": _("no usable program")}},
    {"ask": {"step": "words", "gives": {"question": "text"}}},
    {"do": {"tool": "states", "reads": {"question": "question", "values": "problem.values"}, "gives": "stated"}},
    {"require": {"that": "stated", "reason": _("a given number is missing")}},
    {
        "ask": {
            "step": "solve",
            "times": "$solutions",
            "temperature": 0.7,
            "gives": {"reasoning": "text", "lines": "texts"},
        }
    },
    {"do": {"tool": "attempted", "reads": SAID, "gives": "attempts"}},
    {
        "loop": {
            "times": "$tool_rounds",
            "until": "run",
            "steps": [
                {"do": {"tool": "failing", "reads": {"attempts": "attempts"}, "gives": "failing"}},
                {
                    "ask": {
                        "step": "mend",
                        "each": "failing",
                        "temperature": 0.7,
                        "gives": {"reasoning_new": "text", "lines_new": "texts"},
                    }
                },
                {"do": {"tool": "mended", "reads": {"attempts": "attempts", **NEW}, "gives": "attempts"}},
                {"do": {"tool": "all_run", "reads": {"attempts": "attempts"}, "gives": "run"}},
            ],
        }
    },
    {"do": {"tool": "column", "reads": {"entries": "attempts"}, "settings": {"name": "lines"}, "gives": "programs"}},
    {"do": {"tool": "column", "reads": {"entries": "attempts"}, "settings": {"name": "reasoning"}, "gives": "chains"}},
    {
        "do": {
            "tool": "computed",
            "each": "programs",
            "reads": {"lines": "programs", "reasoning": "chains", "check": "check_arithmetic"},
            "gives": "answers",
        }
    },
    {
        "do": {
            "tool": "agree",
            "reads": {"answers": "answers", "chains": "chains", "of": "solutions"},
            "settings": {"share": 0.501},
            "gives": "agreed",
        }
    },
    {"require": {"that": "agreed.sure", "reason": _("solutions disagree")}},
    {"do": {"tool": "same_answer", "reads": {"left": "agreed.answer", "right": "problem.answer"}, "gives": "same"}},
    {"require": {"that": "same", "reason": _("not the computed answer")}},
    {
        "do": {
            "tool": "otherwise",
            "reads": {"question": "question", "values": "problem.values", "data": "problem.data"},
            "gives": "other",
            "needed": False,
            "when": "perturb",
        }
    },
    {
        "ask": {
            "step": "again",
            "times": 2,
            "when": "other",
            "temperature": 0.7,
            "gives": {"reasoning_again": "text", "lines_again": "texts"},
        }
    },
    {
        "do": {
            "tool": "computed",
            "each": "lines_again",
            "reads": {"lines": "lines_again"},
            "gives": "answers_again",
            "needed": False,
            "when": "other",
        }
    },
    {
        "do": {
            "tool": "any_same",
            "reads": {"answers": "answers_again", "wanted": "other.answer"},
            "gives": "moves",
        }
    },
    {"require": {"that": "moves", "reason": _("the answer does not move with its numbers")}},
    {"do": {"tool": "only_if", "reads": {"value": "agreed.chain", "that": "keep_reasoning"}, "gives": "chain"}},
    {
        "item": {
            "fields": {"question": "question", "answer": "problem.answer"},
            "apart": True,
            "label": "verified_label",
            "probability": "agreed.share",
            "rationale": "chain",
            "keep": {
                "reasoning": "chain",
                "unit": "unit",
                "program": "problem.data",
                "values": "problem.values",
                "operations": "problem.operators",
                "votes": "agreed.counts",
            },
        }
    },
]

RECIPE = Recipe(
    name="tool-verified",
    title=_("Computed problems"),
    summary=_(
        "Writes word problems from small programs. The answer is computed, never guessed, and the words are solved "
        "blind to see that they lead to it."
    ),
    when=_("For problems with numbers, where every answer has to be right and as difficult as you ask for."),
    cites=("arXiv 2211.10435", "arXiv 2309.17452", "arXiv 2402.10176"),
    params=writing(
        listed("situations", 20, _("Situations"), 100),
        Param(
            "operations",
            "text",
            "2, 3, 4",
            _("Operations"),
            _("How many a problem takes, such as “2, 3” or “2-6”: its difficulty. Each occurs as often."),
        ),
        Param("solutions", "int", 3, _("Blind solutions"), _("More than half must come to the computed answer."), 1, 9),
        Param(
            "tool_rounds",
            "int",
            2,
            _("Rounds with the calculator"),
            _("How often a solution that does not run, or is wrong in a sum, goes back with what came out."),
            0,
            4,
        ),
        Param(
            "check_arithmetic",
            "bool",
            True,
            _("Check the arithmetic"),
            _("A solution with a wrong calculation in its reasoning goes back, and at last does not count."),
        ),
        Param(
            "perturb",
            "bool",
            True,
            _("Change a number and solve again"),
            _("Two more calls: drops problems whose answer does not move with their numbers."),
        ),
        REASONING,
        VERIFIED,
        FIELDS,
        longest=1024,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(
        Part("given", {"name": "operations", "title": _("Operations"), "values": "$operations", "numbers": True}),
        Part(
            "enumerated",
            {
                "name": "situation",
                "title": _("Situation"),
                "what": "everyday situations in which somebody has to calculate something",
                "count": "$situations",
            },
        ),
    ),
    allocator=Part("deficit_greedy"),
    templates=(PROGRAM, WORDS, SOLVE, MEND, AGAIN),
    plan=Part("steps", {"steps": STEPS}),
    verify=(Part("format", {"optional": ["input"]}), Part("refusal"), Part("duplicates", {"near": False})),
    rows_per_sample=2.0,
    reply_tokens=(60, 300),
)
