import json
import random

import pytest

from generation.methods.measures.near_duplicates import BANDS, PERMUTATIONS, jaccard, near_duplicate_groups
from generation.methods.measures.shingles import shingles, similarity


def test_equal_texts_are_one_group_whatever_their_case_and_marks():
    texts = ["A warm film.", "a  WARM film!", "ａ warm film", "a cold film", "따뜻한 영화", "따뜻한 영화!!"]
    assert near_duplicate_groups(texts).tolist() == [0, 0, 0, 3, 4, 4]


def test_nearly_equal_texts_are_one_group():
    long = "the quick brown fox jumps over the lazy dog and then it goes home to sleep for a very long time"
    texts = ["something else altogether, with other words", long, long + " indeed", long.replace("lazy", "tired")]
    groups = near_duplicate_groups(texts)
    assert groups.tolist() == [0, 1, 1, 1]


def test_a_negation_is_no_duplicate():
    assert len(set(near_duplicate_groups(["Global warming is a hoax.", "Global warming is not a hoax."]))) == 2


@pytest.mark.parametrize("texts", [[], [""], ["", "", "!!"], ["a"], ["a", "b"]])
def test_edges_are_groups_of_their_own(texts):
    assert near_duplicate_groups(texts).tolist() == list(range(len(texts)))


def test_jaccard_is_the_shared_share():
    assert jaccard([1, 2, 3, 4], [2, 3, 4, 5]) == pytest.approx(3 / 5)
    assert jaccard([], []) == 0
    assert similarity(frozenset("abcd"), frozenset("bcde")) == pytest.approx(3 / 5)
    assert similarity(frozenset(), frozenset()) == 0


def test_two_texts_of_similarity_point_eight_meet_in_a_band_with_probability_947():
    rows = PERMUTATIONS // BANDS
    assert 1 - (1 - 0.8**rows) ** BANDS == pytest.approx(0.947, abs=0.0005)


def test_two_that_are_alike_are_found_among_hundreds_of_one_template():
    """These fill a bucket together, and the two seldom stand side by side in it."""
    chance = random.Random(1)
    word = lambda: "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=7))  # noqa: E731
    template, own = " ".join(word() for _ in range(40)), [[word() for _ in range(7)] for _ in range(500)]
    changed = [[word(), word(), word(), *words[3:]] for words in own]
    texts = [f"{template} {' '.join(words)}" for words in own + changed]
    assert (
        similarity(shingles(texts[0]), shingles(texts[1])) < 0.8 < similarity(shingles(texts[0]), shingles(texts[500]))
    )
    groups = near_duplicate_groups(texts)
    assert sum(groups[i] != groups[i + 500] for i in range(500)) <= 10


def test_it_finds_edited_real_reviews(shared):
    lines = (shared / "data" / "mr_freeal" / "train.jsonl").read_text().splitlines()[:3000]
    texts = [json.loads(line)["text"] for line in lines]
    texts = [text for text in texts if len(text) > 60]
    chance = random.Random(0)
    edited = []
    for text in texts[:300]:
        cut = chance.randrange(len(text) - 4)
        edited.append(text[:cut] + text[cut + 3 :])
    groups = near_duplicate_groups(texts + edited)
    found = sum(groups[len(texts) + i] == groups[i] for i in range(300))
    assert found > 270
    assert sum(groups[i] != i for i in range(len(texts))) < 5
