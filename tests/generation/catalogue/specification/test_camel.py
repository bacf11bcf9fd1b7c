from collections import Counter
from dataclasses import replace
from statistics import mean

import pytest

from generation.catalogue.recipe import Recipe
from generation.catalogue.specification.camel import PLAN, RECIPE
from generation.methods.dialogues.script import read
from generation.methods.parts import Part
from generation.methods.steps import FIRST, SECOND
from tests.generation.catalogue.conditions.test_ultrachat import CHAT
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import context_of, step_of
from tests.generation.catalogue.talking import Talk


def talked(recipe: Recipe = RECIPE, model: Talk | None = None, count: int = 16, **params) -> Made:
    given = {"solvers": 4, "askers": 4, "rounds": 10} | params
    return run(recipe, replace(context_of(recipe, count, support=(), **given), spec=CHAT), model or Talk(done_after=4))


def without_detectors() -> Recipe:
    steps = [{"turns": {**step["turns"], "detectors": []}} if "turns" in step else step for step in PLAN]
    return replace(RECIPE, plan=Part("steps", {"steps": steps}))


def ends(made: Made) -> Counter:
    return Counter(candidate.kept["ended"] for _draw, candidate in made.accepted)


def turns_of(made: Made) -> set[int]:
    return {len(read(candidate.fields["conversation"])) for _draw, candidate in made.accepted}


def test_the_instructing_side_ends_the_talk_with_a_token_alone():
    made = talked()
    assert ends(made) == {"done": 16}
    assert turns_of(made) == {8}
    assert "TASK DONE" not in " ".join(made.texts)


def test_a_side_that_plays_the_other_s_part_at_turn_five_ends_the_talk_there():
    model = Talk(flips_at=5)
    made = talked(model=model, count=1)
    assert ends(made) == {"role_flip": 1}
    assert turns_of(made) == {4}
    assert sum("turn" in ask.schema["properties"] for ask in model.asked) == 5


def test_a_side_that_no_longer_instructs_ends_the_talk():
    talk = Talk()

    def model(ask):
        answer = talk(ask)
        if step_of(ask) == "instruct" and len(ask.messages) > 4:
            return replace(answer, fields={"turn": answer.fields["turn"].removeprefix("Instruction: ")})
        return answer

    made = talked(model=model, count=1)
    assert ends(made) == {"no_instruction": 1}
    assert turns_of(made) == {4}


#: What is said from a turn on, instead of anything that brings the task further.
LOOPS = {
    "empty_promise": {4: "Sure. I will look into it now."},
    "echo": {4: "Solution: oak elm ash yew fir", 6: "Solution: oak elm ash yew fir"},
    "politeness": {4: "You are welcome!", 5: "Thank you, goodbye.", 6: "My pleasure, anytime."},
    "no_news": {
        3: "Instruction: tell me of the oak and elm",
        4: "Solution: oak and elm",
        5: "Instruction: tell me of the elm",
        6: "Solution: the oak",
    },
}


class Stuck(Talk):
    """Says the given turns, and something new in all others."""

    def __init__(self, said: dict[int, str]):
        super().__init__()
        self.said, self.turns = said, 0

    def turn(self, ask, rng):
        self.turns += 1
        return self.said.get(self.turns) or super().turn(ask, rng)


@pytest.mark.parametrize("loop", LOOPS)
def test_a_talk_that_turns_in_circles_ends_by_the_detector_for_it(loop):
    assert ends(talked(model=Stuck(LOOPS[loop]), count=1, rounds=5)) == {loop: 1}
    assert ends(talked(without_detectors(), model=Stuck(LOOPS[loop]), count=1, rounds=5)) == {"rounds": 1}


def test_without_the_detectors_it_goes_on():
    made = talked(without_detectors(), model=Talk(flips_at=5), count=4)
    assert ends(made) == {"rounds": 4}


def test_a_talk_without_an_end_stops_at_the_most_rounds():
    made = talked(model=Talk(), count=2, rounds=6)
    assert ends(made) == {"rounds": 2}
    assert turns_of(made) == {12}
    assert {candidate.kept["rounds"] for _draw, candidate in made.accepted} == {6}


def test_every_pair_of_roles_is_drawn_before_one_comes_again():
    made = talked()
    pairs = {tuple(text for _name, text in draw.conditions) for draw, _candidate in made.accepted}
    assert len(pairs) == 16


def test_both_sides_are_told_who_they_are_and_the_task_made_concrete():
    model = Talk(done_after=1)
    made = talked(model=model, count=1)
    goal, conditions = made.accepted[0][1].kept["task"], dict(made.accepted[0][0].conditions)
    sides = {step_of(ask): ask.messages[0]["content"] for ask in model.asked if "turn" in ask.schema["properties"]}
    assert set(sides) == {"instruct", "solve"}
    before = {step_of(ask): ask.messages[-1]["content"] for ask in model.asked if step_of(ask) in ("tasks", "specify")}
    assert all(conditions["solver"] in told and conditions["asker"] in told for told in before.values())
    assert "List 10 different tasks" in before["tasks"]
    assert "in 50 words at most" in before["specify"]
    assert all(goal in told and conditions["solver"] in told and conditions["asker"] in told for told in sides.values())


def test_a_second_model_is_the_one_who_solves():
    model = Talk(done_after=1)
    talked(model=model, count=1)
    asked = {(step_of(ask), ask.model) for ask in model.asked if ask.template.startswith("camel.")}
    assert asked == {("tasks", FIRST), ("specify", FIRST), ("instruct", FIRST), ("solve", SECOND)}


def test_turns_bring_new_words():
    made = talked()
    fresh = []
    for _draw, candidate in made.accepted:
        seen: set[str] = set()
        for turn in read(candidate.fields["conversation"]):
            words = set(turn.text.split())
            fresh.append(len(words - seen))
            seen |= words
    assert mean(fresh) > 5
