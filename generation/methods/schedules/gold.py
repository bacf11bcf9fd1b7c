"""Gold samples in two halves: one that a run may learn from, and one that it never does."""

from collections.abc import Iterable

from generation.methods.draws import derive
from generation.methods.steps import Demonstration

LEAST = 20  # gold samples; with fewer, a half says nothing


def halves(gold: Iterable[Demonstration]) -> tuple[list[Demonstration], list[Demonstration]]:
    """Return the half that is used and the half that never is; a text falls into the same one in every run."""
    used, never = [], []
    for demo in gold:
        (never if derive(0, "gold", text_of(demo)) % 2 else used).append(demo)
    return used, never


def text_of(demo: Demonstration) -> str:
    """Return a sample's fields, one a line."""
    return "\n".join(map(str, demo.fields.values()))
