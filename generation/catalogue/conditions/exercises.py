"""Exercises with a solution that a calculator has worked out: every topic for every audience, about other things.

Gunasekar et al. 2023 (arXiv 2306.11644). The solution comes as text and as lines that the calculator can follow; where
it does not come to the answer, the model is told why and tries once more. The paper runs code; here nothing runs that a
model wrote, so exercises are those that arithmetic can check.
"""

from generation.catalogue.conditions.textbooks import AUDIENCES, DECONTAMINATED, TOPIC
from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

GIVES = {"exercise": "text", "reasoning": "text", "lines": "texts", "answer": "text"}
WORK = {"lines": "lines", "answer": "answer", "reasoning": "reasoning"}
ANSWERED = {"reasoning": "reasoning", "answer": "answer"}
CHECKED = WORK | {"check": "check"}
FORM = (
    "Give the exercise, its solution in a few sentences, the calculation as lines of the form “name = expression” with "
    "numbers, earlier names, + - * / and parentheses, the last line being the answer, and the answer as a number."
)
WRITE = Template(
    "exercises.write",
    1,
    "{task}",
    f"Write one exercise that is solved by calculating.\nTopic: {{topic}}\nFor: {{audience}}\nIt has to do with this: "
    f"{{noun}}\n{FORM}",
)
REPAIR = Template(
    "exercises.repair",
    1,
    "{task}",
    f"The solution of this exercise does not work out: {{work_problem}}. Correct it; change the exercise only where it "
    f"is wrong itself.\n\nExercise: {{exercise}}\nSolution: {{reasoning}}\nLines:\n{{lines}}\nAnswer: {{answer}}\n\n"
    f"{FORM}",
)

RECIPE = Recipe(
    name="exercises",
    title=_("Exercises with checked solutions"),
    summary=_("Writes exercises for each topic and reader; a calculator works out each solution, with one repair."),
    when=_("For problems with an answer that can be calculated, from easy to hard."),
    cites=("arXiv 2306.11644", "arXiv 2309.05463"),
    params=writing(
        FIELDS,
        listed("topics", 30, _("Topics to ask for"), 100),
        AUDIENCES,
        Param("check", "bool", True, _("Work each solution out"), _("Drops those that fail twice.")),
        DECONTAMINATED,
        longest=1024,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(
        Part("enumerated", TOPIC | {"what": "topics of this subject in which something can be calculated"}),
        Part("given", {"name": "audience", "title": _("Reader"), "values": "$audiences"}),
        Part("seed_words", {"only": ["noun"]}),
    ),
    allocator=Part("deficit_greedy"),
    templates=(WRITE, REPAIR),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "write", "gives": GIVES}},
                {"do": {"tool": "worked_out", "reads": WORK, "gives": "first"}},
                {"do": {"tool": "worked_out", "reads": CHECKED, "gives": "work"}},
                {"ask": {"step": "repair", "unless": "work.passes", "gives": GIVES}},
                {"do": {"tool": "worked_out", "reads": CHECKED, "gives": "work"}},
                {"require": {"that": "work.passes", "reason": _("the solution does not work out")}},
                {"do": {"tool": "solution", "reads": ANSWERED, "gives": "solution"}},
                {
                    "item": {
                        "fields": {"question": "exercise", "answer": "solution"},
                        "keep": {"first_try_passes": "first.passes", "value": "work.value", "lines": "lines"},
                    }
                },
            ]
        },
    ),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("demonstration_copy", when="$gold_apart"),
        Part("duplicates"),
    ),
    schedule=Part("guarding"),
    rows_per_sample=1.3,
    reply_tokens=(120, 500),
)
