"""Derivations of which every step follows, by a truth table that knows nothing of the recipe."""

import re
from itertools import product

from generation.catalogue.stepwise.determlr import RECIPE
from generation.methods.taskspec import TaskSpec
from generation.methods.tools import logic
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.problems import SPEC, Solver, context_of, user

NAMES = ("rain", "wet", "cold", "late", "home", "warm")


class Logician(Solver):
    """A chain of implications and something beside it; three of ten steps are guesses, one of ten puzzles wrong."""

    def puzzle(self, ask, rng):
        wanted = re.search(r"The statement is (\w+)", user(ask)).group(1)
        chain = rng.sample(NAMES, 4)
        formulas = [chain[0], *(f"{a} implies {b}" for a, b in zip(chain, chain[1:], strict=False)), "tea or milk"]
        target = chain[-1] if wanted == "true" else f"not {chain[-1]}"
        if rng.random() < 0.1:
            target = "tea"
        told = [{"text": f"{one}, as of {rng.randint(1, 10**6)}.", "formula": one} for one in formulas]
        return {"premises": told, "target": {"text": f"{target}.", "formula": target}}

    def derive(self, ask, rng):
        lines = re.findall(r"^(\d+)\. .*?\[(.+)\]$", user(ask).split("To be proved")[0], re.MULTILINE)
        known = {formula: number for number, formula in lines}
        aim = re.search(r"To be proved: (?:not )?\((?:not )?(.+)\)", user(ask)).group(1)
        if rng.random() < 0.3:
            return {"reason": "obvious", "uses": ["0"], "derived": aim}
        for number, formula in lines:
            left, _implies, right = formula.partition(" implies ")
            if right and left in known and right not in known:
                return {"reason": "it follows", "uses": [number, known[left]], "derived": right}
        return {"reason": "nothing", "uses": ["0"], "derived": lines[0][1]}


def follows(premises: list[str], formula: str) -> bool:
    """By trying every case."""
    names = sorted(set(re.findall(r"\b(?:rain|wet|cold|late|home|warm|tea|milk)\b", " ".join([*premises, formula]))))
    cases = (dict(zip(names, values, strict=True)) for values in product((True, False), repeat=len(names)))
    return all(holds(formula, case) for case in cases if all(holds(one, case) for one in premises))


def holds(text: str, case: dict[str, bool]) -> bool:
    """Of the formulas that this logician writes: a name, `not a`, `a or b`, `a implies b`; any other is a KeyError."""
    left, implies, right = text.partition(" implies ")
    if implies:
        return not holds(left, case) or holds(right, case)
    if " or " in text:
        return any(holds(part, case) for part in text.split(" or "))
    return not holds(text.removeprefix("not "), case) if text.startswith("not ") else case[text]


def sound(one) -> bool:
    """Whether every step follows from what it names, and the steps alone prove the answer."""
    known = [*one.kept["premises"], *(step["formula"] for step in one.kept["derivation"])]
    first = len(one.kept["premises"])
    steps = all(
        all(i < first + place for i in step["uses"]) and follows([known[i] for i in step["uses"]], step["formula"])
        for place, step in enumerate(one.kept["derivation"])
    )
    return steps and logic.entails([logic.read(text) for text in known[first:]], logic.read(one.kept["aim"]))


def made_by(count=60, spec=SPEC, **params):
    return run(RECIPE, context_of(RECIPE, count, spec, **params), Logician())


def test_every_step_follows_and_the_steps_alone_prove_the_answer():
    made = made_by()
    assert len(made.accepted) >= 60
    assert all(sound(one) for _draw, one in made.accepted)
    assert any(one.kept["refused"] for _draw, one in made.accepted)


def test_without_the_check_some_steps_do_not_follow():
    assert not all(sound(one) for _draw, one in made_by(check_steps=False).accepted)


def test_a_step_that_is_not_taken_is_told_with_its_reason_once():
    class Listener(Logician):
        heard = ()

        def derive(self, ask, rng):
            self.heard = (*self.heard, user(ask))
            return (
                {"reason": "obvious", "uses": ["0"], "derived": "tea"}
                if len(self.heard) < 2
                else super().derive(ask, rng)
            )

    listener = Listener()
    run(RECIPE, context_of(RECIPE, 1), listener)
    told = "“tea” was not taken: does not follow."
    assert [told in asked for asked in listener.heard[:3]] == [False, True, False]


