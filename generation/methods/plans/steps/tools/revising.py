"""Tools for texts that are revised in turns: which principle comes next, what a revision may change, and the trail."""

from collections.abc import Mapping, Sequence
from typing import Any

from generation.methods.fence import fenced
from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.translatable import gettext_noop as _


def fence(fields: Mapping[str, str]) -> str:
    """Return the fields between markers that they cannot close: data for a prompt, never orders."""
    return fenced(fields)


def copied(value: Any) -> Any:
    """Return a value under another name, before a later step gives it anew."""
    return value


def together(**values: Any) -> dict:
    """Return values as one object."""
    return values


def in_turn(entries: Sequence[Any], number: int) -> Any:
    """Return the entry of a turn, from 1; after the last one the first again."""
    if not entries:
        raise Unusable(_("a list that is needed is empty"))
    return entries[(number - 1) % len(entries)]


def appended(entry: Any, entries: Sequence[Any] | None = None) -> list:
    """Return the list with one entry more."""
    return [*(entries or ()), entry]


def revision(before: Mapping[str, str], after: Mapping[str, str], draft: Mapping[str, str], most: float) -> dict:
    """Return a revision, or the text as it was where more than the share `most` of the draft's characters changed."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - web processes know the tool and never run it

    texts = ("\n".join(fields.values()) for fields in (draft, after))
    return dict(after if Levenshtein.normalized_distance(*texts) <= most else before)


def quiet(entries: Sequence[Any], turns: int) -> bool:
    """Whether each of the last `turns` entries is empty."""
    return len(entries) >= turns and not any(entries[-turns:])


TOOLS = {
    "fence": Tool(fence),
    "copied": Tool(copied),
    "together": Tool(together),
    "in_turn": Tool(in_turn),
    "appended": Tool(appended),
    "revision": Tool(revision),
    "quiet": Tool(quiet),
}
