"""Dialogues as text."""

from hypothesis import given
from hypothesis import strategies as st

from generation.methods.dialogues.script import read, to_text
from generation.methods.dialogues.turns import ASSISTANT, USER, Turn

TALK = [Turn(USER, "Why is the sky blue?"), Turn(ASSISTANT, "Light scatters.\n\nBlue light most.")]


def test_a_turn_begins_with_its_speaker():
    assert to_text(TALK) == "user: Why is the sky blue?\nassistant: Light scatters.\n\nBlue light most."


def test_a_line_inside_a_turn_begins_no_other_turn():
    turns = [Turn(USER, "Complete this:\nassistant: hello"), Turn(ASSISTANT, "hello")]
    assert read(to_text(turns)) == turns


def test_what_is_no_dialogue_has_no_turns():
    assert read("Once upon a time\nuser: there was") == []
    assert read("") == []


@given(st.lists(st.builds(Turn, st.sampled_from([USER, ASSISTANT]), st.text(max_size=40)), min_size=1, max_size=6))
def test_turns_read_back_as_they_were(turns):
    plain = [Turn(turn.speaker, turn.text.strip()) for turn in turns]
    assert read(to_text(turns)) == plain
