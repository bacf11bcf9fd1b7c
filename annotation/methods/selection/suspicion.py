"""One order made from all signals: which rows should people look at first, and how likely each label is wrong."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from annotation.methods.selection.calibration import Basis, calibrated
from annotation.methods.selection.error_model import ErrorModel, Rows
from generation.methods.students.student import fold_numbers

# What each signal's rank counts for before any answer, tried on the real LLM errors that bench/errors_found.py reads;
# `consistency_runs` alone is assumed, for no set there has a model's own repeats.
# Another model's opinion is the best sign there is where that model is good and none where it is not: it leads until
# answers show what it is worth. The model's own executions stand for its doubt, as its confidence does.
STATIC_WEIGHTS = {
    "self_confidence": 2.0,
    "llm_confidence": 2.0,
    "consistency_runs": 2.0,
    "source_disagreement": 4.0,
    "second_view": 0.5,
    "neighbours": 0.25,
}
_FURTHEST = 3.0  # standard deviations: a signal that few rows have must not decide alone
_ALMOST_CERTAIN = 1e-4


@dataclass(frozen=True)
class Order:
    """By sample: `suspicion`, the rank in (0, 1] by which people should look, and `wrong`, the label's chance to be.

    Both are NaN for rows without a label, the suspicion also where nothing at all is known. `basis` says on what the
    chance rests. `before`: the chance as it was before opinions that came after the answer, NaN where none did.
    """

    suspicion: pd.Series
    wrong: pd.Series
    basis: Basis
    before: pd.Series


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


def suspicion_order(
    signals: pd.DataFrame,
    given: pd.Series,
    wrong: pd.Series,
    *,
    preferred: pd.Series | None = None,
    opinions: pd.DataFrame | None = None,
    view: np.ndarray | None = None,
    drawn: pd.Series | None = None,
    groups: np.ndarray | None = None,
    before: pd.DataFrame | None = None,
    opinions_before: pd.DataFrame | None = None,
    random_state: int = 0,
) -> Order:
    """The static order, moved by as much as the answers so far show, and the chance that each label is wrong.

    There is no number of answers from which on it is another order: the static one is what the error model expects
    beforehand (`ErrorModel`), and evidence outweighs it little by little. Answered rows are judged by a model without
    them and their near-duplicates; the chances are set right by those judgements and by the answers that chance had
    drawn (`calibrated`).

    Parameters
    ----------
    signals : as above. given : the machine label of each row, None without. wrong : True or False where people
        answered, else NA. preferred : the student's likeliest label, NA where it says nothing. drawn : True where a row
        was answered because chance had drawn it. All indexed by sample.
    opinions : the labels that others gave, a column an asker, NA where it says nothing; None: there are none.
    view : (rows, dimensions) the texts, rows of unit length; without it nothing is learned from words.
    groups : (rows,) near-duplicate groups.
    before, opinions_before : the signals and the opinions without those of models that were asked after people had
        answered; None: there are none.

    Returns
    -------
    Order. Without answers its suspicion is `static_suspicion`.
    """
    labelled = given.notna().to_numpy()
    nothing = pd.Series(np.nan, index=signals.index)
    if not labelled.any():
        return Order(nothing, nothing.copy(), Basis(0, 0), nothing.copy())
    static = static_suspicion(signals).where(labelled)
    view = np.zeros((len(signals), 0)) if view is None else view
    opinions = pd.DataFrame(index=signals.index) if opinions is None else opinions
    numbers = _numbers(given[labelled], preferred, opinions[labelled])
    rows = _rows(signals[labelled], given[labelled], preferred, opinions[labelled], static, view[labelled], numbers)
    bare, late = rows, np.zeros(len(rows), dtype=bool)
    if before is not None:
        known_then = opinions if opinions_before is None else opinions_before[opinions.columns]
        bare = _before(rows, signals[labelled], before[labelled], _numbered(known_then[labelled], numbers))
        late = _differs(signals[labelled], before[labelled]) | (bare.opinions != rows.opinions).any(axis=1)
    heard = wrong[labelled].notna().to_numpy()
    found = wrong[labelled].fillna(False).to_numpy(dtype=bool)
    by_chance = np.zeros(len(rows), dtype=bool) if drawn is None else drawn[labelled].fillna(False).to_numpy(dtype=bool)
    groups = None if groups is None else groups[labelled]
    odds, odds_before = _odds(rows, bare, heard, found, groups, random_state)
    late = np.flatnonzero(late & heard)
    marks = (np.append(of, np.zeros(len(late), dtype=bool)) for of in (heard, found, by_chance & heard))
    chance, basis = calibrated(np.append(odds, odds_before[late]), *marks)
    suspicion, wrong_chance, chance_before = nothing.copy(), nothing.copy(), nothing.copy()
    wrong_chance[labelled] = chance[: len(rows)]
    chance_before.iloc[np.flatnonzero(labelled)[late]] = chance[len(rows) :]
    suspicion[labelled] = odds
    return Order(percentile(suspicion) if heard.any() else static, wrong_chance, basis, chance_before)


def _before(rows: Rows, signals: pd.DataFrame, before: pd.DataFrame, opinions: np.ndarray) -> Rows:
    """The rows as they were before later opinions, measured as all rows are now."""
    place, then = _place(static_suspicion(before)), _standardised(signals, before)
    return replace(rows, place=place, signals=then, opinions=opinions)


def _differs(signals: pd.DataFrame, before: pd.DataFrame) -> np.ndarray:
    same = (signals == before) | (signals.isna() & before.isna())
    return ~same.all(axis=1).to_numpy()


def _odds(
    rows: Rows, bare: Rows, heard: np.ndarray, found: np.ndarray, groups, random_state: int
) -> tuple[np.ndarray, np.ndarray]:
    """Log odds of each row as it is and as it was; of an answered one by a model that has not seen it."""
    rows = rows.learning_from(heard)
    bare = replace(bare, met=rows.met)
    model = ErrorModel().fit(rows[heard], found[heard])
    odds, before = model.odds(rows), np.full(len(rows), np.nan)
    at = np.flatnonzero(heard)
    folds = fold_numbers(found[at], None if groups is None else groups[at], random_state=random_state)
    for fold in np.unique(folds):
        train, test = at[folds != fold], at[folds == fold]
        crossed = ErrorModel().fit(rows[train], found[train], start=model.weights_)
        odds[test], before[test] = crossed.odds(rows[test]), crossed.odds(bare[test])
    return odds, before


def _rows(
    signals: pd.DataFrame,
    given: pd.Series,
    preferred: pd.Series | None,
    opinions: pd.DataFrame,
    static: pd.Series,
    view: np.ndarray,
    numbers: dict[str, int],
) -> Rows:
    liked = pd.Series(index=given.index, dtype=object) if preferred is None else preferred.reindex(given.index)
    return Rows(
        place=_place(static.reindex(given.index)),
        signals=_standardised(signals),
        given=_numbered(given.to_frame(), numbers)[:, 0],
        preferred=_numbered(liked.to_frame(), numbers)[:, 0],
        opinions=_numbered(opinions, numbers),
        view=np.asarray(view, dtype=float),
        classes=len(numbers),
    )


def _numbers(given: pd.Series, preferred: pd.Series | None, opinions: pd.DataFrame) -> dict[str, int]:
    """Of each label that anybody gave its number."""
    said = [given, *([] if preferred is None else [preferred]), *(opinions[asker] for asker in opinions)]
    return {name: number for number, name in enumerate(sorted(set().union(*(one.dropna() for one in said))))}


def _numbered(labels: pd.DataFrame, numbers: dict[str, int]) -> np.ndarray:
    """(rows, columns), -1 where nothing is said."""
    columns = [labels[name].map(numbers).fillna(-1).to_numpy(dtype=np.int64) for name in labels]
    return np.column_stack(columns) if columns else np.zeros((len(labels), 0), dtype=np.int64)


def _place(static: pd.Series) -> np.ndarray:
    """Ranks as normal scores, that of the middle where there is none."""
    place = (static * static.count() - 0.5) / max(1, static.count())
    return ndtri(place.fillna(0.5).to_numpy(dtype=float))


def _standardised(signals: pd.DataFrame, of: pd.DataFrame | None = None) -> np.ndarray:
    """Log odds of the signals in standard deviations, nought where one is silent, and columns that say where it is.

    `of`: other values of the same signals, in the measures of these.
    """
    speaking = signals.dropna(axis=1, how="all")
    of = speaking if of is None else of[speaking.columns]
    odds = _log_odds(speaking)
    spread = odds.std(ddof=0).replace(0, np.nan)
    values = ((_log_odds(of) - odds.mean()) / spread).clip(-_FURTHEST, _FURTHEST).fillna(0)
    silent = of.isna().loc[:, speaking.isna().any()]
    return np.hstack([values.to_numpy(dtype=float), silent.to_numpy(dtype=float)])


def _log_odds(signals: pd.DataFrame) -> pd.DataFrame:
    return signals.clip(_ALMOST_CERTAIN, 1 - _ALMOST_CERTAIN).transform(lambda p: np.log(p / (1 - p)))
