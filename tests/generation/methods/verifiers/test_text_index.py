"""What an index of accepted texts keeps."""

import tracemalloc

from generation.methods.verifiers.text_index import MOST_UNREAD, TextIndex


def grown(index: TextIndex, count: int) -> float:
    """Megabytes that texts leave in an index."""
    tracemalloc.start()
    for number in range(count):
        index.add(f"Review {number}: " + " ".join(f"word{number * place % 997}" for place in range(60)))
    size, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / 1e6


def test_an_equal_text_is_found_whatever_its_case_and_white_space():
    index = TextIndex(near=False)
    index.add("A fine  film.\n")
    assert index.holds("a FINE film.")
    assert not index.holds("A fine film!")
    assert index.size == 1


def test_a_text_is_found_near_however_many_came_since_it_was_added():
    index = TextIndex()
    index.add("one two three four five six seven eight")
    for number in range(2 * MOST_UNREAD):
        index.add(f"other{number} words{number}")
    assert index.size == 2 * MOST_UNREAD + 1
    assert index.nearest("one two three four five six seven nine", 0.7) > 0.8


def test_no_text_is_kept_where_only_equal_ones_count():
    assert grown(TextIndex(near=False), 4000) < 1.5 < grown(TextIndex(), 4000)
