from generation.methods.measures.vocabulary import vocabulary, vocabulary_overlap


def test_words_count_once_whatever_their_case():
    assert vocabulary(["The cat, the dog.", "THE CAT"]) == 3
    assert vocabulary([]) == 0


def test_a_larger_collection_has_no_larger_vocabulary_than_its_subsample():
    texts = [f"w{i}" for i in range(500)]
    assert vocabulary(texts, size=100) == 100


def test_the_overlap_is_the_share_of_the_real_words():
    assert vocabulary_overlap(["a b x", "y z"], ["a b", "c d"]) == 2 / 4
    assert vocabulary_overlap(["a b c d e"], ["a b"]) == 1


def test_both_sides_give_equally_many_texts():
    texts = [f"w{i}" for i in range(100)]
    assert vocabulary_overlap(texts, ["w0 w1 w2 w3"], random_state=1) <= 1 / 4


def test_nothing_to_compare_with_is_no_share():
    assert vocabulary_overlap([], ["a"]) is None
    assert vocabulary_overlap(["a"], ["!"]) is None
