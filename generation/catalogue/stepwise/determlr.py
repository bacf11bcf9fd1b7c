"""DetermLR: puzzles of statements, solved by going from what is certain to what is not yet.

H. Sun et al. 2024 (arXiv 2310.18659). Premises are split into certain and open ones; each new one is derived from those
it names, taken only where it follows and says something new, and written down; until the answer is proved. What follows
from what is looked up in a truth table, not judged by a model.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

PUZZLE = Template(
    "determlr.puzzle",
    1,
    "{task}",
    "Write a puzzle of statements about this: {situation}\n"
    "Four to eight premises and one statement to be decided, each as a sentence and as a formula with short names, and "
    "not, and, or, implies, iff and parentheses. The statement is {verdict} by the premises, takes several steps, and "
    "is none of them.\n{logic_error}",
)
DERIVE = Template(
    "determlr.derive",
    2,
    "",
    "Certain:\n{logic_certain}\nOpen:\n{logic_open}\nDerived so far:\n{memory_told}\n"
    "To be proved: {logic_aim}\n{memory_problem}\n"
    "Derive one new statement that brings this nearer, from certain ones where you can. Say why, name the numbers of "
    "all that it follows from, and give it as a formula.",
)

RECIPE = Recipe(
    name="determlr",
    title=_("DetermLR"),
    summary=_(
        "Writes a puzzle of statements and derives its answer step by step; every step and the answer are checked by "
        "truth table."
    ),
    when=_("For reasoning whose every step has to hold."),
    cites=("arXiv 2310.18659",),
    params=writing(
        listed("situations", 20, _("Situations"), 100),
        Param("steps", "int", 8, _("Steps at most"), _("Without a proof by then the puzzle is dropped."), 2, 20),
        Param(
            "check_steps",
            "bool",
            True,
            _("Check each step"),
            _("A step that does not follow, or says nothing new, is not taken."),
        ),
        FIELDS,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(
        Part("given", {"name": "verdict", "title": _("Answer"), "values": "true, false"}),
        Part(
            "enumerated",
            {
                "name": "situation",
                "title": _("Situation"),
                "what": "everyday situations with rules, conditions and exceptions",
                "count": "$situations",
            },
        ),
    ),
    allocator=Part("deficit_greedy"),
    templates=(PUZZLE, DERIVE),
    plan=Part(
        "steps",
        {
            "steps": [
                {
                    "loop": {
                        "times": 3,
                        "until": "logic",
                        "steps": [
                            {
                                "ask": {
                                    "step": "puzzle",
                                    "gives": {
                                        "premises": [{"text": "text", "formula": "text"}],
                                        "target": {"text": "text", "formula": "text"},
                                    },
                                }
                            },
                            {
                                "do": {
                                    "tool": "puzzle",
                                    "reads": {"premises": "premises", "target": "target", "wanted": "verdict"},
                                    "gives": "logic",
                                    "needed": False,
                                }
                            },
                        ],
                    }
                },
                {"require": {"that": "logic", "reason": _("no usable puzzle")}},
                {
                    "loop": {
                        "times": "$steps",
                        "until": "memory.decided",
                        "steps": [
                            {
                                "ask": {
                                    "step": "derive",
                                    "gives": {"reason": "text", "uses": "texts", "derived": "text"},
                                }
                            },
                            {
                                "do": {
                                    "tool": "derive",
                                    "reads": {
                                        "puzzle": "logic",
                                        "formula": "derived",
                                        "uses": "uses",
                                        "memory": "memory",
                                        "check": "check_steps",
                                    },
                                    "gives": "memory",
                                }
                            },
                        ],
                    }
                },
                {"require": {"that": "memory.decided", "reason": _("not decided")}},
                {"do": {"tool": "needed", "reads": {"puzzle": "logic", "memory": "memory"}, "gives": "derivation"}},
                {"do": {"tool": "told_of", "reads": {"verdict": "verdict"}, "gives": "answer"}},
                {
                    "item": {
                        "fields": {"question": "logic.text", "answer": "answer"},
                        "label": "verdict",
                        "keep": {
                            "premises": "logic.formulas",
                            "aim": "logic.aim",
                            "derivation": "derivation",
                            "refused": "memory.refused",
                        },
                    }
                },
            ]
        },
    ),
    verify=(Part("format", {"optional": ["input"]}), Part("refusal"), Part("duplicates", {"near": False})),
    rows_per_sample=2.0,
    reply_tokens=(30, 300),
)
