from generation.methods.measures.label_named import label_named

NAMES = {"pos": ("pos", "good film"), "neg": ("neg", "bad film")}


def test_a_text_counts_that_holds_the_name_of_its_own_label_as_whole_words():
    texts = [("A Good  film.", "pos"), ("goodness, a film", "pos"), ("no bad film", "pos"), ("NEG it is", "neg")]
    assert label_named(texts, NAMES) == 2 / 4


def test_texts_without_a_label_are_left_out():
    assert label_named([("a good film", ""), ("nothing", "pos")], NAMES) == 0
    assert label_named([("a good film", "")], NAMES) is None
    assert label_named([], NAMES) is None
    assert label_named([("it is other", "other")], NAMES) == 1  # a label that the codebook has no longer
