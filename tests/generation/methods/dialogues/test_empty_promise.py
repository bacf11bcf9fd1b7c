import pytest

from generation.methods.dialogues.empty_promise import empty_promise
from tests.generation.methods.dialogues.saying import dialogue


@pytest.mark.parametrize(
    "said",
    [
        "I will write the program now.",
        "Sure! I'll look into it. Let me get back to you soon.",
        "Of course, let me check that for you. Thank you!",
        "네, 확인해 드리겠습니다.",
    ],
)
def test_a_promise_alone_is_empty(said):
    assert empty_promise(dialogue("Write a program.", said)) == 1


@pytest.mark.parametrize(
    "said",
    [
        "I will write it: print(1)",
        "Let me explain. Rivers flow to the sea.",
        "print(1)",
        "Thank you!",
        "",
        "Let me say that " + "rivers and lakes " * 12,
    ],
)
def test_a_turn_that_delivers_is_not(said):
    assert empty_promise(dialogue("Write a program.", said)) is None


def test_a_user_may_promise():
    assert empty_promise(dialogue("I will try it.", "Good: report then.")) is None
