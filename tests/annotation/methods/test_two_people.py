"""WANLI's table for two people, row by row, and what holds for all of it."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as given_by
from hypothesis import strategies as st

from annotation.methods.two_people import (
    AGREED,
    BOTH_REVISED,
    DIFFERED,
    DISCARDED,
    ONE_REVISED,
    PUNCTUATION,
    ROWS,
    Merged,
    Reading,
    coin_of,
    merge,
    reading,
)
from generation.methods.taskspec import TaskSpec

FIELDS = {"text": "The cat sat on the mat", "other": "It slept."}
YES, NO = {"label": "yes"}, {"label": "no"}


def told(said=YES, **revised) -> Reading:
    return Reading(said=said, revised=revised)


GONE = Reading(discarded=True)
POINTED = told(NO, text="The cat sat, on the mat.")
WRITTEN = told(NO, text="The dog sat on the mat")
REWRITTEN = told(YES, other="It woke.")


@pytest.mark.parametrize(
    ("one", "other", "row", "kept"),
    [
        (GONE, told(), DISCARDED, 0),
        (told(), GONE, DISCARDED, 1),
        (GONE, GONE, DISCARDED, 0),
        (WRITTEN, GONE, DISCARDED, 1),
        (POINTED, told(), PUNCTUATION, 0),
        (told(), POINTED, PUNCTUATION, 1),
        (WRITTEN, told(), ONE_REVISED, 1),
        (told(), WRITTEN, ONE_REVISED, 0),
        (told(YES), told(YES), AGREED, 0),
    ],
)
@pytest.mark.parametrize("coin", [0, 1])
def test_where_the_table_decides_no_coin_falls(one, other, row, kept, coin):
    assert merge(one, other, FIELDS, coin) == Merged(row, kept, None)


@pytest.mark.parametrize("coin", [0, 1])
@pytest.mark.parametrize(
    ("one", "other", "row"),
    [(WRITTEN, REWRITTEN, BOTH_REVISED), (POINTED, WRITTEN, BOTH_REVISED), (told(YES), told(NO), DIFFERED)],
)
def test_where_the_table_leaves_it_open_the_coin_says_who_is_kept(one, other, row, coin):
    assert merge(one, other, FIELDS, coin) == Merged(row, coin, coin)


def test_no_coin_falls_over_two_revisions_that_are_the_same():
    assert merge(WRITTEN, replace(WRITTEN), FIELDS, 1) == Merged(BOTH_REVISED, 0, None)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("“The cat” sat — on the mat!", PUNCTUATION),
        ("The  cat\nsat on the mat", PUNCTUATION),
        ("the cat sat on the mat", ONE_REVISED),
        ("The cat sat on the mat €", ONE_REVISED),
        ("The cat sat on mat the", ONE_REVISED),
        ("The cat sat on the mat\u200b", ONE_REVISED),
    ],
)
def test_punctuation_and_space_are_a_trifle_and_case_order_signs_and_hidden_characters_are_not(text, row):
    assert merge(told(text=text), told(), FIELDS, 0).row == row


def test_a_trifle_in_one_field_does_not_excuse_a_change_in_another():
    assert merge(told(text="The cat sat on the mat.", other="It woke."), told(), FIELDS, 0).row == ONE_REVISED


def given(*strategies):
    """As often as ever, however slow this machine is at the moment."""
    return lambda test: settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])(
        given_by(*strategies)(test)
    )


readings = st.one_of(
    st.just(GONE),
    st.builds(
        Reading,
        said=st.sampled_from([YES, NO]),
        revised=st.dictionaries(
            st.sampled_from(sorted(FIELDS)), st.sampled_from(["The cat sat on the mat!", "Another", "It slept!", "x"])
        ),
    ),
)


@given(readings, readings, st.integers(0, 1))
def test_swapping_the_people_and_turning_the_coin_keeps_the_same_answers(one, other, coin):
    here, there = merge(one, other, FIELDS, coin), merge(other, one, FIELDS, 1 - coin)
    assert here.row == there.row
    assert (here.coin is None) == (there.coin is None)
    assert (one, other)[here.kept] == (other, one)[there.kept]


@given(readings, readings, st.integers(0, 1))
def test_what_holds_is_one_persons_whole_and_each_pair_has_a_row(one, other, coin):
    found = merge(one, other, FIELDS, coin)
    assert (found.row in ROWS, found.kept in (0, 1), found.coin in (None, coin)) == (True, True, True)
    assert (found.row == DISCARDED) == (one.discarded or other.discarded)


@given(readings, readings)
def test_the_coin_matters_only_where_one_is_told_to_have_fallen(one, other):
    heads, tails = merge(one, other, FIELDS, 0), merge(one, other, FIELDS, 1)
    assert (heads.coin is None) == (heads == tails)


def test_the_coin_is_fair_and_the_same_for_a_seed():
    tossed = [coin_of(str(seed)) for seed in range(10_000)]
    assert 4_800 < sum(tossed) < 5_200
    assert tossed == [coin_of(str(seed)) for seed in range(10_000)]


SPEC = TaskSpec.from_json(
    {
        "fields": [{"name": "text"}],
        "questions": [
            {"name": "label", "labels": [{"name": "yes"}, {"name": "no"}]},
            {
                "name": "better",
                "type": "text",
                "required": False,
                "options": {"starts_from": "text", "revises": True},
            },
            {
                "name": "broken",
                "type": "multi_label",
                "required": False,
                "labels": [{"name": "none applies"}],
                "options": {"discards": True},
            },
        ],
    }
)


def test_answers_are_read_by_the_codebook():
    said = {"label": "yes", "better": "A dog"}
    assert reading(SPEC, {"text": "A cat"}, said) == Reading(revised={"text": "A dog"}, said={"label": "yes"})
    assert reading(SPEC, {"text": "A cat"}, {"label": "yes", "better": " A cat\r\n"}) == told(YES)
    assert reading(SPEC, {"text": "A cat"}, {"broken": ["none applies"]}).discarded
