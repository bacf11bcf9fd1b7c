"""Texts that keep their name: which of them seem to say something else, and how."""

import pytest

from generation.methods.meaning import DENIED, OTHER_LABEL, REWRITTEN, named_in, turned

LABELS = ("positive", "negative", "no opinion")


@pytest.mark.parametrize(
    ("old", "new", "how"),
    [
        # A word that denies came or went.
        ("Praise for one actor alone is praise.", "Praise for one actor alone is not praise.", DENIED),
        ("Sarcasm doesn't count as praise.", "Sarcasm does count as praise.", DENIED),
        ("It isn\u2019t praise.", "It is praise.", DENIED),
        ("Prices count as content.", "Prices count as content, unless they are wrong.", DENIED),
        ("배송 지연은 불만이다.", "배송 지연은 불만이 아니다.", DENIED),
        ("비꼬는 말은 칭찬으로 본다.", "비꼬는 말은 칭찬으로 보지 않는다.", DENIED),
        # Two of them leave things as they were.
        ("It is a kind review.", "It is not an unkind review, not at all.", REWRITTEN),
        ("Praise is never dull.", "Praise is not dull.", ""),
        # One label's name went, another's came.
        ("Late parcels are positive for us.", "Late parcels are negative for us.", OTHER_LABEL),
        ("Late parcels are positive.", "Late parcels are positive or negative.", ""),
        # As many words deny, but they deny another label.
        ("A late parcel is negative, not positive.", "A late parcel is not negative; it is positive.", DENIED),
        ("It is positive and not a negative.", "It isn't a positive but negative.", DENIED),
        ("Not positive, whatever is said.", "Whatever is said, not positive.", ""),
        # Few of the words stayed.
        ("The reviewer advises against the film.", "Somebody asks where it can be bought today.", REWRITTEN),
        ("The reviewer advises against the film.", "The reviewer advises strongly against the film.", ""),
        ("The reviewer advises against the film.", "the reviewer advises against  the film", ""),
        ("Kind.", "Friendly.", ""),
        # Nothing to compare.
        ("", "The reviewer advises against the film.", ""),
        ("The reviewer advises against the film.", " ", ""),
    ],
)
def test_what_seems_to_mean_something_else(old, new, how):
    assert turned(old, new, LABELS) == how


def test_turning_back_is_turning_too():
    assert turned("It is praise.", "It is not praise.") == turned("It is not praise.", "It is praise.") == DENIED


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Between “Delivery” and “billing”: the parcel decides.", {"delivery", "billing"}),
        ("A deliveryman is no billings.", set()),
        ("배송은 늦음이 아니다", {"배송"}),
        ("Very positive only with praise", {"very positive"}),
        ("", set()),
    ],
)
def test_labels_named_in_a_text(text, names):
    assert named_in(text, ["delivery", "billing", "배송", "positive", "very positive"]) == names
