"""What Evol-Instruct eliminates: apologies, empty replies, talk about the prompt, mere length."""

import pytest

from generation.methods.steps import Candidate, Draw
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


@pytest.mark.parametrize(
    ("text", "operator", "said"),
    [
        ("Describe how bread was baked in Europe before there was steam, with two turning points", "deepen", "accept"),
        ("Compute the orbit of a satellite", "deepen", "reject"),
        ("Compute the orbit of a satellite", "breadth", "accept"),
    ],
)
def test_a_harder_instruction_keeps_to_its_subject_and_a_new_one_need_not(text, operator, said):
    draw = Draw(conditions=(("operator", operator),), extra={"parent": "Describe how bread is baked"})
    assert verdict("drift", text, draw, but=["breadth"])[0] == said


def test_korean_words_with_other_endings_are_near():
    draw = Draw(extra={"parent": "건강을 유지하는 세 가지 방법을 알려 주세요."})
    assert (
        verdict("drift", "교대 근무자가 건강을 유지할 수 있는 방법 세 가지를 근거와 함께 알려 주세요.", draw)[0]
        == "accept"
    )
    assert verdict("drift", "회사가 증권 거래소에 상장하는 법적 절차를 설명하세요.", draw)[0] == "reject"
