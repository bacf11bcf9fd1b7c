"""The alternative annotator test: whether a model may take a person's place beside the others."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import t as student_t

from annotation.methods.agreement.bootstrap import bootstrap_interval
from annotation.methods.columns import checked, last_answers
from annotation.methods.effects.estimate import Estimate
from generation.methods.translatable import gettext_noop as _

LEAST_PEOPLE, LEAST_ITEMS = 3, 30
RISK = 0.05
PASSES = 0.5

#: What it costs to be as good as a person, by who the people are: so much worse a model may be and still win.
EPSILONS = (0.1, 0.15, 0.2)

NO_OTHERS = _("no item was answered by two people and the model")
FEW_PEOPLE = _("it takes three people with thirty items each that others answered, too")


@dataclass(frozen=True)
class Against:
    """The model in the place of one person: `advantage`, the share of items where it says what the others say at least
    as often as this person; `human`, the same the other way round. `won`: after the correction."""

    person: str
    items: int
    advantage: float
    human: float
    p: float
    won: bool


@dataclass(frozen=True)
class Alternative:
    """`winning` is the share of people whom the model beats; it `passes` from one half on. `advantage` is the mean of
    the people's, with its interval over items. `left_out`: people with fewer than thirty items."""

    epsilon: float
    winning: float | None
    advantage: Estimate
    passes: bool
    people: tuple[Against, ...] = ()
    left_out: int = 0
    reason: str = ""


def alternative_annotator(
    labels: pd.DataFrame, said: pd.Series, *, epsilon: float = EPSILONS[0], numbers: bool = False, random_state: int = 0
) -> Alternative:
    """Test whether the model stands for the people better than one of them does, person by person.

    Leave person j out. On each item that others answered, too, S is how well an answer stands for the others: the share
    of them who gave it, or of numbers minus the root of the mean squared distance. `W_f = [S(model) >= S(j)]`,
    `W_h = [S(j) >= S(model)]`, `d = W_h - W_f`. The model beats j where a one-sided t-test rejects `mean d >= epsilon`,
    all people together at a false discovery rate of 5 % (Benjamini and Yekutieli, for tests that depend on each other).

    Parameters
    ----------
    labels : (item, annotator, label), the last answer of a person on an item counts. said : item -> the model's answer.
    epsilon : 0.1 for lay people, 0.15 for trained ones, 0.2 for experts (the paper's rule of thumb).
    numbers : the answers are numbers.

    Returns
    -------
    Alternative; without values and with a reason below three people of thirty such items each. People by name.

    Reference: Calderon, Reichart and Dror, "The alternative annotator test for LLM-as-a-judge" (ACL 2025,
    arXiv 2501.10970); Benjamini and Yekutieli (2001).
    """
    table = _scored(labels, said, numbers)
    counts = table["annotator"].value_counts()
    people = sorted(counts.index[counts >= LEAST_ITEMS], key=str)
    left_out = len(counts) - len(people)
    if len(people) < LEAST_PEOPLE:
        reason = FEW_PEOPLE if len(table) else NO_OTHERS
        return Alternative(epsilon, None, Estimate(None, n=0, reason=reason), False, (), left_out, reason)
    table = table[table["annotator"].isin(people)]
    by = table.groupby("annotator")
    n, mean = by.size().loc[people].to_numpy(), by["d"].mean().loc[people].to_numpy()
    p = _one_sided(mean, by["d"].std().loc[people].to_numpy(), n, epsilon)
    won = benjamini_yekutieli(p, RISK)
    told = zip(people, n, by["model"].mean().loc[people], by["human"].mean().loc[people], p, won, strict=True)
    against = tuple(Against(str(who), int(k), float(a), float(h), float(q), bool(w)) for who, k, a, h, q, w in told)
    winning = float(won.mean())
    return Alternative(epsilon, winning, _advantage(table, people, random_state), winning >= PASSES, against, left_out)


