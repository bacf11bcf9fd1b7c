from tests.generation.methods.verifiers.judging import verdict


def test_five_words_said_twice():
    assert verdict("repeated_run", "How many apples are there? Tell me: how MANY apples are there?") == (
        "reject",
        "repeats itself",
    )


def test_four_words_may_come_again():
    assert verdict("repeated_run", "How many apples are left, and how many apples are rotten?")[0] == "accept"
    assert verdict("repeated_run", "no no no no no")[0] == "accept"


def test_a_recipe_may_ask_for_a_shorter_run():
    assert verdict("repeated_run", "so it goes, so it goes", run=3)[0] == "reject"
