"""Who is named by “@name”."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.methods.mentions import MOST, mentioned, parts

KNOWN = {"anna", "anna.b", "ben", "민지", "x@y.org", "a-"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@anna look", ["anna"]),
        ("Ask @anna.", ["anna"]),
        ("Ask @anna.b.", ["anna.b"]),
        ("(@ben), @anna! @ben?", ["ben", "anna"]),
        ("@민지 확인해 주세요", ["민지"]),
        ("@x@y.org knows", ["x@y.org"]),
        ("write to me@ben or ben@anna", []),
        ("@Anna", []),
        ("@nobody @annabel", []),
        ("@", []),
        ("@a-", ["a-"]),
        ("<b>@ben</b>", ["ben"]),
        ("@\u200bben", []),
    ],
)
def test_a_name_is_a_whole_word_after_an_at_that_begins_one(text, names):
    assert mentioned(text, KNOWN) == names


def test_of_many_the_first_twenty_places_count():
    assert mentioned("@nobody " * MOST + "@ben", KNOWN) == []


@settings(deadline=None)
@given(st.text(alphabet="@annabe.n- <\n", max_size=60))
def test_the_pieces_are_the_text_and_those_that_name_somebody_are_the_mentions(text):
    pieces = parts(text, KNOWN)
    assert "".join(piece for piece, _names in pieces) == text
    assert list(dict.fromkeys(piece[1:] for piece, names in pieces if names)) == mentioned(text, KNOWN)