def benjamini_yekutieli(p: np.ndarray, risk: float) -> np.ndarray:
    """Which hypotheses are rejected: the k smallest, k the last with `p_(k) <= k / m * risk / (1 + 1/2 + ... + 1/m)`.

    Parameters: p (tests,). Returns (tests,) bool. Reference: Benjamini and Yekutieli, Annals of Statistics 29 (2001).
    """
    ranks = np.arange(1, len(p) + 1)
    order = np.argsort(p, kind="stable")
    below = np.flatnonzero(p[order] <= ranks / len(p) * risk / (1 / ranks).sum())
    rejected = np.zeros(len(p), dtype=bool)
    rejected[order[: below[-1] + 1 if len(below) else 0]] = True
    return rejected


def _scored(labels: pd.DataFrame, said: pd.Series, numbers: bool) -> pd.DataFrame:
    """(item, annotator, model, human, d) of each answer to an item that the model and somebody else answered, too."""
    answers = last_answers(checked(labels, ("item", "annotator", "label")))
    answers = answers[answers["item"].isin(said.index)]
    others = answers.groupby("item")["label"].transform("size") - 1
    answers = answers[others > 0].reset_index(drop=True)
    answers = answers.assign(said=answers["item"].map(said))
    model, human = _distances(answers) if numbers else _equals(answers)
    better, worse = model >= human, human >= model
    return answers[["item", "annotator"]].assign(
        model=better.astype(int), human=worse.astype(int), d=worse.astype(int) - better.astype(int)
    )


def _equals(answers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """How many of the others gave the model's answer, and how many the person's own."""
    labels = pd.factorize(pd.concat([answers["label"], answers["said"]], ignore_index=True))[0]
    own, model = labels[: len(answers)], labels[len(answers) :]
    given = pd.Series(1, index=pd.MultiIndex.from_arrays([answers["item"], own])).groupby(level=[0, 1]).sum()
    of_model = given.reindex(pd.MultiIndex.from_arrays([answers["item"], model]), fill_value=0).to_numpy()
    of_own = given.reindex(pd.MultiIndex.from_arrays([answers["item"], own])).to_numpy()
    return of_model - (own == model), of_own - 1


def _distances(answers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Minus the squared distances to the others: of as many others, the order of these is that of their roots."""
    own, model = (answers[name].to_numpy(dtype=float) for name in ("label", "said"))
    by = pd.Series(own).groupby(answers["item"].to_numpy())
    m = by.transform("size").to_numpy() - 1
    others = by.transform("sum").to_numpy() - own
    squares = pd.Series(own**2).groupby(answers["item"].to_numpy()).transform("sum").to_numpy() - own**2
    of_model, of_own = (np.round(2 * x * others - m * x**2 - squares, 9) for x in (model, own))
    return of_model, of_own


def _one_sided(mean: np.ndarray, spread: np.ndarray, n: np.ndarray, epsilon: float) -> np.ndarray:
    """The chance of a mean so small where the true one is epsilon; sure of itself where nothing varies."""
    with np.errstate(divide="ignore", invalid="ignore"):
        p = student_t.cdf((mean - epsilon) / (spread / np.sqrt(n)), n - 1)
    return np.where(spread > 0, p, np.where(mean < epsilon, 0.0, 1.0))


def _advantage(table: pd.DataFrame, people: list, random_state: int) -> Estimate:
    """The mean over people of each one's share, items drawn with all their answers."""
    rows, columns = pd.factorize(table["item"])[0], pd.Index(people).get_indexer(table["annotator"])
    cells = np.zeros((rows.max() + 1, len(people)), dtype=np.int8)
    cells[rows, columns] = 1 + table["model"]  # 0: did not answer, 1: the person is better, 2: the model is as good
    kinds, times = np.unique(cells, axis=0, return_counts=True)
    answered, wins = (kinds > 0).astype(float), (kinds == 2).astype(float)

    def statistic(weights: np.ndarray) -> np.ndarray:
        with np.errstate(divide="ignore", invalid="ignore"):
            return ((weights @ wins) / (weights @ answered)).mean(axis=1)

    value = float(statistic(times[None].astype(float))[0])
    return Estimate(value, *bootstrap_interval(statistic, times, random_state=random_state), int(times.sum()))
