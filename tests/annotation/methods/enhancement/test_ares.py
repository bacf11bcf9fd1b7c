import numpy as np

from annotation.methods.enhancement.ares import round_trip, source_ranks

PASSAGES = [
    "The cat sat on the mat in the hall.",
    "Rain is expected in the north tomorrow.",
    "The match ended two to one.",
]


def test_first_is_positive_far_is_negative_and_between_is_discarded():
    assert round_trip([1, 7, 25, np.nan]) == ["positive", "unclear", "negative", "negative"]


def test_a_question_is_held_against_its_own_passage():
    questions = ["Where did the cat sit on a mat?", "How did the match end?", "Who wrote Faust?"]
    ranks = source_ranks(questions, PASSAGES, [0, 1, 2])
    assert ranks[0] == 1
    assert ranks[1] > 1 or np.isnan(ranks[1])
    assert round_trip(ranks)[0] == "positive"


def test_of_two_equal_passages_neither_is_first():
    assert source_ranks(["the cat"], [PASSAGES[0], PASSAGES[0]], [0])[0] == 2


def test_nothing_is_no_failure():
    assert source_ranks([], PASSAGES, []).tolist() == []
    assert round_trip([]) == []
