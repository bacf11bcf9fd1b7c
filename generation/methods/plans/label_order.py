"""Labels and examples in another order for each item: models favour what stands first or last, whatever the item says.

Zhao et al. 2021 (arXiv 2102.09690) and Lu et al. 2022 (arXiv 2104.08786) measured it: the order moves answers more than
drawing them once more does. The order follows from the run's seed, the question and the item.
"""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from generation.methods.draws import derive
from generation.methods.kit import Kit
from generation.methods.steps import Draw
from generation.methods.taskspec import QuestionSpec

CODEBOOK, SHUFFLED = "codebook", "shuffled"
One = TypeVar("One")


def shuffled(kit: Kit, draw: Draw) -> tuple[Kit, Draw]:
    """The kit with the labels of each question, and the draw with what it shows, in an order of this item's own."""
    questions = tuple(_shuffled(kit.context.seed, question, draw.item) for question in kit.context.spec.questions)
    context = replace(kit.context, spec=replace(kit.context.spec, questions=questions))
    shown = _mixed(draw.demonstrations, derive(kit.context.seed, "shown", draw.item))
    return replace(kit, context=context), replace(draw, demonstrations=shown)


def _shuffled(seed: int, question: QuestionSpec, item: str) -> QuestionSpec:
    return replace(question, labels=_mixed(question.labels, derive(seed, "labels", question.name, item)))


def _mixed(entries: Sequence[One], seed: int) -> tuple[One, ...]:
    return tuple(Random(seed).sample(entries, len(entries)))
