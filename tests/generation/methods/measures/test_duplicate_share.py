import pytest

from generation.methods.measures.duplicate_share import duplicate_share

LONG = "The waiter brought the wrong soup twice, and nobody at our table got an apology or a new spoon for it."


def test_all_of_a_group_but_one_repeat_another():
    texts = [LONG, LONG.replace("twice", "again"), "Something else altogether, of another day.", LONG.upper()]
    assert duplicate_share(texts) == 0.5


def test_texts_that_share_a_few_words_do_not():
    assert duplicate_share([LONG, "The waiter brought the bill at once and wished us a good evening."]) == 0


@pytest.mark.parametrize(("texts", "share"), [([], None), (["!", "?"], 0), (["a", "a"], 0.5)])
def test_the_edges(texts, share):
    assert duplicate_share(texts) == share
