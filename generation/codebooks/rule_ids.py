"""Rules keep their ids from version to version; a number that was once published is never given to another rule."""

import re
from collections.abc import Iterable

NUMBERED = re.compile(r"^R(\d{1,9})$")


def with_rule_ids(rules: Iterable[object], published: Iterable[str]) -> list[object]:
    """Give each rule that has no id the next free R number, counting on from every published and every given one."""
    rules = list(rules)
    given = [str(rule.get("id") or "").strip() for rule in rules if isinstance(rule, dict)]
    free = 1 + max((_number(key) for key in [*published, *given]), default=0)
    numbered = []
    for rule in rules:
        if isinstance(rule, dict) and not str(rule.get("id") or "").strip():
            rule = {**rule, "id": f"R{free}"}
            free += 1
        numbered.append(rule)
    return numbered


def _number(key: str) -> int:
    found = NUMBERED.match(key)
    return int(found.group(1)) if found else 0
