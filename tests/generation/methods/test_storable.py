"""A NUL and half a character are found wherever they stand, and nothing else is."""

import pytest

from generation.methods.storable import MOST_PLACES, storable, unstorable_places


@pytest.mark.parametrize(
    ("data", "places"),
    [
        ("plain", []),
        ("a\x00b", [""]),
        ({"params": {"question": "\ud800"}}, ["params.question"]),
        ({"labels": ["good", "b\x00d", 3, None]}, ["labels.1"]),
        ({"a\udfff": 1}, ["a"]),
        ({"b": "\x00", "a": ["\x00"]}, ["b", "a.0"]),
        ({"text": "한국어 😀 \t\n\x01"}, []),
    ],
)
def test_each_place_is_named(data, places):
    assert unstorable_places(data) == places


def test_the_first_ones_are_enough():
    assert len(unstorable_places(["\x00"] * 1000)) == MOST_PLACES


def test_it_goes_as_deep_as_the_data():
    data = "\x00"
    for _ in range(5_000):
        data = [data]
    [place] = unstorable_places(data)
    assert place.count("0") == 5_000


def test_what_is_left_can_be_stored():
    assert storable({"a\x00": ["b\ud800", 1, {"c": "\udc00d"}]}) == {"a": ["b", 1, {"c": "d"}]}
