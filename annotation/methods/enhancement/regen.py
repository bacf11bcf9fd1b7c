"""ReGen's filter: a label stays where students of the other rows give the same, round by round."""

import numpy as np
import pandas as pd

from annotation.methods.columns import PROPOSALS
from annotation.methods.enhancement.material import TOO_FEW_LABELS, Enhanced, Material, likeliest, nothing
from annotation.methods.filters.agreement import floored
from annotation.methods.filters.confidence import of_label
from generation.methods.draws import derive
from generation.methods.translatable import gettext_noop as _

ROUNDS = 3
SURE = 0.5  # from the second round on
FLIPS = 0.01  # of the rows; when fewer change sides, another round tells nothing new
WHY = _("Students of the rows that were kept give another label, or are unsure of this one.")


def regen(material: Material, *, rounds: int = ROUNDS, sure: float = SURE, random_state: int = 0) -> Enhanced:
    """Withhold the labels that a student of other rows does not give.

    A row is kept where the out-of-fold student says its label, from the second round on with probability at least
    `sure`; the next round's students learn from what was kept. Ends after `rounds`, or when fewer than one row in a
    hundred changes sides. Of a class at least max(16, a fifth) stay, else its half with the highest P(label). Answers
    of people stay.

    Parameters
    ----------
    material : the rows. rounds : at most. sure : in [0, 1]. random_state : seed.

    Returns
    -------
    Enhanced; proposals have label None (the row should wait for a person) and the probability of its given label.
    report: {rounds: [{kept, flips}], classes: [{label, rows, kept}]}. Rows of which nothing can be said are withheld by
    nobody. Two models with one bias agree on the same errors, so the kept rows need an audit all the more.

    Reference: Yu et al., "ReGen" (Findings of ACL 2023, arXiv 2305.10703); the least that is kept: Meng et al.,
    "SuperGen" (NeurIPS 2022, arXiv 2202.04538).
    """
    if not material.has_two_labels:
        return nothing(TOO_FEW_LABELS)
    labels = material.labels
    keep, told = labels >= 0, []
    for number in range(rounds):
        # Out of fold of the rows that were kept, and of the others by all of them.
        chances = material.crossed(np.where(keep, labels, -1), random_state=derive(random_state, "regen", number))
        fits = _fits(chances, labels, 0.0 if number == 0 else sure)
        unsaid_is_kept = np.nan_to_num(of_label(chances, labels), nan=1.0)
        now = floored(fits | material.pinned, unsaid_is_kept, labels) | material.pinned
        flips = int((now != keep).sum())
        keep = now
        told.append({"kept": int(keep.sum()), "flips": flips})
        if flips < FLIPS * len(labels):
            break
    rows = np.flatnonzero(~keep & (material.given >= 0) & ~material.pinned)
    proposals = pd.DataFrame(
        {
            "sample": material.samples.to_numpy()[rows],
            "label": pd.Series([None] * len(rows), dtype=object),
            "probability": chances[rows, labels[rows]],
            "why": WHY,
        },
        columns=list(PROPOSALS),
    )
    classes = [
        {"label": name, "rows": int((labels == i).sum()), "kept": int(keep[labels == i].sum())}
        for i, name in enumerate(material.classes)
    ]
    return Enhanced(proposals, {"rounds": told, "classes": classes})


def _fits(chances: np.ndarray, labels: np.ndarray, sure: float) -> np.ndarray:
    best, probability = likeliest(chances)
    unknown = best < 0
    return (labels >= 0) & (unknown | ((best == labels) & (probability >= sure)))
