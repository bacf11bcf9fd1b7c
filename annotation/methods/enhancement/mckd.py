"""MCKD: two halves of the rows, and the student of each labels the other, stage by stage."""

from collections.abc import Iterable
from functools import partial

import numpy as np

from annotation.methods.enhancement.material import (
    TOO_FEW_LABELS,
    Enhanced,
    Material,
    Step,
    before,
    likeliest,
    nothing,
    stepwise,
)
from generation.methods.draws import derive
from generation.methods.students.student import fold_numbers
from generation.methods.translatable import gettext_noop as _

STAGES = 3
WHY = _("A student that learned from the other half of the rows gives another label.")


def mckd(material: Material, *, stages: int = STAGES, sure: float | None = None, random_state: int = 0) -> Enhanced:
    """Labels from students that never saw the row they label, up to `stages` times.

    Each stage cuts the rows in two anew (stratified, near-duplicates together), fits one student a half, and each
    relabels the half it has not seen; rows that people answered teach in both halves and keep their label. A stage
    holds only if the share of right labels among answered rows does not fall (each half of the answers hidden once);
    with fewer than 20 answers there is one stage and a note, for nobody can say which is best: on symmetric noise the
    first is, on confusions each further one helps.

    Parameters
    ----------
    material : the rows. stages : at most, 1 to 10. sure : a label changes only where the student gives the new one at
        least this probability; None: always. random_state : seed.

    Returns
    -------
    Enhanced; report: {before, stages: [share right after each that was tried], kept: how many hold}, the shares of
    answered rows with their interval, None where they are too few. Fewer than two labels: nothing, with a note.

    Reference: Zhao et al., "Multistage collaborative knowledge distillation from a large language model" (ACL 2024,
    arXiv 2311.08640), with a linear student; its last student, of all rows, is whoever learns from the labels next.
    """
    if not 1 <= stages <= 10:
        raise ValueError("stages must be from 1 to 10.")
    if not material.has_two_labels:
        return nothing(TOO_FEW_LABELS)
    stages = stages if before(material) else 1
    steps = partial(_stages, stages=stages, sure=sure, seed=random_state)
    return stepwise(material, steps, WHY, told_as="stages", random_state=random_state)


def _stages(material: Material, *, stages: int, sure: float | None, seed: int) -> Iterable[Step]:
    labels = material.labels
    for stage in range(stages):
        part = fold_numbers(labels, material.groups, folds=2, random_state=derive(seed, "half", stage))
        chances = np.full((len(labels), len(material.classes)), np.nan)
        for half in (0, 1):
            learn = (part != half) | material.pinned
            told = ~learn
            chances[told] = material.taught(learn, labels, random_state=derive(seed, "student", stage, half))[told]
        best, probability = likeliest(chances)
        holds = (best >= 0) & (probability >= (sure or 0)) & ~material.pinned
        labels = np.where(holds, best, labels)
        yield Step(labels, probability)
