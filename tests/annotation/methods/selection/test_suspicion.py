import numpy as np
import pandas as pd
import pytest

from annotation.methods.selection.suspicion import static_suspicion, suspicion_order


@pytest.fixture
def rows():
    """1,000 rows; labels "b" are wrong three times as often as "a", which no signal says."""
    rng = np.random.default_rng(0)
    given = pd.Series(rng.choice(["a", "b"], 1000))
    wrong = rng.random(1000) < np.where(given == "b", 0.3, 0.1)
    doubt = np.clip(rng.normal(0.4 + 0.2 * wrong, 0.15), 0, 1)
    return pd.DataFrame({"self_confidence": doubt, "llm_confidence": rng.random(1000)}), given, pd.Series(wrong)


def answered(wrong, rows):
    return wrong.astype(object).where(wrong.index.isin(rows), None)


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


def test_without_answers_it_is_the_static_order(rows):
    signals, given, wrong = rows
    order = suspicion_order(signals, given, answered(wrong, []))
    pd.testing.assert_series_equal(order.suspicion, static_suspicion(signals))
    assert order.basis.kind == "assumed"
    assert order.wrong.rank().corr(order.suspicion) == pytest.approx(1)


def test_it_learns_what_the_answers_show(rows):
    signals, given, wrong = rows
    learned = suspicion_order(signals, given, answered(wrong, range(600))).suspicion
    assert auc(learned[600:], wrong[600:]) > auc(static_suspicion(signals)[600:], wrong[600:]) + 0.03


def test_the_first_answers_move_it_little_and_later_ones_more(rows):
    signals, given, wrong = rows
    static = static_suspicion(signals)
    like = [
        suspicion_order(signals, given, answered(wrong, range(n))).suspicion[600:].corr(static[600:])
        for n in (5, 60, 600)
    ]
    assert like[0] > 0.95
    assert like[0] > like[1] > like[2]


def test_words_of_found_errors_make_like_texts_suspicious(rows):
    signals, given, _wrong = rows
    rng = np.random.default_rng(1)
    view = np.eye(10)[rng.integers(0, 10, 1000)]
    wrong = pd.Series((view[:, 3] > 0) & (given == "a"))  # one matter, under one label
    told = answered(wrong, range(400))
    blind, reading = suspicion_order(signals, given, told), suspicion_order(signals, given, told, view=view)
    assert auc(reading.suspicion[400:], wrong[400:]) > auc(blind.suspicion[400:], wrong[400:]) + 0.2
    assert auc(reading.suspicion[400:], wrong[400:]) > 0.95


def test_the_label_that_the_student_would_give_counts(rows):
    """Of two labels taken for each other, only one way round is an error: no signal tells which."""
    signals, given, _wrong = rows
    preferred = pd.Series(np.random.default_rng(1).choice(["a", "b", "c"], 1000))
    wrong = (given == "a") & (preferred == "c")
    found = suspicion_order(signals, given, answered(wrong, range(400)), preferred=preferred)
    assert auc(found.suspicion[400:], wrong[400:]) > 0.95


def test_what_another_model_says_counts_in_its_direction(rows):
    """Of two that differ everywhere alike, one is right where it says "c" of an "a"; the other never is."""
    signals, given, _wrong = rows
    rng = np.random.default_rng(1)
    opinions = pd.DataFrame({name: rng.choice(["a", "b", "c"], 1000) for name in ("good", "poor")})
    wrong = (given == "a") & (opinions["good"] == "c")
    told = answered(wrong, range(400))
    found = suspicion_order(signals, given, told, opinions=opinions).suspicion
    assert auc(found[400:], wrong[400:]) > 0.95
    assert auc(suspicion_order(signals, given, told).suspicion[400:], wrong[400:]) < 0.85


def test_another_model_leads_until_answers_show_that_it_is_worth_nothing(rows):
    signals, given, wrong = rows
    said = pd.Series(np.random.default_rng(1).choice(["a", "b"], 1000))
    signals = signals.assign(source_disagreement=(said != given).astype(float))
    static = static_suspicion(signals)
    assert static[said != given].median() > static[said == given].quantile(0.9)
    told = answered(wrong, range(200))
    learned = suspicion_order(signals, given, told, opinions=said.to_frame()).suspicion
    assert auc(learned[200:], wrong[200:]) > auc(static[200:], wrong[200:]) + 0.1


def test_opinions_that_nobody_gave_change_nothing(rows):
    signals, given, wrong = rows
    told = answered(wrong, range(300))
    plain = suspicion_order(signals, given, told)
    silent = suspicion_order(signals, given, told, opinions=pd.DataFrame({"m": [None] * 1000}))
    none = suspicion_order(signals, given, told, opinions=pd.DataFrame(index=given.index))
    pd.testing.assert_series_equal(none.wrong, plain.wrong)
    pd.testing.assert_series_equal(silent.wrong, plain.wrong)


