"""WANLI's rule for two people who each label, revise or discard an item: one of the two is kept, never a mixture.

| what the two did                            | what holds                             | row             |
|---------------------------------------------|----------------------------------------|-----------------|
| one or both discard                         | the item is discarded                  | discarded       |
| both revise                                 | one revision, by the coin              | both_revised    |
| one revises, in punctuation alone           | the revision                           | punctuation     |
| one revises, in more than that              | the other's answers, the text unrevised| one_revised     |
| neither revises, the same answers           | these                                  | agreed          |
| neither revises, other answers              | one person's, by the coin              | differed        |

The coin of the last row is what leaves the noise of labels visible: a majority of two with a third would hide it. A
revision comes with its author's label: the label is of the text as its author left it.

Reference: Liu, Swayamdipta, Smith, Choi, "WANLI: Worker and AI Collaboration for Natural Language Inference Dataset
Creation", Findings of EMNLP 2022, pp. 6826-6847 (arXiv 2201.05955), its released processing of the workers' answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from generation.methods.questions.revisions import (
    differs_in_punctuation_only,
    is_discarded,
    is_same_text,
    revised_fields,
    revisions,
)
from generation.methods.taskspec import TaskSpec

DISCARDED, BOTH_REVISED, PUNCTUATION, ONE_REVISED, AGREED, DIFFERED = ROWS = (
    "discarded", "both_revised", "punctuation", "one_revised", "agreed", "differed",
)  # fmt: skip
#: Not a row of the table: a lead took one person's answers as they are, beside what the table would say.
TAKEN = "taken"


@dataclass(frozen=True)
class Reading:
    """What one person made of an item: discarded, the fields revised with their new texts, and the other answers."""

    discarded: bool = False
    revised: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Merged:
    """`row` of the table; `kept`: 0 or 1, the person whose answers hold; `coin`: what it showed, None where none fell.

    Of a discarded item `kept` is the first who discarded it.
    """

    row: str
    kept: int
    coin: int | None = None


def reading(spec: TaskSpec, fields: Mapping[str, str], answers: Mapping[str, Any]) -> Reading:
    """Return what a person's answers come to. A text that was left as it is was not revised."""
    changed = {
        name: text
        for name, text in revisions(spec.questions, answers).items()
        if not is_same_text(text, fields.get(name, ""))
    }
    names = revised_fields(spec.questions)
    said = {name: answer for name, answer in answers.items() if name not in names}
    return Reading(is_discarded(spec.questions, answers), changed, said)


def merge(one: Reading, other: Reading, fields: Mapping[str, str], coin: int) -> Merged:
    """Return which of two readings holds, and why.

    Parameters
    ----------
    one, other : the two people's readings, in the order in which `coin` counts them
    fields : the item's texts as they were
    coin : 0 or 1, used only where the table leaves the choice to it

    Swapping the people and turning the coin gives the same reading.
    """
    both = (one, other)
    if one.discarded or other.discarded:
        return Merged(DISCARDED, 0 if one.discarded else 1)
    if one.revised and other.revised:
        return _by_coin(BOTH_REVISED, both, coin)
    if one.revised or other.revised:
        author = 0 if one.revised else 1
        trifle = all(
            differs_in_punctuation_only(fields.get(name, ""), text) for name, text in both[author].revised.items()
        )
        return Merged(PUNCTUATION, author) if trifle else Merged(ONE_REVISED, 1 - author)
    if one.said == other.said:
        return Merged(AGREED, 0)
    return _by_coin(DIFFERED, both, coin)


def _by_coin(row: str, both: tuple[Reading, Reading], coin: int) -> Merged:
    """No coin falls where both sides of it show the same."""
    return Merged(row, 0) if both[0] == both[1] else Merged(row, coin, coin)


def coin_of(seed: str) -> int:
    """Return 0 or 1, each with a chance of one half, always the same for a seed."""
    return blake2b(f"two people/{seed}".encode(), digest_size=1).digest()[0] & 1
