from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.values.lexical import FEATURES, Lexicon

SIZES = st.integers(1, 9)


def lexicon(nouns: int, verbs: int, adjectives: int) -> Lexicon:
    parts = [[f"{part}{i}" for i in range(size)] for part, size in (("n", nouns), ("v", verbs), ("a", adjectives))]
    return Lexicon(*parts)


@settings(deadline=None, max_examples=40)
@given(SIZES, SIZES, SIZES, st.integers(0, 2**31))
def test_every_combination_comes_once_and_then_it_is_exhausted(nouns, verbs, adjectives, seed):
    words = lexicon(nouns, verbs, adjectives)
    assert len(words) == nouns * verbs * adjectives
    assert len({words.draw(seed, i).words for i in range(len(words))}) == len(words)
    for index in (len(words), -1):
        with pytest.raises(IndexError, match="combinations"):
            words.draw(seed, index)


def test_coverage_of_the_nouns_grows_by_one_with_every_draw_and_nearly_so_of_the_others():
    words = lexicon(30, 20, 10)
    drawn = [words.draw(1, i) for i in range(90)]
    assert all(len({seeds.noun for seeds in drawn[:n]}) == min(n, 30) for n in range(1, 91))
    for part, expected in (("noun", 3), ("verb", 4.5), ("adjective", 9)):
        counts = Counter(getattr(seeds, part) for seeds in drawn)
        assert max(counts.values()) - min(counts.values()) <= 3, part
        assert sum(counts.values()) / len(counts) == expected


def test_which_words_meet_changes_from_round_to_round():
    words = lexicon(30, 30, 30)
    drawn = [words.draw(1, i) for i in range(900)]
    for pair in (("noun", "verb"), ("noun", "adjective"), ("verb", "adjective")):
        met = {tuple(getattr(seeds, part) for part in pair) for seeds in drawn}
        assert len(met) > 500, pair  # of 900; by chance 569 would be expected


def test_the_seed_decides_the_order():
    words = lexicon(9, 9, 9)
    assert [words.draw(1, i) for i in range(20)] == [words.draw(1, i) for i in range(20)]
    assert [words.draw(1, i).words for i in range(20)] != [words.draw(2, i).words for i in range(20)]


def test_one_to_three_features_go_with_the_words():
    drawn = [lexicon(9, 9, 9).draw(4, i) for i in range(300)]
    assert Counter(len(seeds.features) for seeds in drawn).keys() == {1, 2, 3}
    assert {feature for seeds in drawn for feature in seeds.features} == set(FEATURES)
    assert all(len(set(seeds.features)) == len(seeds.features) for seeds in drawn)
    assert Lexicon(["n"], ["v"], ["a"], []).draw(0, 0).features == ()
    assert Lexicon(["n"], ["v"], ["a"], ["one"]).draw(0, 0).features == ("one",)


def test_blank_lines_and_repeats_are_left_out():
    words = Lexicon(["cat", "Cat", " ", "ice  cream"], ["run"], ["red", ""])
    assert (len(words), words.nouns) == (2, ("Cat", "ice cream"))
    assert len(Lexicon([], ["run"], ["red"])) == 0


def test_there_is_a_lexicon_to_begin_with():
    words = Lexicon.basic()
    assert (len(words.nouns), len(words.verbs), len(words.adjectives)) == (629, 408, 308)
    assert len({words.draw(0, i).words for i in range(2000)}) == 2000