def test_an_opinion_that_came_after_the_answer_is_left_out_of_what_was_known_before(rows):
    signals, given, _wrong = rows
    said = pd.DataFrame({"m": np.random.default_rng(1).choice(["a", "b", "c"], 1000)})
    wrong = (given == "a") & (said["m"] == "c")
    late = pd.Series(given.index.isin(range(300, 400)))
    then = said.mask(late)
    same = {"opinions": said, "before": signals, "opinions_before": then}
    found = suspicion_order(signals, given, answered(wrong, range(400)), **same)
    assert found.before[late].notna().all()
    assert found.before[~late].isna().all()
    assert (found.before - found.wrong)[late & wrong].max() < -0.1  # it did not know what gave the errors away


def test_an_answered_row_does_not_judge_itself(rows):
    signals, given, wrong = rows
    flipped = wrong.copy()
    flipped[:600] = np.random.default_rng(1).permutation(wrong[:600])  # answers that mean nothing
    learned = suspicion_order(signals, given, answered(flipped, range(600))).suspicion
    assert abs(auc(learned[:600], flipped[:600]) - 0.5) < 0.08


def test_near_duplicates_do_not_judge_each_other(rows):
    signals, given, wrong = rows
    view = np.eye(300)[np.arange(1000) // 4 % 300]
    wrong = pd.Series((np.random.default_rng(2).random(250) < 0.3).repeat(4))  # in fours, right or wrong together
    same = {"view": view, "random_state": 0}
    apart = suspicion_order(signals, given, answered(wrong, range(1000)), groups=np.arange(1000) // 4 * 4, **same)
    mixed = suspicion_order(signals, given, answered(wrong, range(1000)), **same)
    assert auc(mixed.suspicion, wrong) > 0.8
    assert auc(apart.suspicion, wrong) < 0.6


def test_all_right_and_all_wrong_teach_a_level(rows):
    signals, given, wrong = rows
    low, none, high = (
        suspicion_order(signals, given, told).wrong.mean()
        for told in (answered(wrong & False, range(100)), answered(wrong, []), answered(wrong | True, range(100)))
    )
    assert low < 0.03 < none < 0.3 < 0.7 < high


def test_rows_without_a_label_stay_out(rows):
    signals, given, wrong = rows
    given = given.where(given.index != 5, None)
    order = suspicion_order(signals, given, answered(wrong, range(10, 400)))
    assert np.isnan(order.suspicion[5])
    assert np.isnan(order.wrong[5])
    assert order.wrong.drop(5).between(0, 1).all()


def test_no_labels_and_no_rows_give_nothing(rows):
    signals, given, wrong = rows
    nobody = suspicion_order(signals, pd.Series(None, index=given.index, dtype=object), answered(wrong, []))
    assert nobody.suspicion.isna().all()
    assert nobody.wrong.isna().all()
    assert suspicion_order(signals[:0], given[:0], answered(wrong, [])[:0]).suspicion.empty


def test_silent_signals_and_a_single_label_are_no_hindrance(rows):
    signals, given, wrong = rows
    signals = signals.assign(neighbours=np.nan, second_view=signals["self_confidence"].where(given.index % 3 > 0))
    order = suspicion_order(signals, given.where(given.isna(), "a"), answered(wrong, range(500)))
    assert auc(order.suspicion[500:], wrong[500:]) > 0.7
    silent = suspicion_order(signals * np.nan, given, answered(wrong, range(500)))  # the labels alone
    assert auc(silent.suspicion[500:], wrong[500:]) > 0.55


def test_the_order_of_rows_and_the_names_of_labels_mean_nothing(rows):
    signals, given, wrong = rows
    told = answered(wrong, range(400))
    plain = suspicion_order(signals, given, told)
    turned = np.random.default_rng(3).permutation(1000)
    mixed = suspicion_order(signals.loc[turned], given.loc[turned], told.loc[turned])
    named = suspicion_order(signals, given.map({"a": "z", "b": "c"}), told)
    for other in (mixed, named):
        pd.testing.assert_series_equal(other.suspicion.sort_index()[400:], plain.suspicion[400:], atol=0.02)
        pd.testing.assert_series_equal(other.wrong.sort_index()[400:], plain.wrong[400:], atol=2e-2)


def test_the_same_answers_give_the_same_order(rows):
    signals, given, wrong = rows
    first, again = (suspicion_order(signals, given, answered(wrong, range(300))) for _time in range(2))
    pd.testing.assert_series_equal(first.suspicion, again.suspicion)
    pd.testing.assert_series_equal(first.wrong, again.wrong)