class Muddled(Logician):
    """Its premises contradict each other, the first time that it is asked for a puzzle."""

    def puzzle(self, ask, rng):
        fields = super().puzzle(ask, rng)
        if ask.step.endswith("/1"):
            fields["premises"] += [{"text": "Yes and no.", "formula": one} for one in ("milk", "not milk")]
        return fields


def test_a_puzzle_that_is_none_is_asked_for_again():
    made = run(RECIPE, context_of(RECIPE, 12), Muddled())
    assert len(made.accepted) >= 12
    assert all(sound(one) for _draw, one in made.accepted)
    assert {one.steps[:2] for _draw, one in made.accepted} == {("puzzle/1", "puzzle/2")}
    assert ("puzzle/1", "derive/1") in {one.steps[:2] for _draw, one in made_by(6).accepted}


def test_what_was_wrong_with_a_puzzle_is_told_to_who_writes_the_next():
    asked = []

    class Watched(Muddled):
        def puzzle(self, ask, rng):
            asked.append((ask.step, user(ask)))
            return super().puzzle(ask, rng)

    run(RECIPE, context_of(RECIPE, 4), Watched())
    told = {step: re.search(r"is none of them\.\s*(.*)", text).group(1) for step, text in asked}
    assert told["puzzle/1"] == ""
    assert told["puzzle/2"] != ""


def test_what_is_not_decided_within_the_steps_is_turned_away():
    made = made_by(steps=2)
    assert {one.problem for _draw, one, _said in made.rows if one.problem} >= {"not decided"}
    assert all(sound(one) for _draw, one in made.accepted)


def test_every_situation_has_a_puzzle_of_either_answer_before_one_comes_again():
    drawn = [draw.conditions for draw, _one, _said in made_by(12, situations=6).rows[:12]]
    assert len(set(drawn)) == 12


def test_the_answer_is_what_the_truth_table_says():
    for draw, one in made_by().accepted:
        premises = [logic.read(text) for text in one.kept["premises"]]
        assert one.fields["answer"].casefold() == dict(draw.conditions)["verdict"]
        assert logic.entails(premises, logic.read(one.kept["aim"]))


def test_it_labels_where_the_codebook_has_such_labels():
    labels = [{"name": "true"}, {"name": "false"}]
    spec = TaskSpec.from_json(SPEC.to_json() | {"questions": [{"name": "verdict", "labels": labels}]})
    assert set(made_by(10, spec).labels) == {"true", "false"}


def test_a_derivation_ends_with_a_step_that_was_needed():
    assert not any(one.kept["derivation"][-1]["idle"] for _draw, one in made_by().accepted)


def test_no_step_says_again_what_is_known():
    class Parrot(Logician):
        """Gives one of the known statements as its step, two times in five."""

        def derive(self, ask, rng):
            known = re.findall(r"^(\d+)\. .*?\[(.+)\]$", user(ask).split("To be proved")[0], re.MULTILINE)
            number, formula = rng.choice(known)
            repeats = {"reason": "it stands there", "uses": [number], "derived": formula}
            return repeats if rng.random() < 0.4 else super().derive(ask, rng)

    made = run(RECIPE, context_of(RECIPE, 10), Parrot())
    assert len(made.accepted) >= 10
    for _draw, one in made.accepted:
        known = [*one.kept["premises"], *(step["formula"] for step in one.kept["derivation"])]
        assert len(set(known)) == len(known)


def test_each_step_is_told_what_is_certain_apart_from_what_is_open():
    prompts = []

    class Watched(Logician):
        def derive(self, ask, rng):
            prompts.append(user(ask))
            return super().derive(ask, rng)

    run(RECIPE, context_of(RECIPE, 4), Watched())
    assert prompts
    for prompt in prompts:
        certain, still_open = re.search(r"Certain:\n(.*?)\nOpen:\n(.*?)\nDerived", prompt, re.DOTALL).groups()
        assert re.search(r"\[", certain)
        assert not re.search(r" implies | or ", certain)
        assert all(re.search(r" implies | or ", line) for line in still_open.splitlines())
