"""What Evol-Instruct eliminates: apologies, empty replies, talk about the prompt, mere length."""

import pytest

from generation.methods.steps import Candidate
from tests.generation.methods.verifiers.judging import rewriting, verdict


def test_a_short_apology_is_no_answer_and_a_long_answer_may_apologise():
    sorry = "I am sorry, that cannot be computed."
    assert verdict("apology", sorry) == ("reject", "apologises instead of answering")
    assert verdict("apology", sorry + " word" * 72)[0] == "reject"  # 79 words
    assert verdict("apology", sorry + " word" * 73)[0] == "accept"
    assert verdict("apology", "답을 드릴 수 없어 죄송합니다.")[0] == "reject"
    assert verdict("apology", "The answer is four.")[0] == "accept"


@pytest.mark.parametrize("text", ["", "?!", "And so it is.", "Then, what of it?"])
def test_punctuation_and_stop_words_say_nothing(text):
    assert verdict("no_content", text) == ("reject", "says nothing")


@pytest.mark.parametrize("text", ["42", "No trains.", "아니요"])
def test_a_word_says_something(text):
    assert verdict("no_content", text)[0] == "accept"


@pytest.mark.parametrize(
    "text", ["#Rewritten Prompt#: Add numbers", "Solve the given prompt.", "Given\nPrompt", "#Created Prompt#"]
)
def test_the_words_of_the_template_belong_in_no_sample(text):
    assert verdict("prompt_leak", text) == ("reject", "speaks of its prompt")


def test_other_templates_have_other_words():
    assert verdict("prompt_leak", "a prompt answer, given promptly")[0] == "accept"
    assert verdict("prompt_leak", "Here is the harder question", phrases=["harder question"])[0] == "reject"


def test_twenty_more_words_are_enough():
    parent = rewriting("Name three rivers")
    assert verdict("word_growth", "word " * 23, parent)[0] == "accept"
    assert verdict("word_growth", "word " * 24, parent) == ("reject", "over 20 words longer than before")
    assert verdict("word_growth", "word " * 24, parent, most=30)[0] == "accept"
    assert verdict("word_growth", "word " * 100)[0] == "accept"  # rewrites nothing


def test_a_gate_may_read_one_field():
    pair = Candidate({"instruction": "Say sorry in French", "answer": "Pardon"})
    assert verdict("apology", pair, field="answer")[0] == "accept"
    assert verdict("apology", pair)[0] == "reject"
