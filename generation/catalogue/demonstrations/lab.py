"""LAB: each prompt is about one leaf of a taxonomy, with that leaf's examples alone.

Sudalairaj et al. 2024 (arXiv 2403.01081). Seeds name their leaf. From a leaf's examples questions are made, judged,
answered in a manner that suits them, and the pairs are judged from 1 to 3. Every leaf gets the same number of accepted
samples, however many of its questions the judges turn away.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

QUESTIONS = Template(
    "lab.questions",
    1,
    "{task}",
    "All that follows is about: {leaf}\n{demonstrations}\nWrite {asked} new questions or tasks of just this kind, "
    "unlike the examples and each other. Say of each whether its answer should be precise (facts, steps, figures) or "
    "creative.",
)
JUDGE_QUESTION = Template(
    "lab.judge_question",
    1,
    "",
    "A question about {leaf}: {question}\nIt is usable where it belongs to this subject, is clear, asks for something "
    "that text can answer, and harms nobody. Give a reason first.",
)
PRECISE = Template(
    "lab.answer_precise",
    1,
    "{task}\nYou are an expert who answers exactly, completely and without decoration.",
    "Answer this question about {leaf}.\n{question}",
)
CREATIVE = Template(
    "lab.answer_creative",
    1,
    "{task}\nYou are a writer with a voice of your own who does what is asked.",
    "Answer this request about {leaf}.\n{question}",
)
JUDGE_PAIR = Template(
    "lab.judge_pair",
    1,
    "",
    "Question: {question}\nAnswer: {response}\nGive a reason, then a score. 3: correct, complete and to the point. 2: "
    "correct, but something is missing or superfluous. 1: wrong, evasive or beside the point.",
)

QUESTION_SHAPE = [{"question": "text", "manner": ["precise", "creative"]}]
PLAN = [
    {"ask": {"step": "questions", "gives": {"questions": QUESTION_SHAPE}}},
    {
        "ask": {
            "step": "judge_question",
            "each": "questions",
            "gives": {"reason": "text", "usable": "yes_no"},
            "temperature": 0.0,
        }
    },
    {"do": {"tool": "judged", "reads": {"entries": "questions", "scores": "usable"}, "gives": "asked_for"}},
    {
        "ask": {
            "step": "answer",
            "each": "asked_for.fit",
            "variant": "manner",
            "variants": ["precise", "creative"],
            "gives": {"response": "text"},
        }
    },
    {
        "do": {
            "tool": "answered",
            "reads": {"questions": "asked_for.fit", "responses": "response"},
            "gives": "pairs",
            "needed": False,
        }
    },
    {
        "ask": {
            "step": "judge_pair",
            "each": "pairs",
            "gives": {"reason": "text", "score": ["1", "2", "3"]},
            "temperature": 0.0,
        }
    },
    {"do": {"tool": "numbers", "reads": {"entries": "score"}, "gives": "scores"}},
    {
        "do": {
            "tool": "judged",
            "reads": {"entries": "pairs", "scores": "scores", "least": "least"},
            "gives": "graded",
            "when": "pairs",
        }
    },
    {"item": {"each": "graded.fit", "fields": {"instruction": "question", "response": "response"}}},
    {"item": {"each": "asked_for.unfit", "unfit": _("the question was judged unusable")}},
    {"item": {"each": "graded.unfit", "unfit": _("the answer was judged too low")}},
]

RECIPE = Recipe(
    name="lab",
    title=_("LAB: one leaf at a time"),
    summary=_(
        "Your seeds say which leaf of a taxonomy they belong to. Each prompt shows one leaf; questions and answers are "
        "judged, and all leaves get as many samples."
    ),
    when=_("When seeds of many subjects, mixed in a prompt, would only bring the model's favourite ones."),
    cites=("arXiv 2403.01081",),
    params=writing(
        Param("asked", "int", 10, _("Questions to ask for"), _("In one prompt. Published with 30."), 1, 30),
        Param("shown", "int", 3, _("Examples in the prompt"), _("Of the leaf."), 1, 10),
        Param("least", "int", 2, _("Lowest score of an answer"), _("A judge gives 1 to 3."), 1, 3),
        FIELDS,
        longest=2048,
        temperature=0.7,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(Part("leaves", {"name": "leaf"}),),
    allocator=Part("quota", {"of": "leaf"}),
    demonstrations=Part("leaf_only", {"dimension": "leaf", "k": "$shown"}),
    templates=(QUESTIONS, JUDGE_QUESTION, PRECISE, CREATIVE, JUDGE_PAIR),
    plan=Part("steps", {"steps": PLAN, "candidates": 5.0}),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("duplicates", {"field": "instruction"}),
    ),
    reply_tokens=(60, 800),
)
