"""The parts of a map and their words."""

import numpy as np

from annotation.methods.map.regions import regions

KINDS = (("refund", "the refund did not come"), ("card", "my card is lost"), ("login", "the login says no"))


def map_of(rows_each=50):
    rng = np.random.default_rng(0)
    places = np.concatenate(
        [np.array(middle) + rng.normal(0, 0.02, (rows_each, 2)) for middle in [(0.2, 0.2), (0.8, 0.2), (0.5, 0.9)]]
    )
    return places, [f"{text} {n}" for _word, text in KINDS for n in range(rows_each)]


def test_each_region_is_named_by_the_words_that_it_alone_has():
    places, texts = map_of()
    found = regions(places, texts)
    assert len(found) == 3
    for region in found:
        word = KINDS[region.rows[0] // 50][0]
        assert region.words[0] in texts[region.rows[0]]
        assert word in region.words
        assert all(one not in region.words for one, _text in KINDS if one != word)


def test_every_row_with_a_place_is_in_one_region_and_the_largest_comes_first():
    places, texts = map_of()
    places, texts = np.concatenate([places, places[:40]]), texts + texts[:40]
    places[3] = np.nan
    found = regions(places, texts)
    assert sorted(row for region in found for row in region.rows) == [row for row in range(190) if row != 3]
    assert [len(region.rows) for region in found] == sorted((len(region.rows) for region in found), reverse=True)


def test_a_regions_name_stands_among_its_rows():
    places, texts = map_of()
    for region in regions(places, texts):
        low, high = places[region.rows].min(axis=0), places[region.rows].max(axis=0)
        assert (low <= region.middle).all()
        assert (region.middle <= high).all()


def test_nothing_to_cut_gives_nothing():
    assert regions(np.empty((0, 2)), []) == []
    assert regions(np.full((3, 2), np.nan), ["a", "b", "c"]) == []


def test_one_row_and_texts_without_words_have_a_region_without_words():
    (found,) = regions(np.array([[0.5, 0.5]]), ["?!"])
    assert list(found.rows) == [0]
    assert found.words == []
