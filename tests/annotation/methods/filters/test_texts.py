import numpy as np

from annotation.methods.filters.decision import NO_SCORE
from annotation.methods.filters.texts import (
    NO_LANGUAGE,
    TOO_LONG,
    TOO_SHORT,
    contamination,
    label_leak,
    language,
    length,
)


def test_texts_of_the_length_asked_for_stay_both_ends_included():
    decision = length(np.array([1, 2, 9, 10, np.nan]), least=2, most=9)
    np.testing.assert_array_equal(decision.verdicts, [0, 1, 1, 0, -1])
    assert decision.reason(0) == {"text": TOO_SHORT, "values": {"score": 1.0, "threshold": 2.0}}
    assert decision.reason(3) == {"text": TOO_LONG, "values": {"score": 10.0, "threshold": 9.0}}
    assert decision.reason(4)["text"] == NO_SCORE
    np.testing.assert_array_equal(length(np.array([0, 1000])).verdicts, [0, 1])


def test_a_text_whose_language_nobody_can_tell_is_left_to_people():
    decision = language(["en", "ko", None, ""], ["en", "de"])
    np.testing.assert_array_equal(decision.verdicts, [1, 0, -1, -1])
    assert decision.reason(2)["text"] == NO_LANGUAGE


def test_a_half_leak_is_none_yet():
    for keep in (label_leak, contamination):
        np.testing.assert_array_equal(keep(np.array([0, 0.5, 0.51, 1, np.nan])).verdicts, [1, 1, 0, 0, -1])
