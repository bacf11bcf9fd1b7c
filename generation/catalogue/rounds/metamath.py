"""MetaMath: from each question with a known answer new ones, whose answers are known too.

L. Yu et al. 2024 (arXiv 2309.12284). Four rewrites: other solutions to the same answer; the question in other words;
and twice the question backwards, one of its numbers unknown (as a statement to be made true, and with the answer told).
What does not come to the answer that it must have is dropped. As published every question is tried several times, each
time with other words and other numbers unknown; a run takes all of them once before the first comes again.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.stepwise.chain_of_thought import VERIFIED
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

SOLVING = (
    "Solve this problem. Reason step by step, then give the answer alone, as a number where it is one.\n\nProblem: "
)
SOLVE = Template("metamath.solve", 1, "", SOLVING + "{question}")
REWRITTEN = Template("metamath.rewritten", 1, "", SOLVING + "{asked}")
REPHRASE = Template(
    "metamath.rephrase",
    1,
    "",
    "Say this problem in other words and another order, as somebody else would tell it. All numbers and what they "
    "mean stay the same, and so does what is asked for. Do not solve it.\n\nProblem: {question}",
)
STATE = Template(
    "metamath.state",
    1,
    "",
    "Join this problem and its answer into statements that tell all of it as a fact, with every number as it is "
    "written there and without a question.\n\nProblem: {question}\nAnswer: {gold}",
)


def _kind(name: str, title: str, help: str) -> Param:
    return Param(name, "bool", True, title, help)


STEPS = [
    {"do": {"tool": "final", "reads": {"text": "answer"}, "gives": "gold"}},
    {"ask": {"step": "solve", "times": "$paths", "temperature": 0.7, "gives": {"reasoning": "text", "said": "text"}}},
    {
        "do": {
            "tool": "chains_to",
            "reads": {"gold": "gold", "answers": "said", "chains": "reasoning"},
            "gives": "chains",
        }
    },
    {
        "ask": {
            "step": "rephrase",
            "times": "$rewordings",
            "when": "rephrase",
            "optional": True,
            "gives": {"rephrased": "text"},
        }
    },
    {"ask": {"step": "state", "when": "self_verification", "optional": True, "gives": {"statement": "text"}}},
    {
        "do": {
            "tool": "rewritten",
            "reads": {
                "question": "question",
                "gold": "gold",
                "chains": "chains",
                "rephrased": "rephrased",
                "statement": "statement",
                "fobar": "fobar",
                "masks": "masks",
            },
            "gives": "tasks",
            "needed": False,
        }
    },
    {
        "ask": {
            "step": "rewritten",
            "each": "tasks",
            "temperature": 0.7,
            "gives": {"reasoning_new": "text", "said_new": "text"},
        }
    },
    {
        "do": {
            "tool": "solved_pair",
            "each": "tasks",
            "reads": {"task": "tasks", "answer": "said_new", "reasoning": "reasoning_new"},
            "gives": "pairs",
            "needed": False,
        }
    },
    {
        "do": {
            "tool": "solved_again",
            "reads": {"question": "question", "gold": "gold", "chains": "chains"},
            "gives": "others",
            "when": "answers",
        }
    },
]
ITEM = {
    "fields": {"question": "asked", "answer": "response"},
    "label": "verified_label",
    "keep": {"rewrite": "kind", "answer": "wanted", "unknown": "unknown"},
}

RECIPE = Recipe(
    name="metamath",
    title=_("MetaMath"),
    summary=_(
        "Makes new questions from yours: other solutions, other words, and asked backwards. Each must come to the "
        "answer that follows from yours."
    ),
    when=_("When you have problems with answers, and too few of each kind."),
    cites=("arXiv 2309.12284",),
    params=writing(
        Param(
            "which",
            "choice",
            "imported",
            _("Which samples"),
            _("They have a question and its answer."),
            choices=(("imported", _("What was imported")), ("all", _("Every sample there is"))),
        ),
        Param(
            "tries",
            "int",
            8,
            _("Tries of each"),
            _("At most: once all had their turn, the first comes again, until the run has its samples."),
            1,
            50,
        ),
        _kind("answers", _("Other solutions"), _("The same question, solved in another way.")),
        _kind("rephrase", _("Other words"), _("The same problem, told differently.")),
        _kind("self_verification", _("Backwards, as a statement"), _("A number is missing in what is told as a fact.")),
        _kind("fobar", _("Backwards, with the answer told"), _("A number of the question is missing.")),
        Param("paths", "int", 3, _("Solutions of each"), _("Those that reach your answer are kept."), 2, 20),
        Param("rewordings", "int", 2, _("Rewordings of each"), "", 1, 10),
        Param("masks", "int", 2, _("Numbers to ask for"), _("Of each question, backwards; at most."), 1, 10),
        VERIFIED,
        FIELDS,
        longest=1024,
        temperature=0.7,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    allocator=Part("items", {"which": "$which", "times": "$tries"}),
    templates=(SOLVE, REWRITTEN, REPHRASE, STATE),
    plan=Part(
        "steps",
        {
            "steps": [*STEPS, {"item": {"each": "others", **ITEM}}, {"item": {"each": "pairs", **ITEM}}],
            "candidates": 6.0,
        },
    ),
    verify=(Part("format", {"optional": ["input"]}), Part("refusal"), Part("duplicates", {"near": False})),
    reply_tokens=(60, 400),
)
