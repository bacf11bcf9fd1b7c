"""FreeAL's refinement: clean labels stay, the others come from the student of the clean ones or the model again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from generation.methods.students.clean import clean_rows
from generation.methods.students.lessons import View
from generation.methods.translatable import gettext_noop as _

SUREST = 0.2  # of the clean rows of each label: from these come the examples of a round trip
WHY = _("The given label does not fit the others; a student of the clean labels gives another.")
WHY_ASKED = _("The given label does not fit the others; the model, shown clean ones, gives another.")

#: Asks a model again: (rows, clean rows to show with the class number of each) -> for each row a class number, -1 where
#: it gave none.
Ask = Callable[[Sequence[int], Mapping[int, int]], Sequence[int]]


def freeal(
    material: Material,
    *,
    ask: Ask | None = None,
    earlier: Sequence[Ask] = (),
    rounds: int = 2,
    random_state: int = 0,
) -> Enhanced:
    """Label again what is not clean.

    Clean is what has a small loss for students that have not seen it and that say the same (`students/clean.py`), and
    what people answered. Without `ask` the others get the label of a student of the clean rows, once. With it the
    model is asked for them again, up to `rounds` times, and shown the surest fifth of the clean rows of each label.

    Parameters
    ----------
    material : the rows. ask : the round trip to the model, or None. earlier : what it said in the first rounds, one
    each: these are gone through again without asking, and `ask` is for the rounds after them. rounds : in all.
    random_state : seed.

    Returns
    -------
    Enhanced; report: {clean: rows in the first round, before, rounds: [share right among answered rows after each],
    gains, flips: [of each round {share: of all labels, changed, heard: rows not clean that got an answer, unheard}],
    kept}. A round after which fewer answered rows are
    right is taken back with those after it. With fewer than 20 answers one round, with a note. A round trip is judged
    on answers that are told to nobody, so `ask` is called thrice a round: it may remember what it was asked. Whoever
    asks for rounds one by one ends where one has `settled`.

    Reference: Xiao et al., "FreeAL" (EMNLP 2023, arXiv 2311.15614), steps 2 to 4, linear student, out-of-fold losses.
    The whole loop, with its first labels and its examples, is the recipe of that name.
    """
    if not material.has_two_labels:
        return nothing(TOO_FEW_LABELS)
    rounds = 1 if ask is None or before(material) is None else rounds
    asks = [*earlier, *[ask] * (rounds - len(earlier))]
    steps = partial(_rounds, asks=asks, seed=random_state)
    return stepwise(material, steps, WHY if ask is None else WHY_ASKED, told_as="rounds", random_state=random_state)


def _rounds(material: Material, *, asks: Sequence[Ask | None], seed: int) -> Iterable[Step]:
    labels, certain = material.labels, np.full(len(material.given), np.nan)  # how sure is who gave the label last
    for number, ask in enumerate(asks, start=1):
        chances = material.crossed(labels, random_state=derive(seed, "crossed", number))
        clean = _clean(material, labels, chances, derive(seed, "clean", number))
        taught = material.taught(clean, labels, random_state=derive(seed, "taught", number))
        best, probability = likeliest(taught)
        if ask is not None:
            rest = _doubtful_first(np.flatnonzero(~clean), labels, taught)
            best[rest] = ask(rest.tolist(), _surest(labels, clean, chances))
            said = (best >= 0) & ~clean
            probability[said] = np.nan_to_num(taught[np.flatnonzero(said), best[said]])
        old, labels = labels, np.where(~clean & (best >= 0), best, labels)
        certain = np.where(labels != old, probability, certain)
        yield Step(labels, certain, {"clean": int(clean.sum())}, flips=_flips(old, labels, best[~clean]))


def _flips(old: np.ndarray, labels: np.ndarray, said: np.ndarray) -> dict:
    known = old >= 0
    changed, heard = int((old != labels)[known].sum()), int((said >= 0).sum())
    share = changed / int(known.sum()) if known.any() else 0.0
    return {"share": share, "changed": changed, "heard": heard, "unheard": len(said) - heard}


def _clean(material: Material, labels: np.ndarray, chances: np.ndarray, seed: int) -> np.ndarray:
    known = np.flatnonzero(labels >= 0)
    names = [material.classes[number] for number in labels[known]]
    clean = np.zeros(len(labels), dtype=bool)
    clean[known] = clean_rows(View(material.classes, chances[known]), names, random_state=seed)
    return clean | material.pinned


def _doubtful_first(rows: np.ndarray, labels: np.ndarray, taught: np.ndarray) -> np.ndarray:
    """In the order in which a budget is best spent: what the student finds least likely, rows without a label first."""
    return rows[np.argsort(np.where(labels[rows] < 0, -1, np.nan_to_num(taught[rows, labels[rows]])), kind="stable")]


def _surest(labels: np.ndarray, clean: np.ndarray, chances: np.ndarray) -> dict[int, int]:
    """Row -> its label: the surest of each label in turn, so that whoever takes the first ones has all labels."""
    found: list[tuple[int, int, int]] = []
    for label in np.unique(labels[clean]):
        rows = np.flatnonzero(clean & (labels == label))
        order = np.argsort(-np.nan_to_num(chances[rows, label]), kind="stable")
        surest = rows[order[: max(1, round(SUREST * len(rows)))]].tolist()
        found += [(rank, int(label), row) for rank, row in enumerate(surest)]
    return {row: label for _rank, label, row in sorted(found)}
