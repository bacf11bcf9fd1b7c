import pytest

from tests.generation.methods.verifiers.judging import verdict


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Summarise this text", "too short or too long for an instruction"),
        ("word " * 151, "too short or too long for an instruction"),
        ("Describe what the Images show", "not for a text model: images"),
        ("Tell a person to go to the bank", "not for a text model: go to"),
        ("Write a program that adds numbers", "asks for a program"),
        ("- Name three large rivers", "begins unlike an instruction"),
        ("$5 is how many cents", "begins unlike an instruction"),
        ("Été: name three French seasons", "begins unlike an instruction"),
    ],
)
def test_what_a_text_model_cannot_use_is_turned_away(text, reason):
    assert verdict("instruction_form", text) == ("reject", reason)


@pytest.mark.parametrize(
    "text", ["Summarise this short text", "word " * 150, "Explain imagery and profiles in prose", "Name 3 large rivers"]
)
def test_what_it_can_use_passes(text):
    assert verdict("instruction_form", text)[0] == "accept"


def test_other_languages_pass_where_the_recipe_says_so():
    assert verdict("instruction_form", "다음 글을 세 문장으로 요약하세요", ascii=False)[0] == "accept"
    assert verdict("instruction_form", "다음 글을 세 문장으로 요약하세요")[0] == "reject"
