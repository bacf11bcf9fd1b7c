"""For each row a random piece of the project's unlabelled samples, to be inspired by.

OSS-Instruct, Wei et al. 2024 (arXiv 2312.02120).
"""

import re
from dataclasses import dataclass
from random import Random
from typing import Any

from generation.methods.kit import Kit
from generation.methods.lack import Lack, short_of
from generation.methods.parts import bounded
from generation.methods.steps import Draw
from generation.methods.values.dealer import RowDealer
from generation.methods.values.fragments import LONGEST, fragment

SENTENCE_END = re.compile(r"(?<=[.!?。])\s+")


@dataclass(frozen=True)
class Inspirations(RowDealer):
    """1 to `longest` lines of a document, from a line by chance; a text of one line counts by its sentences.

    Rows know it as `fragment`. Which document it is from (its place among those that the run froze) and which line
    stays with the row.
    """

    longest: int = bounded(LONGEST, least=1, most=200)

    names = ("fragment",)

    def lacks(self, kit: Kit) -> Lack | None:
        return short_of("unlabelled", len(kit.context.topics))

    def given(self, kit: Kit, draw: Draw, rng: Random) -> dict[str, Any]:
        topics = kit.context.topics
        number = rng.randrange(len(topics)) if len(topics) else 0
        found = fragment([lined(topics[number])] if len(topics) else [], rng.getrandbits(63), longest=self.longest)
        if found is None:
            return {}
        return {"fragment": found.text, "passages": [found.text], "document": number, "line": found.start}


def lined(text: str) -> str:
    """Return a text of several lines as it is, and one of a single line with each sentence on its own."""
    return text if "\n" in text.strip() else SENTENCE_END.sub("\n", text.strip())
