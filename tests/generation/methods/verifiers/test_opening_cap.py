from generation.methods.verifiers.text_index import TextIndex
from tests.generation.methods.verifiers.judging import verdict

ONCE = "Once upon a time there was a {}"


def index_of(*texts: str) -> TextIndex:
    index = TextIndex()
    for text in texts:
        index.add(text)
    return index


def varied(count: int) -> list[str]:
    return [f"Number{i} begins in a way of its own" for i in range(count)]


def test_a_second_text_may_begin_alike_once_there_are_enough_others():
    alike = ("opening_cap", ONCE.format("dog"))
    few, enough = index_of(ONCE.format("cat"), *varied(97)), index_of(ONCE.format("cat"), *varied(98))
    assert verdict(*alike, index=few) == ("reject", "begins like too many others")  # would be 2 of 99
    assert verdict(*alike, index=enough)[0] == "accept"  # 2 of 100


def test_a_new_beginning_always_passes():
    assert verdict("opening_cap", ONCE.format("dog"), index=index_of())[0] == "accept"
    assert verdict("opening_cap", ONCE.format("dog"), index=index_of(*varied(3)))[0] == "accept"


def test_the_cap_holds_over_a_whole_run():
    index = index_of()
    for i in range(2000):
        text = ONCE.format(i) if i % 3 else f"Number{i} begins in its own way"
        if verdict("opening_cap", text, index=index)[0] == "accept":
            index.add(text)
    assert 1 < index.openings["once upon a time there"] <= 0.02 * index.size


def test_a_wider_cap_lets_more_through():
    assert verdict("opening_cap", ONCE.format("dog"), index=index_of(ONCE.format("cat"), *varied(2)), share=0.5)[0] == (
        "accept"
    )


def test_texts_without_words_do_not_begin_alike():
    assert verdict("opening_cap", "...", index=index_of("!!!"))[0] == "accept"
