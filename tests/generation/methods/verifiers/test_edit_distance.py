from tests.generation.methods.verifiers.judging import rewriting, verdict


def test_six_of_ten_characters_may_change():
    assert verdict("edit_distance", "abcdXXXXXX", rewriting("abcdefghij"))[0] == "accept"
    assert verdict("edit_distance", "abcXXXXXXX", rewriting("abcdefghij")) == ("reject", "changed too much")
    assert verdict("edit_distance", "abcdXXXXXX", rewriting("abcdefghij"), most=0.5)[0] == "reject"


def test_a_revision_of_a_word_is_small_and_another_text_is_not():
    draft = "The service was slow and the waiter was an idiot, but the soup was good."
    assert verdict("edit_distance", draft.replace("an idiot", "inattentive"), rewriting(draft))[0] == "accept"
    assert verdict("edit_distance", "Nobody should be surprised by cold tea in July.", rewriting(draft))[0] == "reject"


def test_a_draft_revises_nothing():
    assert verdict("edit_distance", "anything")[0] == "accept"
