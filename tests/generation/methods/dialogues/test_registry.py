import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.dialogues.registry import DETECTORS, first_cut
from generation.methods.dialogues.turns import Cut
from tests.generation.methods.dialogues.saying import dialogue

TALK = (
    "Instruction: Name a river in Europe.",
    "Solution: The Rhine flows through six countries.",
    "Instruction: Name a lake nearby.",
    "Solution: Lake Constance lies on its way.",
)


def test_a_dialogue_as_it_should_be_is_kept_whole():
    assert first_cut(dialogue(*TALK)) is None


def test_a_flip_at_turn_five_ends_the_dialogue_there():
    lines = (*TALK, "Solution: Lake Geneva is another.", "Instruction: Now name mountains.", "Solution: Alps.")
    assert first_cut(dialogue(*lines)) == Cut(4, "role_flip")


def test_the_earliest_turn_decides():
    lines = (*TALK, "Thanks!", "I will look for more.", "Instruction: Go on.", "Instruction: You go on.")
    assert first_cut(dialogue(*lines)) == Cut(5, "empty_promise")


def test_a_recipe_chooses_its_detectors():
    lines = (*TALK, "Thanks!", "I will look for more rivers.")
    assert first_cut(dialogue(*lines), ["role_flip", "echo"]) is None


def test_every_detector_says_what_happened():
    titles = [detector.title for detector in DETECTORS.values()]
    assert all(titles)
    assert len(set(titles)) == len(titles)


@given(st.lists(st.text(max_size=40), max_size=8))
def test_what_is_kept_needs_no_further_cut(lines):
    turns = dialogue(*lines)
    cut = first_cut(turns)
    assert cut is None or (cut.keep < len(turns) and first_cut(turns[: cut.keep]) is None)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", ["\n" * 90_000, "sure " * 20_000, "***" * 30_000, "I will. " * 12_000])
def test_no_turn_takes_long(text):
    first_cut(dialogue(text, text))
