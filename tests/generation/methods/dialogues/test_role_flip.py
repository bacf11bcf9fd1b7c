import pytest

from generation.methods.dialogues.role_flip import role_flip
from tests.generation.methods.dialogues.saying import dialogue

USUAL = ("Instruction: Name three rivers.", "Solution: Rhine, Nile, Han. Next request.")


def test_turns_in_their_parts_are_left_alone():
    assert role_flip(dialogue(*USUAL, *USUAL)) is None
    assert role_flip(dialogue("Here's my list: milk, eggs", "Fry them. The instruction on the box is wrong.")) is None
    assert role_flip([]) is None


@pytest.mark.parametrize(
    "said", ["Instruction: Now you name some.", "Fine.\n**Instruction:** Go on", "지시: 계속하세요"]
)
def test_an_assistant_who_instructs_has_flipped(said):
    assert role_flip(dialogue(*USUAL, "Instruction: Name a lake.", said, *USUAL)) == 3


@pytest.mark.parametrize(
    "said", ["Solution: Lake Como", "Sure! Here is a list of lakes.", "I'd be happy to help!", "As an AI, I know many."]
)
def test_a_user_who_answers_like_an_assistant_has_flipped(said):
    assert role_flip(dialogue(*USUAL, said, "Thanks")) == 2
