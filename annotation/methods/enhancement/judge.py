"""A judge in the manner of ARES: what leads a model back to its label teaches a small judge, which reads every row."""

from collections.abc import Iterable
from functools import partial

import numpy as np

from annotation.methods.enhancement.freeal import Ask
from annotation.methods.enhancement.material import TOO_FEW_LABELS, Enhanced, Material, Step, nothing, stepwise
from generation.methods.draws import derive
from generation.methods.translatable import gettext_noop as _

WHY = _("A judge, taught by labels that a model confirmed without seeing them, finds another label right.")
NOT_HEARD = _("The model confirmed no label, so there is nothing that could teach a judge.")


def judge(material: Material, *, ask: Ask, sure: float = 0.7, random_state: int = 0) -> Enhanced:
    """Label again what a judge finds wrong.

    A model labels rows, drawn by chance, without seeing their labels. Where it comes to the label given, the row is
    kept as positive and teaches the judge, a student, together with people's answers; where it comes to another, the
    row teaches nothing and takes that label if the judge finds it likelier than the one given. A row that was not asked
    about takes the judge's label where the judge gives it a probability of `sure` at least.

    Parameters
    ----------
    material : the rows. ask : (rows, {}) -> the class number that the model says of each, -1 for none. sure : of rows
    that the model was not asked about. random_state : seed.

    Returns
    -------
    Enhanced; report: {asked, confirmed, contradicted, unsure, before, rounds: [share right among answered rows], gains,
    kept}. `doubted` are the rows that nobody answered and whose label, proposals taken, the judge would not give: its
    verdict on every row, from which audit answers make an estimate (`annotation.methods.certificate.powered`).
    Of rows that nobody answered `contradicted` counts those for which the model has another label, `unsure` those it
    was not asked about and for which the judge has another one below `sure`. It is taken back where fewer answered rows
    would be right. Nothing, with a note, where the model confirmed none.

    Reference: Saad-Falcon, Khattab, Potts and Zaharia, "ARES" (NAACL 2024, arXiv 2311.09476), with labels in place of
    passages and a linear student in place of a fine-tuned one. How good the judge is, is seen from audit answers.
    """
    if not material.has_two_labels:
        return nothing(TOO_FEW_LABELS)
    steps = partial(_judged, ask=ask, sure=sure, seed=random_state)
    found = stepwise(material, steps, WHY, told_as="rounds", random_state=random_state)
    return found if found.report.get("confirmed") else nothing(NOT_HEARD, report=found.report)


def _judged(material: Material, *, ask: Ask, sure: float, seed: int) -> Iterable[Step]:
    rows = np.random.default_rng(derive(seed, "asked")).permutation(np.flatnonzero(material.given >= 0))
    said = np.full(len(material.given), -1)
    said[rows] = ask(rows.tolist(), {})
    confirmed = (said >= 0) & (said == material.given)
    says = material.taught(confirmed | material.pinned, material.labels, random_state=derive(seed, "judge"))
    chances = np.nan_to_num(says)
    labels, probability = material.labels.copy(), np.full(len(said), np.nan)
    best = np.where(said >= 0, said, chances.argmax(axis=1))
    every = np.arange(len(said))
    of_best, of_given = chances[every, best], np.where(labels < 0, 0, chances[every, labels])
    other = (best != labels) & (of_best > np.where(said >= 0, of_given, sure)) & ~material.pinned
    labels[other], probability[other] = best[other], of_best[other]
    differs = (best != material.labels) & ~material.pinned
    told = {"asked": said >= 0, "confirmed": confirmed}
    told |= {"contradicted": differs & (said >= 0), "unsure": differs & (said < 0) & ~other}
    reads = ~np.isnan(says).any(axis=1) & ~material.pinned & (labels >= 0)  # not what taught it
    doubted = reads & (chances.argmax(axis=1) != labels)
    yield Step(labels, probability, {name: int(rows.sum()) for name, rows in told.items()}, doubted=doubted)
