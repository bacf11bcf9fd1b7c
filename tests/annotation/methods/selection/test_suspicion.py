import numpy as np
import pandas as pd
import pytest

from annotation.methods.selection.suspicion import learned_suspicion, static_suspicion


@pytest.fixture
def rows():
    """1,000 rows; labels "b" are wrong three times as often as "a", which no signal says."""
    rng = np.random.default_rng(0)
    given = pd.Series(rng.choice(["a", "b"], 1000))
    wrong = rng.random(1000) < np.where(given == "b", 0.3, 0.1)
    doubt = np.clip(rng.normal(0.4 + 0.2 * wrong, 0.15), 0, 1)
    return pd.DataFrame({"self_confidence": doubt, "llm_confidence": rng.random(1000)}), given, pd.Series(wrong)


def auc(value, wrong):
    ranks = value.rank()
    n = wrong.sum()
    return (ranks[wrong].sum() - n * (n + 1) / 2) / (n * (~wrong).sum())


def test_the_static_order_averages_ranks():
    signals = pd.DataFrame({"self_confidence": [0.9, 0.1, np.nan, np.nan], "neighbours": [0.5, 0.2, 0.9, np.nan]})
    order = static_suspicion(signals)
    assert order[0] > order[1]
    assert np.isnan(order[3])
    assert order[:3].between(0, 1).all()


def test_it_learns_what_the_answers_show(rows):
    signals, given, wrong = rows
    answers = wrong.astype(object).where(wrong.index < 600, None)
    learned = learned_suspicion(signals, given, answers)
    assert auc(learned[600:], wrong[600:]) > auc(static_suspicion(signals)[600:], wrong[600:]) + 0.03


def test_few_answers_or_errors_teach_nothing(rows):
    signals, given, wrong = rows
    assert learned_suspicion(signals, given, wrong.astype(object).where(wrong.index < 150, None)) is None
    assert learned_suspicion(signals, given, pd.Series(False, index=wrong.index, dtype=object)) is None
    assert learned_suspicion(signals, given, pd.Series(True, index=wrong.index, dtype=object)) is None
    assert learned_suspicion(signals, given, pd.Series(None, index=wrong.index, dtype=object)) is None


def test_an_answered_row_does_not_judge_itself(rows):
    signals, given, wrong = rows
    flipped = wrong.copy()
    flipped[:600] = np.random.default_rng(1).permutation(wrong[:600])  # answers that mean nothing
    learned = learned_suspicion(signals, given, flipped.astype(object).where(wrong.index < 600, None))
    assert abs(auc(learned[:600], flipped[:600]) - 0.5) < 0.08


def test_rows_without_a_label_stay_out(rows):
    signals, given, wrong = rows
    given = given.where(given.index != 5, None)
    assert np.isnan(learned_suspicion(signals, given, wrong.astype(object))[5])
