"""Questions with the program that answers them: of many programs, four of ten wrong, what agrees when run is kept."""

import re

import pytest

from generation.catalogue.stepwise.symgen_programs import RECIPE
from generation.methods.plans.steps.tools.maths import computed
from generation.methods.plans.steps.tools.programming import moves, program_vote
from generation.methods.plans.steps.tools.tool import Unusable
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.problems import Solver, context_of, user
from tests.generation.catalogue.switching import changed, without

ASKED = re.compile(r"(\d+) boxes of (\d+) pens and (\d+) pens beside")


def value(question: str) -> int:
    boxes, pens, beside = map(int, ASKED.search(question).groups())
    return boxes * pens + beside


class Programmer(Solver):
    """Four of ten programs are wrong, each in its way; of seven boxes it believes to know the answer."""

    def question(self, ask, rng):
        return {"asked": f"There are {rng.randint(7, 20)} boxes of {rng.randint(3, 60)} pens and {rng.randint(2, 90)} "
                         "pens beside them, how many pens in all?"}  # fmt: skip

    def program(self, ask, rng):
        boxes, pens, beside = ASKED.search(user(ask)).groups()
        if boxes == "7":
            return {"lines": ["answer = 40 + 2"]}
        wrong = [
            [f"all = {boxes} * ({pens} + {beside})"],
            [f"all = {boxes} + {pens} + {beside}"],
            [f"all = {boxes} * {pens}"],
            [f"all = {boxes} * {pens} - {beside}"],
            [f"all = boxes * {pens}"],
        ]
        right = [[f"all = {boxes} * {pens} + {beside}"], [f"packed = {boxes} * {pens}", f"all = packed + {beside}"]]
        return {"lines": rng.choice(wrong if rng.random() < 0.4 else right)}


class Rambler(Programmer):
    """Asks at great length, or in hardly a word, now and then."""

    def question(self, ask, rng):
        asked = super().question(ask, rng)["asked"]
        return {"asked": rng.choice([asked, asked + " Tell me, please" * 12])}


@pytest.mark.parametrize("bounded", [True, False])
def test_questions_have_at_most_39_words(bounded):
    recipe = RECIPE if bounded else without(RECIPE, "not 6 to 39 words")
    made = run(recipe, context_of(recipe, 12, programs=9), Rambler(), largest=16)
    assert any(len(one.fields["question"].split()) > 39 for _draw, one in made.accepted) != bounded


def made_by(recipe=RECIPE, count=40, **params):
    return run(recipe, context_of(recipe, count, **{"programs": 9} | params), Programmer(), largest=16)


def precision(made) -> float:
    right = [
        computed(one.fields["answer"].splitlines()) == str(value(one.fields["question"])) for _d, one in made.accepted
    ]
    return sum(right) / len(right)


def test_the_kept_programs_are_right_though_four_of_ten_were_wrong():
    made = made_by()
    assert len(made.accepted) >= 40
    assert precision(made) > 0.95
    assert all(one.kept["votes"][0] >= 5 and sum(one.kept["votes"]) <= 9 for _draw, one in made.accepted)


def test_a_program_is_kept_with_its_value_and_is_as_sure_as_its_votes():
    for _draw, one in made_by(count=6, verified_label="verified").accepted:
        assert one.kept["share"] == one.labels[0].probability == pytest.approx(one.kept["votes"][0] / 9, abs=0.001)
        assert one.kept["value"] == computed(one.fields["answer"].splitlines())


def test_one_program_alone_is_wrong_as_often_as_the_model():
    made = made_by(changed(RECIPE, "ask", "program", times=1), votes=1)
    assert precision(made) < 0.8


@pytest.mark.parametrize(("check", "known_by_heart"), [(True, False), (False, True)])
def test_a_program_that_does_not_look_at_the_numbers_is_turned_away_unless_nobody_tries_others(check, known_by_heart):
    made = made_by(check_numbers=check)
    assert any(one.fields["answer"] == "answer = 40 + 2" for _draw, one in made.accepted) == known_by_heart


def test_the_shortest_of_those_that_agree_is_kept_and_copies_count():
    long, short = ["a = 3 * 5", "b = a + 0"], ["a = 3 * 5"]
    found = program_vote([long, long, short, ["a = 3 + 5"]], "What is 3 times 5?", 3)
    assert (found["program"], found["value"], found["votes"], found["of"]) == ("a = 3 * 5", "15", 3, 4)


@pytest.mark.parametrize(
    ("programs", "why"),
    [
        ([], "only 0 programs agree"),
        ([["a = 3 * 5"], ["a = 3 + 5"]], "only 1 programs agree"),
        ([["a = 15"], ["a = 15"]], "the result is the same whatever the numbers are"),
        ([["a = __import__('os')"]] * 3, "only 0 programs agree"),
    ],
)
def test_what_does_not_agree_or_cannot_be_run_is_of_no_use(programs, why):
    with pytest.raises(Unusable, match=why):
        program_vote(programs, "What is 3 times 5?", 1)


def test_a_number_inside_a_name_is_none():
    assert not moves(["a3 = 4", "b = a3 * 2"], "What of 3?")
    assert moves(["a3 = 4", "b = a3 * 3"], "What of 3?")
