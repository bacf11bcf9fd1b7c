"""Evol-Instruct: instructions are rewritten round by round, harder each time, and answered.

C. Xu et al., ICLR 2024 (arXiv 2304.12244). A rewriting is one of five that make an instruction harder, or a new one of
the same domain; each by the same chance. Eliminated are rewritings that add nothing or cannot be answered (by a judge),
those that grew by over twenty words, that left their parent's subject (but for new ones of the domain), that speak of
their prompt, and those whose answer is an apology or says nothing.
An instruction whose rewriting was eliminated goes back into the next round as it was.
"""

from dataclasses import replace

from generation.catalogue.params import Param
from generation.catalogue.recipe import Recipe
from generation.catalogue.usual_settings import FIELDS, HEADER_TOKENS, QUESTION, TEMPERATURE, TOP_P, max_tokens
from generation.methods.parts import Part
from generation.methods.templates import Template
from generation.methods.translatable import gettext_noop as _

OPERATORS = {
    "constraint": "Make it harder by one further requirement or condition that an answer has to meet.",
    "deepen": "Make it harder: what it asks about is to be treated in more depth or breadth than now.",
    "concretise": "Make it harder by putting something more specific in the place of something general.",
    "reasoning": "Make it harder: where it can be answered in one step of thought, let it take several.",
    "complicate": "Make it harder by giving it an input to work on, such as a small table, a list or a few lines.",
    "breadth": "Write a new instruction instead: of the same domain, about as long and as hard, but of a rarer kind.",
}
REWRITE = (
    "{{how}}\nAdd ten to twenty words at most. It must stay something that people understand and answer. Leave tables "
    "and program lines as they are.\nThe instruction:\n{parent}"
)


def _evolve(operator: str) -> Template:
    return Template(f"evol-instruct.evolve_{operator}", 1, "{task}", REWRITE.replace("{{how}}", OPERATORS[operator]))


JUDGE = Template(
    "evol-instruct.judge",
    1,
    "",
    "Two instructions. First give a reason. Then say whether they are the same: equal requirements, equal depth and "
    "breadth. Then say whether the second can be answered by text, from what it says.\n"
    "First: {parent}\nSecond: {instruction}",
)
ANSWER = Template("evol-instruct.answer", 1, "{task}", "Answer this.\n{instruction}")

PLAN = [
    {"ask": {"step": "evolve", "variant": "operator", "variants": list(OPERATORS), "gives": {"instruction": "text"}}},
    {
        "ask": {
            "step": "judge",
            "gives": {"reason": "text", "same": "yes_no", "answerable": "yes_no"},
            "temperature": 0.0,
        }
    },
    {"do": {"tool": "not", "reads": {"value": "same"}, "gives": "gains"}},
    {"require": {"that": "gains", "reason": _("adds nothing to its parent")}},
    {"require": {"that": "answerable", "reason": _("cannot be answered")}},
    {"ask": {"step": "answer", "gives": {"response": "text"}}},
    {"item": {"fields": {"instruction": "instruction", "response": "response"}}},
]

RECIPE = Recipe(
    name="evol-instruct",
    title=_("Evol-Instruct"),
    summary=_(
        "Rewrites instructions round by round, harder each time, and answers them; what adds nothing is dropped."
    ),
    when=_("When your instructions are mostly easy, and you want some of each difficulty."),
    cites=("arXiv 2304.12244",),
    params=(
        QUESTION,
        Param("rounds", "int", 4, _("Rounds"), _("Each rewrites what the one before gave."), 1, 10),
        Param("growth", "int", 20, _("Words a rewriting may add"), _("So that it gets harder, not longer."), 5, 200),
        Param(
            "near",
            "float",
            0.25,
            _("Nearness to what it rewrites"),
            _("Cosine of letters at least: 0.25 tells another subject. 0 lets all pass."),
            0,
            1,
        ),
        FIELDS,
        TEMPERATURE,
        replace(TOP_P, default=0.95),
        max_tokens(2048),
        HEADER_TOKENS,
    ),
    task={"labelled": False, "header_tokens": "$header_tokens"},
    allocator=Part("noted"),
    templates=(*map(_evolve, OPERATORS), JUDGE, ANSWER),
    plan=Part("steps", {"steps": PLAN}),
    verify=(
        Part("format", {"optional": ["input"]}),
        Part("refusal"),
        Part("word_growth", {"field": "instruction", "most": "$growth"}),
        Part("drift", {"field": "instruction", "least": "$near", "but": ["breadth"]}),
        Part("prompt_leak", {"field": "instruction"}),
        Part("apology", {"field": "response"}),
        Part("no_content", {"field": "response"}),
        Part("duplicates", {"field": "instruction", "near": False}),
    ),
    schedule=Part("evolution", {"times": "$rounds", "operators": list(OPERATORS)}),
    rows_per_sample=1.5,
    reply_tokens=(60, 600),
)
