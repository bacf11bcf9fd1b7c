"""Chain of thought with self-consistency: a problem is solved several times, and the answer that most reach is kept.

J. Wei et al. 2022 (arXiv 2201.11903): reasons stand before the answer. X. Wang et al. 2023 (arXiv 2203.11171): the
answer with the most votes, its share a confidence. Of the chains that reach it the shortest is kept.
"""

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, listed, writing
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

CHAINS = Param("chains", "int", 5, _("Solutions of each"), _("Independent ones, of which the majority counts."), 2, 40)
SHARE = Param(
    "share",
    "float",
    0.5,
    _("Least agreement"),
    _("Where fewer solutions agree, a person is asked."),
    0,
    1,
)
REASONING = Param(
    "keep_reasoning",
    "bool",
    True,
    _("Keep the reasoning"),
    _("Stored beside the sample, and part of what you download."),
)
VERIFIED = Param(
    "verified_label",
    "text",
    "",
    _("Label of such samples"),
    _("Name of a label of the codebook that each of them gets; empty for none: people judge them."),
)

PROBLEM = Template(
    "chain-of-thought.problem",
    1,
    "{task}",
    "Write one new problem that takes several steps to solve and has exactly one short answer: a number, a name or a "
    "few words. Everything that is needed stands in it. Do not solve it.\nIt is about: {topic}",
)
SOLVE = Template(
    "chain-of-thought.solve",
    1,
    "",
    "Solve this problem. Write down your reasoning step by step first; then give the answer alone, as short as "
    "possible, without explanation. Answer “unknown” where it cannot be told.\n\nProblem: {question}",
)

RECIPE = Recipe(
    name="chain-of-thought",
    title=_("Reasoning, by majority"),
    summary=_(
        "Writes problems and solves each several times, step by step. The answer that most solutions reach counts."
    ),
    when=_("For questions whose answer takes several steps, where a single answer of the model is too often wrong."),
    cites=("arXiv 2201.11903", "arXiv 2203.11171"),
    params=writing(listed("topics", 20, _("Topics"), 100), CHAINS, SHARE, REASONING, VERIFIED, FIELDS, longest=1024),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    values=(
        Part(
            "enumerated",
            {
                "name": "topic",
                "title": _("Topic"),
                "what": "topics from which such problems are made, ordinary and unusual ones",
                "count": "$topics",
            },
        ),
    ),
    templates=(PROBLEM, SOLVE),
    plan=Part(
        "steps",
        {
            "steps": [
                {"ask": {"step": "problem", "gives": {"question": "text"}}},
                {
                    "ask": {
                        "step": "solve",
                        "times": "$chains",
                        "temperature": 0.7,
                        "gives": {"reasoning": "text", "answer": "text"},
                    }
                },
                {
                    "do": {
                        "tool": "agree",
                        "reads": {"answers": "answer", "chains": "reasoning", "of": "chains", "share": "share"},
                        "gives": "agreed",
                    }
                },
                {
                    "do": {
                        "tool": "only_if",
                        "reads": {"value": "agreed.chain", "that": "keep_reasoning"},
                        "gives": "chain",
                    }
                },
                {"require": {"that": "agreed.sure", "reason": _("few solutions agree"), "otherwise": "review"}},
                {
                    "item": {
                        "fields": {"question": "question", "answer": "agreed.answer"},
                        "label": "verified_label",
                        "probability": "agreed.share",
                        "rationale": "chain",
                        "keep": {"reasoning": "chain", "share": "agreed.share", "votes": "agreed.counts"},
                    }
                },
            ]
        },
    ),
    verify=(Part("format", {"optional": ["input"]}), Part("refusal"), Part("duplicates")),
    rows_per_sample=1.3,
    reply_tokens=(60, 400),
)
