from generation.methods.dialogues.no_news import no_news
from tests.generation.methods.dialogues.saying import dialogue


def test_two_turns_without_a_new_word_end_it():
    lines = ("Name a river.", "The Rhine is a river.", "A river, the Rhine?", "It is, the Rhine.", "And the Nile?")
    assert no_news(dialogue(*lines)) == 2


def test_one_such_turn_may_pass():
    assert no_news(dialogue("Name a river.", "The Rhine is a river.", "The Rhine?", "It flows north.")) is None


def test_a_dialogue_of_stop_words_says_nothing_from_the_start():
    assert no_news(dialogue("What is it?", "It is what it is.")) == 0
