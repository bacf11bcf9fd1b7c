"""The tools that steps call by name."""

from collections import Counter

from generation.methods.plans.steps.tools.registry import GROUPS


def test_no_name_stands_for_two_tools():
    counts = Counter(name for group in GROUPS for name in group.TOOLS)
    assert [name for name, times in counts.items() if times > 1] == []
