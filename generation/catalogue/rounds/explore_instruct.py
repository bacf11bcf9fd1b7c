"""Explore-Instruct: a tree search over the domain finds its tasks; each node of the tree is filled with examples.

Wan et al. 2023 (arXiv 2310.09168). The set-up asks a node for sub-tasks, each with a reason and two examples, shown
what is below and beside it (lookahead), and comes back to nodes that are not full (backtracking); names like an earlier
one are pruned. Rows fill nodes evenly, shown two examples of the node above, and drop instructions like an earlier one.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

NODE = {
    "name": "node",
    "title": _("Task"),
    "what": "tasks that an assistant is given",
    "root": "$about",
    "depth": "$depth",
    "children": "$children",
    "nodes": "all",
    "examples": True,
    "judged": "$judged",
}
ENRICH = Template(
    "explore-instruct.enrich",
    1,
    "{task}",
    "The task, from the general to the particular: {node}\nExamples of the task above it:\n{node_examples}\nWrite "
    "{asked} instructions for this task, each with a good answer. Make them differ in what they ask, in what they are "
    "about and in form; neither repeat the examples nor write for the task above.",
)
PLAN = [
    {"ask": {"step": "enrich", "gives": {"pairs": [{"instruction": "text", "response": "text"}]}}},
    {"item": {"each": "pairs", "fields": {"instruction": "instruction", "response": "response"}}},
]

RECIPE = Recipe(
    name="explore-instruct",
    title=_("Explore-Instruct"),
    summary=_("Searches a domain for its tasks, as a tree, and writes instructions with answers for each of them."),
    when=_("When nobody can list what a field consists of, and the data should cover all of it."),
    cites=("arXiv 2310.09168",),
    params=writing(
        Param("about", "text", "", _("About"), _("Root of the tree. Empty: what the codebook is for.")),
        Param("depth", "int", 2, _("Levels of tasks"), "", 1, 3),
        listed("children", 6, _("Tasks below each"), 12),
        Param("judged", "bool", True, _("Judge each task"), _("Leaves out those that the root does not need.")),
        Param("asked", "int", 10, _("Instructions to ask for"), _("In one prompt."), 1, 20),
        FIELDS,
        longest=4096,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(Part("topics", NODE),),
    allocator=Part("quota", {"of": "node"}),
    templates=(ENRICH,),
    plan=Part("steps", {"steps": PLAN, "candidates": 6.0}),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("instruction_form", {"field": "instruction", "ascii": False}),
        Part("duplicates", {"field": "instruction"}),
    ),
    reply_tokens=(300, 2500),
)
