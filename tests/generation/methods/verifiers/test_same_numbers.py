import pytest

from tests.generation.methods.verifiers.judging import rewriting, verdict

QUESTION = "Ann has 12 apples and gives half of them to 3 friends. How many does each get?"


def test_a_rewording_keeps_its_numbers_in_any_order_and_writing():
    for rewording in (
        "Three friends share 1/2 of Ann's twelve apples. How many each?",
        "Three friends share fifty percent of Ann's 12 apples. How many each?",
    ):
        assert verdict("same_numbers", rewording, rewriting(QUESTION))[0] == "accept"


@pytest.mark.parametrize("change", [("12", "13"), ("half", "all"), ("3 friends", "3 friends and 3 dogs")])
def test_a_rewording_that_changes_a_quantity_is_turned_away(change):
    assert verdict("same_numbers", QUESTION.replace(*change), rewriting(QUESTION)) == (
        "reject",
        "other numbers than before",
    )


def test_a_text_that_rewrites_nothing_may_state_any_number():
    assert verdict("same_numbers", "7")[0] == "accept"


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", ["9" * 5000, "1" + " million" * 12_000, "one" + " hundred" * 12_000, "1/" * 50_000])
def test_no_text_takes_long_or_fails(text):
    verdict("same_numbers", text, rewriting(text + "2"))
