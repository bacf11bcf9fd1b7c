"""All tools that a `do` step can call, by name; each group has a file of its own."""

from generation.methods.plans.steps.tools import (
    common,
    deriving,
    drafting,
    exercises,
    explaining,
    facts,
    grounding,
    growing,
    judging,
    maths,
    programming,
    querying,
    reasoning,
    revising,
    rewriting,
    rounds,
    soft_labels,
    voting,
    wording,
)
from generation.methods.plans.steps.tools.tool import Tool, Unusable

GROUPS = (
    common,
    deriving,
    drafting,
    exercises,
    explaining,
    facts,
    grounding,
    growing,
    judging,
    maths,
    programming,
    querying,
    reasoning,
    revising,
    rewriting,
    rounds,
    soft_labels,
    voting,
    wording,
)
TOOLS: dict[str, Tool] = {name: tool for group in GROUPS for name, tool in group.TOOLS.items()}

__all__ = ["TOOLS", "Unusable"]
