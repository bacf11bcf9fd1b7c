"""A draft held against what people say by it, and against what they had said before, each reference by itself.

Where a draft changes what a label means, an answer to the version in force is no longer what a model should say by the
draft. So the two kinds of answers are told apart, and an estimate says which of them it rests on.
"""

from dataclasses import asdict, dataclass

import pandas as pd

from annotation.methods.columns import checked
from annotation.methods.effects.estimate import Estimate
from annotation.methods.trials.basis import DRAFT, OTHERS, SAME
from annotation.methods.trials.measures import difference, share_of
from generation.methods.estimates import Share

SAID = ("item", "by_base", "by_draft", "before", "after", "weight")


@dataclass(frozen=True)
class Reference:
    """How often the LLM says what people say, before and after a change, by one reference for the label after it."""

    name: str
    before: Share
    after: Share
    difference: Estimate
    counts: dict[str, int]

    def as_json(self) -> dict:
        return {
            "name": self.name,
            "before": self.before.as_json(),
            "after": self.after.as_json(),
            "difference": asdict(self.difference),
            "counts": self.counts,
        }


def by_reference(table: pd.DataFrame) -> list[Reference]:
    """The same comparison by each reference: `draft`, `same` and `others`.

    `draft`: items that people answered by both codebooks. Right before is `before == by_base`, right after is
    `after == by_draft`: each text's labels against people's answers to that text, paired by item.
    `same`: the same items, with `by_base` for both: what the change of meaning costs a draft that is held against
    answers to the version in force.
    `others`: items without an answer by the draft, with `by_base` for both.

    Parameters
    ----------
    table : (item, by_base, by_draft, before, after, weight). `by_base` and `by_draft` are people's labels by the
        version in force and by the draft, the latter "" where nobody was asked; `before` and `after` the LLM's by each.

    Returns those that have items, in this order. Shares have Wilson's interval and differences Newcombe's for pairs,
    both at the effective number of items where weights differ. No rows: [].
    """
    table = checked(table, SAID)
    asked = table["by_draft"] != ""
    kinds = ((DRAFT, table[asked], "by_draft"), (SAME, table[asked], "by_base"), (OTHERS, table[~asked], "by_base"))
    return [_reference(name, rows, wanted) for name, rows, wanted in kinds if len(rows)]


def _reference(name: str, rows: pd.DataFrame, wanted: str) -> Reference:
    right = pd.DataFrame(
        {
            "item": rows["item"],
            "right_before": rows["before"] == rows["by_base"],
            "right_after": rows["after"] == rows[wanted],
            "weight": rows["weight"],
        }
    )
    shares = (share_of(right[f"right_{when}"], right["weight"]) for when in ("before", "after"))
    return Reference(name, *shares, *difference(right))
