from collections import Counter
from dataclasses import replace
from statistics import mean

import pytest

from generation.catalogue.conditions.ultrachat import RECIPE
from generation.catalogue.recipe import Recipe
from generation.methods.conditions import Dimension, Scope, Value, count_words
from generation.methods.dialogues.politeness import is_polite
from generation.methods.dialogues.script import read
from generation.methods.dialogues.turns import ASSISTANT, USER
from generation.methods.parts import Part
from generation.methods.steps import FIRST, SECOND
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import SPEC, context_of, step_of, told
from tests.generation.catalogue.talking import Talk

CHAT = TaskSpec.from_json({**SPEC.to_json(), "fields": [{"name": "conversation"}], "purpose": "Talks about a harbour."})
FEW = {"children": 4, "personas": 2}


def talked(recipe: Recipe = RECIPE, model: Talk | None = None, count: int = 32, **params) -> Made:
    context = replace(context_of(recipe, count, support=(), **(FEW | params)), spec=CHAT)
    return run(recipe, context, model or Talk(), largest=16)


def with_turns(**changes) -> Recipe:
    steps = [
        {"turns": {**step["turns"], **changes}} if "turns" in step else step for step in RECIPE.plan.settings["steps"]
    ]
    return replace(RECIPE, plan=Part("steps", {"steps": steps}))


def leaves(made: Made) -> Counter:
    return Counter(dict(draw.conditions)["leaf"] for draw, _candidate in made.accepted)


def dialogues(made: Made) -> list:
    return [read(candidate.fields["conversation"]) for _draw, candidate in made.accepted]


def test_every_leaf_gets_the_same_number_of_dialogues():
    made = talked()
    grown = {value.text for value in made.context.scope.dimension("leaf").kept()}
    assert len(grown) == 16
    assert set(leaves(made)) == grown
    assert set(leaves(made).values()) == {2}


def test_drawn_by_chance_some_leaves_are_left_out():
    made = talked(replace(RECIPE, allocator=Part("uniform")))
    assert len(leaves(made)) < 16


def test_a_dialogue_has_three_to_seven_rounds():
    rounds = [len(turns) / 2 for turns in dialogues(talked())]
    assert set(rounds) == {3, 4, 5, 6, 7}
    assert mean(rounds) == pytest.approx(5, abs=0.8)


def test_sides_take_turns_and_differ_in_length():
    for turns in dialogues(talked(count=8)):
        assert [turn.speaker for turn in turns] == [USER, ASSISTANT] * (len(turns) // 2)
        asked, answered = ([count_words(t.text) for t in turns if t.speaker == who] for who in (USER, ASSISTANT))
        assert max(asked) < min(answered)


def test_each_side_is_given_the_talk_from_where_it_stands():
    model = Talk()
    talked(model=model, count=1)
    turns = [ask for ask in model.asked if "turn" in ask.schema["properties"]]
    reply, question = turns[0], turns[1]
    assert [message["role"] for message in reply.messages] == ["system", "user"]
    assert [message["role"] for message in question.messages] == ["system", "user", "assistant", "user"]
    assert question.messages[2]["content"] == reply.messages[1]["content"]
    assert question.messages[3]["content"].startswith("Solution: ")
    assert "Never answer in the assistant's place" in question.messages[0]["content"]


def test_a_second_model_is_the_person_from_the_first_message_on():
    model = Talk()
    talked(model=model, count=2)
    asked = {(step_of(ask), ask.model) for ask in model.asked if ask.template.startswith("ultrachat.")}
    assert asked == {("opening", SECOND), ("user", SECOND), ("assistant", FIRST)}


def test_a_talk_that_only_thanks_is_cut():
    made = talked(model=Talk(thanks_from=5), count=8)
    for turns in dialogues(made):
        assert sum(is_polite(turn.text) for turn in turns) <= 2
        assert turns[-1].speaker == ASSISTANT
    assert {candidate.kept["ended"] for _draw, candidate in made.accepted if candidate.kept["rounds"] == 3} <= {
        "politeness",
        "echo",
        "rounds",
    }


def test_without_the_detectors_it_goes_on_thanking():
    made = talked(with_turns(detectors=[]), model=Talk(thanks_from=5), count=8)
    assert max(sum(is_polite(turn.text) for turn in turns) for turns in dialogues(made)) > 4


def test_a_talk_that_breaks_off_in_its_first_round_is_turned_away():
    made = talked(model=Talk(flips_at=3), count=2)
    assert not made.accepted
    assert made.rows[0][1].problem == "the talk broke off early: A side plays the other's part"


def test_a_tree_that_a_person_wrote_is_left_as_it_is():
    tree = Dimension("leaf", "Topic", "listed", values=(Value("Boats › Ferries"), Value("Boats › Tugs")))
    context = replace(context_of(RECIPE, 4, support=(), **FEW), spec=CHAT, scope=Scope((tree,)))
    assert leaves(run(RECIPE, context, Talk())) == {"Boats › Ferries": 2, "Boats › Tugs": 2}


def test_a_node_is_asked_again_for_what_it_lacks_and_told_what_it_has():
    model = Talk()
    talked(model=model, count=1, children=8)
    first, again = [ask for ask in model.asked if ask.step.startswith("leaf/0.0/")][:2]
    assert "Name up to 5 more" in told(first)
    assert "Name up to 3 more" in told(again)
    assert "There is below it already: \n1. " in told(again)
