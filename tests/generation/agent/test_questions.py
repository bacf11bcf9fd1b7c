"""What an agent asked and was told, in words."""

import json

from generation.agent.questions import parts_of
from generation.agent.words import alternatives, title_of
from generation.catalogue.agent.turns import Proposal


def told(**answer) -> dict[str, list[str]]:
    return {part.title: part.lines for part in parts_of(json.dumps(answer))}


def test_recipes_settings_and_shares_have_the_names_and_units_of_other_pages():
    said = told(recipe="few-shot", next="another", expected_accepted=0.9, unknown=["tone"], setting="top_p")
    assert said == {
        "Recipe": ["Your own examples"],
        "What comes next": ["take another recipe"],
        "It expects to be accepted": ["90.0%"],
        "What it cannot know yet": ["tone"],
        "Setting": ["Top-p"],
    }


def test_recipes_are_called_by_their_titles_and_own_ones_by_their_names():
    other = {"recipe": "few-shot", "why_not": "No seeds."}
    [shown] = alternatives(Proposal("pilot", alternatives=[other]))
    assert shown == other | {"title": "Your own examples"}
    assert title_of("mine") == "mine"


def test_a_change_is_one_line_with_its_reason():
    said = told(settings=[{"setting": "temperature", "value": "0.7", "why": "Steadier."}])
    assert said == {"Settings": ["Temperature: 0.7 (Steadier.)"]}


def test_what_is_empty_or_unknown_is_left_out_or_shown_as_it_is():
    assert told(why="", settings=[], own_word="x") == {"own_word": ["x"]}
    assert told(next=["?"], recipe={"name": "x"}) == {"What comes next": ["?"], "Recipe": ["x"]}
    assert told(recipe=[["x"]]) == {"Recipe": ["['x']"]}


def test_an_answer_that_is_no_object_is_shown_as_it_came():
    assert parts_of("I would rather not.") == []
    assert parts_of("[1]") == []
    assert parts_of("") == []
