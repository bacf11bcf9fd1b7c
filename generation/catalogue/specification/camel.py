"""CAMEL: two agents with roles solve a task together; one only instructs, the other only solves.

G. Li et al. 2023 (arXiv 2303.17760). Roles of both sides are listed, every pair of them is drawn before any comes
again; for the pair tasks are listed, one is taken by chance (the next one where the pair comes again) and made
concrete. The instructing side ends the talk with a token alone. A talk is cut where the solver begins to instruct,
either repeats itself, or nothing new is said.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

DONE = "TASK DONE"
SOLVER = {
    "name": "solver",
    "title": _("Who solves"),
    "what": "professions whose knowledge an assistant could have, to work on somebody's task",
    "count": "$solvers",
}
ASKER = {
    "name": "asker",
    "title": _("Who asks"),
    "what": "professions or kinds of people who would have somebody work on a task for them",
    "count": "$askers",
}
TASKS = Template(
    "camel.tasks",
    1,
    "{task}",
    "List {tasks_listed} different tasks that an assistant with the knowledge of this profession: {solver}\ncan work "
    "on for this person: {asker}\nEach is one sentence.",
)
SPECIFY = Template(
    "camel.specify",
    1,
    "",
    "A task that a {solver} works on for a {asker}: {chosen}\nMake it concrete: say what exactly is to be done and for "
    "what, in {longest} words at most. The task alone.",
)
INSTRUCT = Template(
    "camel.instruct",
    1,
    "You are {asker}. The other side is {solver}, who works for you. The task: {goal}\n"
    "You only instruct; you never solve anything yourself. Each of your turns is one instruction in this form:\n"
    "Instruction: what to do next\nInput: what is needed for it, or none\n"
    f"Instruct step by step until the task is solved. Then your turn is these words alone: {DONE}",
    "Give me your first instruction.",
)
SOLVE = Template(
    "camel.solve",
    1,
    "You are {solver}. The other side is {asker}, for whom you work. The task: {goal}\n"
    "You only solve; you never instruct and never ask for anything in return. Each of your turns solves the last "
    "instruction, in this form:\nSolution: the whole solution, explained\nDo not announce what you will do: do it. If "
    "you cannot or must not do it, say why. End with: Next request.",
    "",
)

PLAN = [
    {"ask": {"step": "tasks", "gives": {"tasks": "texts"}, "temperature": 0.0}},
    {"do": {"tool": "in_turn", "reads": {"entries": "tasks", "number": "repeat"}, "gives": "chosen"}},
    {"ask": {"step": "specify", "gives": {"goal": "text"}, "max_tokens": 200}},
    {
        "turns": {
            "user": "instruct",
            "assistant": "solve",
            "assistant_model": "second",
            "least": "$rounds",
            "most": "$rounds",
            "done": DONE,
            "detectors": ["role_flip", "empty_promise", "echo", "politeness", "no_news", "no_instruction"],
        }
    },
    {
        "item": {
            "fields": {"conversation": "conversation"},
            "keep": {"task": "goal", "ended": "ended", "rounds": "rounds"},
        }
    },
]

RECIPE = Recipe(
    name="camel",
    title=_("CAMEL"),
    summary=_("Two agents with roles work on a task in a dialogue: one only instructs, the other only solves."),
    when=_("For long dialogues in which a task is solved step by step, without people."),
    second=_("Plays the one who solves; the first one plays the one who instructs."),
    cites=("arXiv 2303.17760",),
    params=writing(
        listed("solvers", 10, _("Roles that solve"), 50),
        listed("askers", 10, _("Roles that ask"), 50),
        Param(
            "tasks_listed",
            "int",
            10,
            _("Tasks of each pair"),
            _("One of them is taken by chance; where the pair comes again, the next one."),
            2,
            20,
        ),
        Param("longest", "int", 50, _("Words of a task"), _("At most, once it is made concrete."), 10, 200),
        Param("rounds", "int", 20, _("Most rounds"), _("A talk usually ends before."), 1, 40),
        FIELDS,
        longest=1024,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(Part("enumerated", SOLVER), Part("enumerated", ASKER), Part("repeats")),
    allocator=Part("deficit_greedy"),
    templates=(TASKS, SPECIFY, INSTRUCT, SOLVE),
    plan=Part("steps", {"steps": PLAN}),
    verify=(Part("format"), Part("refusal"), Part("duplicates", {"near": False})),
    rows_per_sample=1.2,
    reply_tokens=(20, 500),
)
