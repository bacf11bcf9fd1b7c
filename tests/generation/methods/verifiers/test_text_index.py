"""What an index of accepted texts keeps."""

import tracemalloc
from collections.abc import Callable
from random import Random

import pytest

from generation.methods.verifiers.rouge import rouge_l
from generation.methods.verifiers.text_index import MOST_UNREAD, TextIndex


def grown(index: TextIndex, count: int, text: Callable[[int], str] | None = None) -> float:
    """Megabytes that texts leave in an index."""
    tracemalloc.start()
    for number in range(count):
        index.add(text(number) if text else some_words(number))
    size, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size / 1e6


def some_words(number: int) -> str:
    return f"Review {number}: " + " ".join(f"word{number * place % 997}" for place in range(60))


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


def test_a_word_of_one_text_alone_takes_a_fifth_of_a_kilobyte_and_no_list_of_its_own():
    def own_words(number: int) -> str:
        return " ".join(f"w{number}x{place}" for place in range(20))

    assert grown(TextIndex(begins=False), 2000, own_words) / (2000 * 20) < 200e-6


def test_beginnings_are_counted_where_somebody_asks_for_them():
    counting, silent = TextIndex(near=False), TextIndex(near=False, begins=False)
    for index in (counting, silent):
        index.add("Once upon a time there was")
    assert counting.openings["once upon a time there"] == 1
    assert not silent.openings
    assert silent.size == 1


@pytest.mark.parametrize("seed", range(5))
def test_it_finds_what_comparing_with_each_text_finds(seed):
    random, index, texts = Random(seed), TextIndex(), []

    def text() -> str:
        if texts and random.random() < 0.5:  # one that was there, with a few words changed
            words = random.choice(texts).split()
            for _ in range(random.randint(1, 6)):
                words[random.randrange(len(words))] = f"new{random.randrange(10**6)}"
            return " ".join(words)
        return " ".join(f"w{int(random.paretovariate(0.7))}" for _ in range(random.randint(3, 20)))

    for _ in range(150):
        asked = text()
        best = max((rouge_l(asked, other) for other in texts), default=0.0)
        found = index.nearest(asked, 0.6)
        assert found == (pytest.approx(best) if best > 0.6 else None)
        index.add(asked)
        texts.append(asked)
