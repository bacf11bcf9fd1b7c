"""One order made from all signals: which rows should people look at first."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.preprocessing import OneHotEncoder, StandardScaler

# What each signal's rank counts for, tried on the real LLM errors that bench/errors_found.py reads. Another model's
# opinion is a strong sign where that model is good and a poor one where it is not, so it does not outweigh the student.
STATIC_WEIGHTS = {
    "self_confidence": 2.0,
    "llm_confidence": 2.0,
    "source_disagreement": 2.0,
    "second_view": 0.5,
    "neighbours": 0.25,
}
# Before that the static order is as good or better: tried from 30 to 100 errors on the sets of bench/errors_found.py.
ERRORS_TO_LEARN_FROM, ANSWERS_TO_LEARN_FROM = 50, 200
_INVERSE_PENALTY = 0.1
_FOLDS = 5


def percentile(values: pd.Series) -> pd.Series:
    """Ranks in (0, 1], ties shared; NaN stays NaN."""
    return values.rank(pct=True)


def static_suspicion(signals: pd.DataFrame) -> pd.Series:
    """Weighted mean of the ranks of the signals that a row has, as a rank in (0, 1].

    signals : one column a signal, higher is more suspicious, NaN where it does not apply. A row without any is NaN.
    """
    columns = [name for name in STATIC_WEIGHTS if name in signals]
    ranks = signals[columns].rank(pct=True)
    weights = pd.Series(STATIC_WEIGHTS)[columns]
    present = ranks.notna() * weights
    return percentile((ranks * weights).sum(axis=1) / present.sum(axis=1).replace(0, np.nan))


def learned_suspicion(
    signals: pd.DataFrame, given: pd.Series, wrong: pd.Series, *, random_state: int = 0
) -> pd.Series | None:
    """The chance that a label is wrong, learned from the answers so far, as a rank in (0, 1].

    Penalised logistic regression on the log odds of all signals and on the given label, since models err more on some
    labels than on others. Answered rows get their value from a fit without them.

    Parameters
    ----------
    signals : as above. given : the machine label of each row. wrong : True or False where people answered, else NA; all
        three indexed by sample.

    Returns
    -------
    Series, or None with fewer than 200 answers or 50 wrong labels seen, or without a right one: use the static order
    then.

    Answers on chosen rows are no random sample, so the values order rows and are no rates.
    """
    answered = wrong.notna() & given.notna()
    answers, errors = int(answered.sum()), int(wrong[answered].astype(bool).sum())
    if answers < ANSWERS_TO_LEARN_FROM or errors < ERRORS_TO_LEARN_FROM or errors == answers:
        return None
    table = _design(signals, given)
    target = wrong[answered].astype(int).to_numpy()
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=500)
    seen = answered.to_numpy()
    value = model.fit(table[seen], target).decision_function(table)
    folds = StratifiedKFold(min(_FOLDS, np.bincount(target).min()), shuffle=True, random_state=random_state)
    if folds.n_splits > 1:
        value[seen] = cross_val_predict(model, table[seen], target, cv=folds, method="decision_function")
    return percentile(pd.Series(value, index=signals.index).where(given.notna()))


def _design(signals: pd.DataFrame, given: pd.Series) -> np.ndarray:
    present = signals.dropna(axis=1, how="all")
    odds = present.clip(1e-4, 1 - 1e-4).transform(lambda p: np.log(p / (1 - p)))
    odds = StandardScaler().fit_transform(odds.fillna(odds.median()))
    labels = OneHotEncoder(sparse_output=False).fit_transform(given.fillna("").to_frame())
    return np.hstack([odds, present.isna().to_numpy(dtype=float), labels])
