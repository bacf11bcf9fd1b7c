"""Label replacement: a student of the reviewed rows alone replaces labels where it is sure and known to be right."""

from collections.abc import Sequence

import numpy as np

from annotation.methods.enhancement.material import (
    ENOUGH_ANSWERS,
    TOO_FEW_LABELS,
    UNJUDGED,
    Enhanced,
    Material,
    likeliest,
    nothing,
    propose,
    right,
)
from generation.methods.estimates import wilson
from generation.methods.students.student import out_of_fold
from generation.methods.translatable import gettext_noop as _

SURE = 0.9
TARGET = 0.95
WHY = _("A student of what people answered is sure of another label.")
FEW = _(
    "On rows that people answered the student is right often enough where it is sure, but they are too few to be sure "
    "of that: see the interval."
)
NOT_SURE = _("On rows that people answered the student is too seldom right where it is sure, so nothing is proposed.")


def replacement(material: Material, *, sure: float = SURE, target: float = TARGET, random_state: int = 0) -> Enhanced:
    """Replace labels of rows that nobody reviewed, after a student fitted on reviewed rows only.

    The student's label is proposed where it differs from the given one with probability at least `sure`, and only if,
    out of fold on the reviewed rows, the student is right in a share of at least `target` of those it is as sure of.

    Parameters
    ----------
    material : the rows; those with answers are the reviewed ones. sure, target : in (0, 1]. random_state : seed.

    Returns
    -------
    Enhanced; report: {precision: of the sure ones, with its Wilson interval, reviewed, matrix: `replacement_matrix`}.
    A note where its interval reaches below the target. Nothing, with a note: fewer than 20 answers or sure rows among
    them, answers of one label, precision below target.

    Reference: Chung, Kamar and Amershi, "Increasing diversity while maintaining accuracy" (ACL 2023, arXiv
    2306.04140), label replacement; the paper's own proxy is not known to be this one.
    """
    if not (0 < sure <= 1 and 0 < target <= 1):
        raise ValueError("sure and target must lie between 0 and 1.")
    reviewed = np.flatnonzero(material.pinned)
    if len(reviewed) < ENOUGH_ANSWERS:
        return nothing(UNJUDGED, report={"reviewed": len(reviewed)})
    answers = material.answers[reviewed]
    if len(np.unique(answers)) < 2:
        return nothing(TOO_FEW_LABELS, report={"reviewed": len(reviewed)})
    groups = None if material.groups is None else material.groups[reviewed]
    own = material.features[reviewed]
    crossed = out_of_fold(own, answers, len(material.classes), groups=groups, random_state=random_state)
    said, chance = likeliest(crossed)
    precision = right(said, answers, np.flatnonzero(chance >= sure))
    report = {"precision": precision.as_json(), "reviewed": len(reviewed)}
    if precision.n < ENOUGH_ANSWERS or precision.value < target:
        return nothing(NOT_SURE, report=report)
    best, chance = likeliest(material.taught(material.pinned, material.answers, random_state=random_state))
    labels = np.where(chance >= sure, best, material.given)
    open_rows = (material.given >= 0) & ~material.pinned
    given, after = (
        [material.classes[number] for number in numbers[open_rows]]
        for numbers in (material.given, np.where(labels >= 0, labels, material.given))
    )
    matrix = replacement_matrix(given, after)
    notes = [FEW] if precision.low < target else []
    return Enhanced(propose(material, labels, chance, WHY), report | {"matrix": matrix, "target": target}, notes)


def replacement_matrix(given: Sequence[str], replaced: Sequence[str]) -> list[dict]:
    """How often each given label was replaced, and by which: rows in the order of the labels.

    Returns [{label, n, replaced, value, low, high, to: {label: count}}]: `value` is the share replaced with its Wilson
    interval (95 %); `to` counts each label that rows of this one have afterwards, itself included.
    """
    rows = []
    given, replaced = np.asarray(given, dtype=object), np.asarray(replaced, dtype=object)
    for label in sorted(set(given)):
        after = replaced[given == label].tolist()
        share = wilson(sum(other != label for other in after), len(after))
        to = {other: after.count(other) for other in sorted(set(after))}
        found = {"value": share.value, "low": share.low, "high": share.high, "to": to}
        rows.append({"label": label, "n": share.n, "replaced": share.count} | found)
    return rows
