"""Weights towards the label mix of the texts that the student will meet."""

import numpy as np

from annotation.methods.weighting.lesson import Lesson, Raw
from generation.methods.students.head import chances, fit_head, one_hot, with_constant
from generation.methods.students.student import INVERSE_PENALTY
from generation.methods.translatable import gettext_noop as _

ROUNDS, SETTLED = 1000, 1e-6

GIVEN = _("The target's labels are given: %(shares)s.")
ESTIMATED = _("The target's labels are estimated from its texts: %(shares)s.")
NOBODY = _("“%(label)s” makes up %(share)s of the target, but no row has it.")


def label_shift(lesson: Lesson) -> Raw:
    """`w_i = share of the label in the target / share of the label among the rows`.

    The target's shares are those given, scaled to sum to 1, or are estimated from its texts (see `target_shares`). A
    label that the target has and the rows have not is told in a note: no weight can make up for it.

    Reference: Saerens, Latinne and Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities"
    (Neural Computation 2002).
    """
    own = np.bincount(lesson.labels, minlength=len(lesson.classes)) / len(lesson.labels)
    if lesson.target_shares is None:
        wanted, said = _estimated(lesson, own), ESTIMATED
    else:
        wanted, said = _given(lesson), GIVEN
    told = ", ".join(f"{name} {share:.1%}" for name, share in zip(lesson.classes, wanted, strict=True))
    notes = [{"text": said, "values": {"shares": told}}]
    for place in np.flatnonzero((own == 0) & (wanted > 0)):
        notes.append({"text": NOBODY, "values": {"label": lesson.classes[place], "share": f"{wanted[place]:.1%}"}})
    ratio = np.divide(wanted, own, out=np.zeros(len(own)), where=own > 0)
    return Raw(ratio[lesson.labels], notes)


def target_shares(p: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Shares of the classes among texts of which a student says `p`, having learned from rows with the shares `own`.

    Expectation and maximisation: `q_c <- mean_i (q_c / own_c) p_ic / sum_k (q_k / own_k) p_ik`, from q = own, until no
    share moves by more than 1e-6 (at most 1,000 times). Right where texts of one label look alike in both.

    Parameters: p (texts, classes). own : (classes,). Returns (classes,), sums to 1; a class without rows stays at 0.
    """
    shares = own
    for _round in range(ROUNDS):
        ratio = np.divide(shares, own, out=np.zeros(len(own)), where=own > 0)
        moved = p * ratio
        after = (moved / np.maximum(moved.sum(axis=1, keepdims=True), np.finfo(float).tiny)).mean(axis=0)
        done, shares = np.abs(after - shares).max() < SETTLED, after
        if done:
            break
    return shares / shares.sum()


def _given(lesson: Lesson) -> np.ndarray:
    wanted = np.array([lesson.target_shares.get(name, 0.0) for name in lesson.classes])
    return wanted / wanted.sum()


def _estimated(lesson: Lesson, own: np.ndarray) -> np.ndarray:
    rows, target = with_constant(lesson.rows), with_constant(lesson.target_rows)
    penalty = 1 / (INVERSE_PENALTY * len(lesson.labels))
    head = fit_head(rows, one_hot(lesson.labels, len(lesson.classes)), penalty=penalty, steps=200)
    return target_shares(chances(target, head), own)
