"""A guess at what was meant helps only where it is likely right."""

import pytest

from generation.methods.nearest import nearest


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("positiv", ["negative", "positive"], "positive"),
        ("Gpt Label", ["gpt_label", "text"], "gpt_label"),
        ("txt", ["label", "text"], "text"),
        ("lable", ["label", "text"], "label"),
        ("pos", ["negative", "positive"], "positive"),
        ("리뷰", ["리뷰 ", "라벨"], "리뷰 "),
    ],
)
def test_a_slip_is_recognised(word, known, meant):
    assert nearest(word, known) == meant


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("positive", ["negative"]),  # half of the letters are the same, and the sense is the opposite
        ("spam", ["ham"]),
        ("nope", ["text", "label"]),
        ("de", ["delivery"]),  # too short to mean anything
        ("rep", ["reply", "report"]),  # could be either
        ("", ["text"]),
        ("text", []),
    ],
)
def test_what_is_only_somewhat_alike_is_not_offered(word, known):
    assert nearest(word, known) is None
