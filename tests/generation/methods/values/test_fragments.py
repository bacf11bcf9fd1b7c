from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.methods.values.fragments import Fragment, fragment

CODE = "\n".join(f"line {i}" for i in range(40))


def test_the_seed_decides():
    assert fragment([CODE, "other"], 3) == fragment([CODE, "other"], 3)
    assert len({fragment([CODE], seed) for seed in range(100)}) > 80


@settings(deadline=None)
@given(st.lists(st.text(alphabet="ab \n", max_size=30), max_size=4), st.integers(0, 2**31))
def test_a_fragment_is_a_piece_of_its_document_that_holds_something(documents, seed):
    found = fragment(documents, seed)
    if found is None:
        assert not any(text.strip() for text in documents)
        return
    lines = documents[found.document].splitlines()
    assert found.text == "\n".join(lines[found.start : found.start + found.lines])
    assert lines[found.start].strip()
    assert 1 <= found.lines <= 15


def test_lengths_and_starts_are_drawn_evenly():
    drawn = [fragment([CODE], seed) for seed in range(3000)]
    lengths = Counter(found.lines for found in drawn if found.start <= 25)
    assert set(lengths) == set(range(1, 16))
    assert max(lengths.values()) < 1.6 * min(lengths.values())
    assert {found.start for found in drawn} == set(range(40))


def test_every_document_is_drawn_alike_and_blank_ones_never():
    drawn = Counter(fragment(["a", " \n", "b\nb\nb"], seed).document for seed in range(600))
    assert set(drawn) == {0, 2}
    assert abs(drawn[0] - 300) < 60


@pytest.mark.parametrize("documents", [[], ["", " \n "]])
def test_there_is_nothing_to_draw_from_nothing(documents):
    assert fragment(documents, 0) is None


def test_a_fragment_ends_where_its_document_does():
    assert fragment(["only"], 1) == Fragment(0, 0, 1, "only")
