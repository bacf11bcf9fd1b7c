from generation.methods.steps import Draw
from tests.generation.methods.verifiers.judging import verdict

DRAW = Draw(
    conditions=(("topic", "myocardial infarction"), ("style", "note")),
    extra={"aliases": {"myocardial infarction": ["heart attack", "MI"]}},
)


def test_the_topic_or_another_name_of_it_is_mentioned():
    for text in ("Myocardial  infarction was ruled out.", "No Heart attack.", "Signs of an mi."):
        assert verdict("mention", text, DRAW, dimensions=["topic"])[0] == "accept"


def test_a_text_about_something_else_is_turned_away():
    found = verdict("mention", "The mitral valve is fine; my heart attacks nobody.", DRAW, dimensions=["topic"])
    assert found == ("reject", "does not name what it is about")


def test_every_entity_of_a_fact_set_has_to_be_mentioned():
    draw = Draw(conditions=(("subject", "Ada Lovelace"), ("object", "London")))
    names = {"dimensions": ["subject", "object"]}
    assert verdict("mention", "Ada Lovelace was born in London.", draw, **names)[0] == "accept"
    assert verdict("mention", "Ada Lovelace was born.", draw, **names) == ("reject", "does not name what it is about")


def test_what_stands_in_brackets_behind_a_topic_need_not_be_there():
    draw = Draw(conditions=(("topic", "double charge (first-time)"),))
    assert verdict("mention", "I saw a double charge today.", draw, dimensions=["topic"])[0] == "accept"
    assert verdict("mention", "Charged twice, for the first time.", draw, dimensions=["topic"])[0] == "reject"
