from generation.methods.steps import Demonstration, Draw
from tests.generation.methods.verifiers.judging import Frozen, verdict

WORDS = "w0 w1 w2 w3 w4 w5 w6 w7 w8 w9"
SHOWN = Frozen(support=(Demonstration("7", {"text": f"{WORDS} w0"}, {}), Demonstration("8", {"text": "w0 w1"}, {})))
DRAW = Draw(demonstrations=("7", "8"))


def test_nine_of_ten_words_are_too_many_and_eight_are_not():
    shuffled = "w8 new w7 w6 w5 w4 w3 w2 w1 w0 more"
    assert verdict("demonstration_vocabulary", shuffled, DRAW, context=SHOWN) == (
        "reject",
        "uses the words of an example",
    )
    assert verdict("demonstration_vocabulary", shuffled.replace("w8 ", ""), DRAW, context=SHOWN)[0] == "accept"


def test_an_example_of_few_words_says_nothing():
    assert verdict("demonstration_vocabulary", "w0 w1", DRAW, context=SHOWN)[0] == "accept"


def test_what_was_not_shown_does_not_count():
    assert verdict("demonstration_vocabulary", WORDS, context=SHOWN)[0] == "accept"
