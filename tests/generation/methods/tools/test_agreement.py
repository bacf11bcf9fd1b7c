from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.tools.agreement import Vote, agrees, canonical, majority


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        ("$1,250.00", Fraction(1250)),
        ("x = 1250", Fraction(1250)),
        ("7 million", Fraction(7_000_000)),
        ("5 km", "5 km"),
        ("5 s", "5 s"),
        ("18 of them", "18 of them"),
        ("-3/4", Fraction(-3, 4)),
        ("20%", Fraction(20)),
        ("**18**", Fraction(18)),
        ("  Yes. ", "yes"),
        ("New  York", "new york"),
        ("1/0", "1/0"),
        ("", None),
        (None, None),
        ("Unknown.", None),
    ],
)
def test_answers_have_one_form(answer, form):
    assert canonical(answer) == form


@pytest.mark.parametrize(
    ("answer", "form"),
    [("1250 dollars", 1250), ("1 Dollar", 1), ("2.5 million dollars", 2_500_000), ("5", 5), ("5 cents", "5 cents")],
)
def test_the_unit_that_was_asked_for_is_left_out(answer, form):
    assert canonical(answer, unit="dollars") == form


def votes(*answers):
    return [Vote(canonical(answer), f"chain {i}") for i, answer in enumerate(answers)]


def test_the_majority_wins_with_its_share_of_all_votes():
    found = majority(votes("18", "18.0", "$18", "17", None))
    assert (found.answer, found.votes, found.of, found.share) == (18, 3, 5, 0.6)


def test_each_copy_counts():
    found = majority([Vote("a", count=2), Vote("b", count=5), Vote("a", "another")])
    assert (found.answer, found.votes, found.of) == ("b", 5, 8)


@pytest.mark.parametrize(
    ("answers", "demand"),
    [
        ((), {}),
        ((None, None), {}),
        (("1", "2"), {}),
        (("1", "1", "2", "2", "3"), {"share": 0.0}),
        (("1", "1", "2", "3", None), {}),
        (("1", "1", "1", "2"), {"at_least": 5}),
        (("1", "1", "2", "3"), {"at_least": 3}),  # more than half of four
    ],
)
def test_votes_that_do_not_settle_it_give_nothing(answers, demand):
    assert majority(votes(*answers), **demand) is None


def test_the_shortest_chain_and_the_likeliest_answer_of_the_majority():
    cast = [Vote("a", "long chain", score=-0.1), Vote("b", "x"), Vote("a", "short", score=-0.9)]
    found = majority(cast)
    assert (found.shortest.chain, found.likeliest.chain) == ("short", "long chain")


def test_numbers_agree_within_a_ten_thousandth():
    assert agrees(Fraction(10000), Fraction(10001))
    assert not agrees(Fraction(10000), Fraction(10002))
    assert not agrees(Fraction(0), Fraction(1, 10**9))
    assert not agrees(None, None)
    assert not agrees(Fraction(1), "1")
    assert majority(votes("3.3333", "3.33333", "3.3")).votes == 2


def test_closeness_does_not_travel_along_a_chain():
    steps = [Vote(Fraction(100_000 + 8 * i)) for i in range(5)]  # each near the next, the ends four times too far
    assert len(majority([*steps, Vote(steps[0].answer)], share=0).members) == 3


@settings(deadline=None)
@given(
    st.lists(st.sampled_from([None, "a", "b", Fraction(1), Fraction(10001, 10000), Fraction(2)]), max_size=12),
    st.randoms(),
)
def test_the_order_of_the_votes_does_not_matter(answers, rng):
    cast = [Vote(answer) for answer in answers]
    shuffled = cast.copy()
    rng.shuffle(shuffled)
    one, other = majority(cast), majority(shuffled)
    assert (one is None) == (other is None)
    if one is not None:
        assert (one.answer, one.votes) == (other.answer, other.votes)
        assert one.share >= 0.5


def test_with_four_of_ten_answers_wrong_more_than_95_of_100_kept_ones_are_right():
    rng = Random(3)
    kept = []
    for _ in range(1000):
        cast = ["right" if rng.random() < 0.6 else f"wrong {rng.randrange(4)}" for _ in range(20)]
        kept.append(majority([Vote(answer) for answer in cast], at_least=5))
    kept = [found for found in kept if found]
    assert len(kept) > 700
    assert sum(found.answer == "right" for found in kept) / len(kept) > 0.95


def test_a_higher_share_means_a_higher_chance_to_be_right():
    rng = Random(4)
    by_share = {3: [], 4: [], 5: []}
    for _ in range(3000):
        chance = rng.choice([0.35, 0.6, 0.9])  # of a right answer: hard and easy questions
        cast = [Vote("right" if rng.random() < chance else f"wrong {rng.randrange(3)}") for _ in range(5)]
        if found := majority(cast):
            by_share[found.votes].append(found.answer == "right")
    shares = [sum(rows) / len(rows) for _votes, rows in sorted(by_share.items())]
    assert shares == sorted(shares)
    assert shares[-1] > 0.95
