"""A random piece of real text that inspires a sample.

OSS-Instruct, Wei et al. 2024 (arXiv 2312.02120): a document, a start line, and 1 to 15 lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

LONGEST = 15


@dataclass(frozen=True)
class Fragment:
    """Lines of a document: its number, the first line (from 0) and how many."""

    document: int
    start: int
    lines: int
    text: str


def fragment(documents: Sequence[str], seed: int, *, longest: int = LONGEST) -> Fragment | None:
    """Draw a document, one of its lines that holds something, and a length of 1 to `longest` lines; all uniformly.

    A fragment ends where its document does. Equal seeds give equal fragments. Nothing but blank documents: None.
    """
    rng = Random(seed)
    filled = [number for number, text in enumerate(documents) if text.strip()]
    if not filled:
        return None
    number = rng.choice(filled)
    rows = documents[number].splitlines()
    start = rng.choice([place for place, row in enumerate(rows) if row.strip()])
    chosen = rows[start : start + rng.randint(1, longest)]
    return Fragment(number, start, len(chosen), "\n".join(chosen))
