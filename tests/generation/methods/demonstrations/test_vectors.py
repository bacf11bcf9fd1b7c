from generation.methods.demonstrations.vectors import Space, cosines

UNLIKE = ["glaciers melt in the north", "a goal in the last minute", "compilers for small chips"]


def test_a_text_is_found_by_words_that_it_alone_has():
    space = Space(UNLIKE)
    closeness = cosines(space.vectors, space.of(["why do glaciers melt so early?"]))[:, 0]
    assert closeness.argmax() == 0
    assert closeness[0] > 2 * closeness[1:].max()
