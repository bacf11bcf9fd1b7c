from generation.methods.dialogues.no_instruction import no_instruction
from tests.generation.methods.dialogues.saying import dialogue

ROUND = ("Instruction: Name a river.", "Solution: The Rhine.")
IDLE = ("I see.", "Solution: It is long.")


def test_two_turns_without_an_instruction_may_stand():
    assert no_instruction(dialogue(*ROUND, *IDLE, *IDLE, *ROUND)) is None
    assert no_instruction([]) is None


def test_the_first_of_three_such_turns_is_named():
    assert no_instruction(dialogue(*ROUND, *IDLE, *IDLE, *IDLE, *ROUND)) == 2
