"""Texts of samples in one line."""

from generation.talks import MOST_TURNS, TURN_CHARS, in_short, talks_of

FIELDS = [{"name": "talk", "type": "chat"}, {"name": "note", "type": "text"}, {"name": "old"}]


def test_dialogues_are_fields_of_their_type():
    assert talks_of(FIELDS) == {"talk"}


def test_a_dialogue_is_told_by_its_speakers_and_other_fields_as_they_are():
    fields = {"talk": "user: Hi\nassistant: Hello", "note": "user: no talk"}
    assert in_short(fields, {"talk"}) == "User: Hi / Assistant: Hello · user: no talk"


def test_no_turn_takes_the_place_of_the_next():
    told = in_short({"talk": f"user: {'word ' * 500}\nassistant: Hello"}, {"talk"})
    assert told.endswith("… / Assistant: Hello")
    assert len(told) < TURN_CHARS + 40


def test_of_a_long_dialogue_the_first_turns_are_told():
    told = in_short({"talk": "user: a\nassistant: b\n" * 10}, {"talk"})
    assert told.count("User: a") + told.count("Assistant: b") == MOST_TURNS
    assert told.endswith(" / …")


def test_a_line_has_an_end_and_empty_fields_no_place():
    assert len(in_short({"note": "x" * 1000}, most=300)) == 300
    assert in_short({"note": "", "old": "a", "number": 3}) == "a · 3"
