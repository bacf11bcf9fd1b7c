from generation.methods.steps import Draw
from generation.methods.verifiers.case import Case
from generation.methods.verifiers.word_inclusion import check, missing
from tests.generation.methods.verifiers.judging import SPEC, verdict, written

SEEDS = Draw(conditions=(("noun", "wolf"), ("verb", "run"), ("adjective", "happy"), ("ending", "sad")))
THREE = {"dimensions": ["noun", "verb", "adjective"]}


def test_all_drawn_words_occur_in_some_form():
    assert verdict("word_inclusion", "The wolves ran home, happier than ever.", SEEDS, **THREE) == ("accept", "")


def test_the_reason_names_what_is_missing_and_the_score_what_is_there():
    text = "The wolves walked home."
    assert verdict("word_inclusion", text, SEEDS, **THREE) == ("reject", "drawn words are missing")
    assert check(Case(written(text), SEEDS, SPEC, params=THREE)).score == 1 / 3


def test_a_repair_asks_for_the_missing_words():
    assert missing(("wolf", "run", "happy"), "A wolf is running.") == ("happy",)


def test_a_missing_topic_word():
    draw = Draw(conditions=(("topic", "bakery"),))
    assert verdict("word_inclusion", "How many loaves are left?", draw, dimensions=["topic"])[0] == "reject"
    assert verdict("word_inclusion", "Two bakeries sell loaves.", draw, dimensions=["topic"])[0] == "accept"


def test_without_drawn_words_nothing_is_missing():
    assert verdict("word_inclusion", "Any text", SEEDS)[0] == "accept"
