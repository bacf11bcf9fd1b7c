"""Answers that came faster than anybody reads, and items that took longer than they should."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from annotation.methods.columns import checked

WORDS_A_MINUTE = 1000  # nobody reads faster
OF_PREDICTED = 0.3
IN_A_ROW = 5
TOO_LONG = 3.0  # times as long as foretold
TRIMMED = 3.0  # robust standard deviations of log seconds from a person's own median
MOST_LEVELS = 200  # people, or labels, with a level of their own
LEAST = 30  # answers a model of times is fitted to; below it the floor alone holds


def floor_s(words):
    """Seconds that reading so many words takes at 1,000 words a minute: 200 words, 12 s."""
    return np.asarray(words, dtype=float) * 60 / WORDS_A_MINUTE


def predicted_s(answers: pd.DataFrame) -> pd.Series:
    """The seconds that each answer should have taken: `ln t = mu + a_person + b ln(words) + c_label + e`.

    Least squares on the answers whose log time lies within three robust standard deviations (1.4826 MAD) of their
    person's median, foretold for all. The 200 most
    frequent people and labels have a level of their own, all others share one.

    Parameters
    ----------
    answers : (person, words, label, seconds); seconds above zero, an item without words counts one.

    Returns
    -------
    Series of seconds with the index of `answers`; missing throughout where fewer than thirty answers remain.
    """
    index = answers.index
    answers = checked(answers, ("person", "words", "label", "seconds"))
    logs = np.log(answers["seconds"].astype(float))
    by = answers["person"]
    middle = logs.groupby(by).transform("median")
    reach = TRIMMED * 1.4826 * (logs - middle).abs().groupby(by).transform("median")
    kept = ((logs - middle).abs() <= reach).to_numpy()
    if kept.sum() < LEAST:
        return pd.Series(np.nan, index=index)
    words = np.log(np.maximum(answers["words"].to_numpy(dtype=float), 1))
    design = np.column_stack([words, _one_hot(by), _one_hot(answers["label"])])
    fitted = design[kept]
    # By the normal equations: 401 by 401 instead of 20,000 by 401. The levels overlap, hence the least-norm solution.
    found, *_rest = np.linalg.lstsq(fitted.T @ fitted, fitted.T @ logs.to_numpy()[kept], rcond=1e-10)
    return pd.Series(np.exp(design @ found), index=index)


def _one_hot(names: pd.Series) -> np.ndarray:
    """(n, at most 201): a column for each of the most frequent names, one for all others. Where answers are texts,
    nearly each is a label of its own."""
    most = names.value_counts().index[:MOST_LEVELS]
    codes = pd.Index(most).get_indexer(names)
    return np.eye(len(most) + 1)[codes]


def too_fast(answers: pd.DataFrame) -> pd.Series:
    """Whether each answer came in less than `max(0.3 predicted, words / 1000 min)`.

    Parameters: answers (words, seconds, predicted); `predicted` may be missing. Returns bool with their index; an
    answer without a time is none.
    """
    least = np.fmax(OF_PREDICTED * answers["predicted"].to_numpy(dtype=float), floor_s(answers["words"]))
    return pd.Series(answers["seconds"].to_numpy(dtype=float) < least, index=answers.index)


@dataclass(frozen=True)
class Run:
    """Answers of one person in a row that were too fast: its first and last row, and how many they are."""

    person: str
    first: int
    last: int
    count: int


def fast_runs(answers: pd.DataFrame, *, least: int = IN_A_ROW) -> list[Run]:
    """Runs of `least` or more too fast answers of one sitting, in the order of their people and of time.

    Parameters: answers (person, session, position, fast), with an index that names the rows.
    """
    ordered = answers.sort_values(["person", "session", "position"], kind="stable")
    key = ordered[["person", "session", "fast"]]
    number = (key != key.shift()).any(axis=1).cumsum()
    fast = ordered[ordered["fast"].astype(bool)]
    runs = [
        Run(str(part["person"].iloc[0]), int(part.index[0]), int(part.index[-1]), len(part))
        for _number, part in fast.groupby(number[fast.index])
    ]
    return [run for run in runs if run.count >= least]


def slow_items(answers: pd.DataFrame, *, times: float = TOO_LONG) -> pd.DataFrame:
    """Items that took far longer than foretold: there the codebook may be what is wrong, not the person.

    Parameters: answers (item, seconds, predicted). Returns (item, ratio, n), the highest ratio first: the median of
    seconds over predicted of its n answers, where it is above `times`.
    """
    ratio = (answers["seconds"] / answers["predicted"]).groupby(answers["item"])
    found = pd.DataFrame({"ratio": ratio.median(), "n": ratio.count()}).reset_index()
    return found[found["ratio"] > times].sort_values(["ratio", "item"], ascending=[False, True], ignore_index=True)
