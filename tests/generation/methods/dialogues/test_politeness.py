import pytest

from generation.methods.dialogues.politeness import is_polite, politeness
from tests.generation.methods.dialogues.saying import dialogue


def test_thanks_and_a_reply_stay_and_more_goes():
    lines = ("Name a river.", "The Rhine.", "Thank you so much!", "You're welcome!", "Have a great day.", "You too!")
    assert politeness(dialogue(*lines)) == 4


def test_a_dialogue_that_goes_on_after_the_thanks_is_whole():
    assert politeness(dialogue("Thank you!", "You're welcome!", "Thanks. And a lake?", "Lake Como.")) is None


@pytest.mark.parametrize(
    "text",
    [
        "Feel free to reach out anytime!",
        "Glad I could help. Let me know!",
        "감사합니다!",
        "천만에요, 좋은 하루 되세요.",
    ],
)
def test_politeness_is_known(text):
    assert is_polite(text)


@pytest.mark.parametrize("text", ["", "...", "Thank you for the Rhine.", "Great rivers", "감사합니다. 강은요?"])
def test_a_word_on_the_matter_is_more_than_politeness(text):
    assert not is_polite(text)
