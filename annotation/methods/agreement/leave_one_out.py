"""What one person's answers do to the agreement of all."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.agreement.coefficient import Coefficient, Counts, sorted_codes
from annotation.methods.agreement.distances import Distance
from annotation.methods.agreement.krippendorff_alpha import krippendorff_alpha_of, statistic_of, why_undefined
from annotation.methods.agreement.patterns import patterns
from annotation.methods.columns import last_answers


@dataclass(frozen=True)
class Without:
    """Alpha without one annotator's answers, and that less alpha of all: above 0 the others agree more without them.

    `items` of theirs that somebody else answered, too. The difference and its limits are None where alpha is undefined.
    """

    annotator: Hashable
    items: int
    alpha: Coefficient
    difference: float | None = None
    low: float | None = None
    high: float | None = None


def leave_one_out(
    labels: pd.DataFrame, *, scale: str = "nominal", distance: Distance | None = None, most: int = 50,
    random_state: int = 0,
) -> list[Without]:  # fmt: skip
    """Krippendorff's alpha without each annotator in turn, beside alpha of all, both of the same draws of items.

    Parameters
    ----------
    labels : (item, annotator, label); the last answer of an annotator on an item counts.
    scale, distance : as for `krippendorff_alpha`. most : of the annotators with the most common items.

    Returns
    -------
    One a person, in the order of their names, which is no rank: who differs from the others may be right.

    Reference: Krippendorff, Content Analysis (2004), chapter 11, on individual observers' contribution.
    """
    answers = last_answers(labels)
    items = pd.factorize(answers["item"])[0]
    answers = answers[np.bincount(items)[items] >= 2] if len(items) else answers
    items, (people, persons), (values, codes) = (
        pd.factorize(answers["item"])[0],
        sorted_codes(answers["annotator"]),
        sorted_codes(answers["label"]),
    )
    often = np.bincount(persons, minlength=len(people))
    chosen = sorted(np.argsort(-often, kind="stable")[:most])
    how = {"scale": scale, "distance": distance}
    return [_without(people[one], values, items, codes, persons == one, how, random_state) for one in chosen]


def _without(
    annotator: Hashable, values: Sequence, items: np.ndarray, codes: np.ndarray, own: np.ndarray, how: dict, seed: int
) -> Without:
    found = patterns(items, codes + own * len(values))
    everybody = _counts(values, found.of, codes[found.rows], found.times)
    others = ~own[found.rows]
    left = np.bincount(found.of[others], minlength=len(found.times))
    others &= left[found.of] >= 2
    rest = _counts(values, found.of[others], codes[found.rows][others], found.times)
    alone = Counts(values, rest.cells[left >= 2], found.times[left >= 2])
    alpha, n = krippendorff_alpha_of(alone, **how, random_state=seed), int(own.sum())
    if alpha.value is None or why_undefined(everybody, **how):
        return Without(annotator, n, alpha)
    with_all, without = statistic_of(everybody, **how), statistic_of(rest, **how)

    def statistic(weights: np.ndarray) -> np.ndarray:
        return without(weights) - with_all(weights)

    value = statistic(found.times[None].astype(float))[0]
    limits = bootstrap_interval(statistic, found.times, random_state=seed, width=len(values))
    return Without(annotator, n, alpha, float(value), *limits)


def _counts(values: Sequence, of: np.ndarray, codes: np.ndarray, times: np.ndarray) -> Counts:
    return Counts(list(values), csr_array((np.ones(len(of)), (of, codes)), shape=(len(times), len(values))), times)
