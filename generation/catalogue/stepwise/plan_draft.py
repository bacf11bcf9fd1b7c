"""Plan, draft, refine: a long text in parts, each knowing those before it, and only faulty parts written again.

The survey's D = (D_1, …, D_k) (Long et al. 2024, arXiv 2406.15126): a plan of parts, a writer for each, a reader who
names contradictions. What is named is written again, and what depends on it; everything else stays as it is.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

ABOUT = "Part: {name}\nWhat it is for: {goal}\nIt must mention: {must_mention}\n"
PLAN = Template(
    "plan-draft.plan",
    1,
    "{task}",
    "Plan one item in {parts_wanted} parts. For each part give a short name, what it is for, one thing that it must "
    "mention word for word, and the names of earlier parts that it depends on.\nLabel: {label}",
)
WRITE = Template(
    "plan-draft.part",
    1,
    "{task}",
    "Write one part of an item. All parts:\n{parts}\n\nWritten so far:\n{texts}\n\n"
    "Keep to every fact that is told there, and begin in another way than the parts before.\n"
    + ABOUT
    + "Label: {label}",
)
CHECK = Template(
    "plan-draft.check",
    1,
    "{task}",
    "Read the parts of this item and list what contradicts: facts, names, numbers, order of events. For each give the "
    "name of the part that is to be changed, and what is wrong. An empty list where all fits.\n\n{texts}",
)
REWRITE = Template(
    "plan-draft.rewrite",
    1,
    "{task}",
    "Write this part again, so that it fits all others. All parts as they are:\n{texts}\n\n"
    + ABOUT
    + "What is wrong with it: {fault}\nLabel: {label}",
)
CHECKED = [
    {
        "ask": {
            "step": "check",
            "gives": {"contradictions": [{"part": "text", "problem": "text"}]},
            "temperature": 0.0,
            "optional": True,
        }
    },
    {
        "do": {
            "tool": "faulty",
            "reads": {"parts": "parts", "texts": "texts", "contradictions": "contradictions"},
            "gives": "faults",
        }
    },
    {"do": {"tool": "not", "reads": {"value": "faults"}, "gives": "fine"}},
]
PUT = {"do": {"tool": "put", "reads": {"name": "name", "text": "written", "texts": "texts"}, "gives": "texts"}}

RECIPE = Recipe(
    name="plan-draft",
    title=_("Plan, draft, refine"),
    summary=_(
        "Plans a long text in parts, writes one after the other, and writes again only what contradicts the rest."
    ),
    when=_("For texts too long or too structured to come out well in one go."),
    cites=("arXiv 2406.15126",),
    params=writing(
        Param("parts_wanted", "int", 4, _("Parts"), _("Of each text."), 2, 8),
        Param("rewrites", "int", 2, _("Rounds of rewriting"), _("At most; then a person is asked. 0: none."), 0, 5),
        FIELDS,
        longest=1024,
    ),
    task={"header_tokens": "$header_tokens"},
    templates=(PLAN, WRITE, CHECK, REWRITE),
    plan=Part(
        "steps",
        {
            "steps": [
                {
                    "ask": {
                        "step": "plan",
                        "gives": {
                            "sketch": [
                                {"name": "text", "goal": "text", "must_mention": "text", "depends_on": "texts"},
                            ]
                        },
                    }
                },
                {"do": {"tool": "planned", "reads": {"parts": "sketch"}, "gives": "parts"}},
                {"loop": {"each": "parts", "steps": [{"ask": {"step": "part", "gives": {"written": "text"}}}, PUT]}},
                *CHECKED,
                {
                    "loop": {
                        "times": "$rewrites",
                        "until": "fine",
                        "when": "faults",
                        "steps": [
                            {
                                "do": {
                                    "tool": "names_in",
                                    "reads": {"parts": "faults", "before": "again"},
                                    "gives": "again",
                                }
                            },
                            {
                                "loop": {
                                    "each": "faults",
                                    "steps": [{"ask": {"step": "rewrite", "gives": {"written": "text"}}}, PUT],
                                }
                            },
                            *CHECKED,
                        ],
                    }
                },
                {"require": {"that": "fine", "reason": _("parts contradict"), "otherwise": "review"}},
                {"do": {"tool": "whole", "reads": {"parts": "parts", "texts": "texts"}, "gives": "text"}},
                {
                    "item": {
                        "fields": {"text": "text"},
                        "keep": {"plan": "parts", "parts": "texts", "rewritten": "again"},
                    }
                },
            ]
        },
    ),
    verify=(Part("format"), Part("refusal"), Part("label_leak"), Part("duplicates")),
    rows_per_sample=1.2,
    reply_tokens=(60, 300),
)
