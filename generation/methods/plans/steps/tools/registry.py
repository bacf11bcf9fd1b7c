"""All tools that a `do` step can call, by name; each group has a file of its own."""

from generation.methods.plans.steps.tools import common, judging, revising, wording
from generation.methods.plans.steps.tools.tool import Tool, Unusable

TOOLS: dict[str, Tool] = {**common.TOOLS, **judging.TOOLS, **revising.TOOLS, **wording.TOOLS}

__all__ = ["TOOLS", "Unusable"]
