"""Problems whose answer is computed: right, as difficult as asked for, and with no wrong sum in the kept reasoning."""

import re
from collections import Counter
from dataclasses import replace

from generation.catalogue.future.tool_verified import RECIPE
from generation.methods.parts import Part
from generation.methods.tools import arithmetic, programs
from generation.methods.tools.agreement import agrees, canonical
from generation.methods.tools.calculator import calculate, decimal
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.problems import Solver, context_of, user
from tests.generation.catalogue.switching import changed, without

GIVEN = re.compile(r"(\w+) = (\d+)(?=[,.])")
FORMULA = re.compile(r"How much is (.+)\?")


class Mathematician(Solver):
    """Errs in three of ten rationales (the sums in them, not the final lines), and in one of ten programs, words and
    solutions. Never with `errs=0`."""

    def __init__(self, errs: float = 1.0):
        super().__init__()
        self.errs, self.told = errs, []

    def program(self, ask, rng):
        wanted = int(re.search(r"no fewer: (\d+)", user(ask)).group(1))
        takes = wanted + (rng.random() < 0.1 * self.errs)
        names = ["boxes", "pens", "caps", "bags", "cups", "jars"][: takes + 1]
        steps, before = [], names[0]
        for number, name in enumerate(names[1:]):
            steps.append(f"part{number} = {before} {rng.choice('+*')} {name}")
            before = f"part{number}"
        variables = [{"name": name, "low": 2, "high": 40, "step": 1} for name in names]
        return {"variables": variables, "steps": steps, "decimals": 0, "unit": "things"}

    def words(self, ask, rng):
        told = re.findall(r"\d+\. (\w+ = \d+)$", user(ask), re.MULTILINE)
        steps = dict(re.findall(r"\d+\. (part\d) = (.+)$", user(ask), re.MULTILINE))
        formula = list(steps.values())[-1]
        while "part" in formula:
            formula = re.sub(r"part\d", lambda match: f"({steps[match.group()]})", formula)
        if rng.random() < 0.1 * self.errs:
            told = told[1:]
        if rng.random() < 0.1 * self.errs:
            formula = formula.replace("+", "*", 1) if "+" in formula else formula.replace("*", "+", 1)
        return {"question": f"{', '.join(told)}. How much is {formula}?"}

    def solve(self, ask, rng):
        question = user(ask)
        formula = FORMULA.search(question).group(1)
        for name, value in GIVEN.findall(question):
            formula = re.sub(rf"\b{name}\b", value, formula)
        if rng.random() < 0.1 * self.errs:
            formula += " + 1"
        found = re.search(r"\d+ [+*] \d+", formula)
        if found is None:
            return {"reasoning": "A number is missing.", "lines": ["unknown"]}
        sums = found.group()
        stated = calculate(sums) + (rng.randint(1, 9) if rng.random() < 0.3 * self.errs else 0)
        return {"reasoning": f"First {sums} = {decimal(stated)}.", "lines": [f"answer = {formula}"]}

    def mend(self, ask, rng):
        self.told.append(user(ask))
        return {f"{name}_new": value for name, value in self.solve(ask, rng).items()}

    def again(self, ask, rng):
        said = self.solve(ask, rng)
        return {f"{name}_again": value for name, value in said.items()}


def made_by(recipe=RECIPE, count=120, **params):
    return run(recipe, context_of(recipe, count, **params), Mathematician())


def recomputed(one) -> bool:
    """Whether the stored answer is what the words say, by a calculation of their own."""
    question = one.fields["question"]
    formula = FORMULA.search(question).group(1)
    for name, value in GIVEN.findall(question):
        formula = re.sub(rf"\b{name}\b", value, formula)
    try:
        return agrees(canonical(one.fields["answer"]), canonical(decimal(calculate(formula))))
    except ValueError:
        return False  # a number is missing


def false_steps(made) -> float:
    said = [statement for _d, one in made.accepted for statement in arithmetic.statements(one.kept["reasoning"])]
    return sum(not statement.holds for statement in said) / len(said)


def test_every_answer_is_right_and_the_model_never_wrote_it():
    made = made_by()
    assert len(made.accepted) >= 120
    assert all(recomputed(one) for _draw, one in made.accepted)
    for _draw, one in made.accepted:
        program = programs.read(one.kept["program"])
        values = {name: calculate(value) for name, value in one.kept["values"].items()}
        assert decimal(programs.answer(program, values)) == one.fields["answer"]


def test_without_blind_solutions_some_words_do_not_lead_to_their_answer():
    recipe = without(
        RECIPE, "not the computed answer", "solutions disagree", "the answer does not move with its numbers"
    )
    assert not all(recomputed(one) for _draw, one in made_by(recipe, perturb=False).accepted)


class Misled(Mathematician):
    """Its words ask for another sum than that of the program, and all who solve them blind come to the same."""

    def words(self, ask, rng):
        said = super().words(ask, rng)["question"]
        return {"question": said.replace("+", "*") if "+" in said else said.replace("*", "+")}


def test_words_that_all_solve_alike_and_otherwise_than_the_program_are_turned_away():
    made = run(RECIPE, context_of(RECIPE, 5), Misled(errs=0))
    assert {one.problem for _d, one, _s in made.rows} == {"not the computed answer"}
    believing = without(RECIPE, "not the computed answer")
    assert run(believing, context_of(RECIPE, 5, perturb=False), Misled(errs=0)).accepted


def test_a_label_is_as_sure_as_the_solutions_agree_and_has_one_of_them_for_its_reason():
    for _draw, one in made_by(count=20, solutions=5, verified_label="verified").accepted:
        [label] = one.labels
        assert label.probability == one.kept["votes"][0] / 5 > 0.5
        assert label.rationale == one.kept["reasoning"] != ""


def test_words_say_in_which_unit_and_how_exactly_to_answer():
    asked = []

    class Watched(Mathematician):
        def words(self, ask, rng):
            asked.append(user(ask))
            return super().words(ask, rng)

    made = run(RECIPE, context_of(RECIPE, 4), Watched(errs=0))
    assert asked
    assert all("(things)" in text and "(0)" in text for text in asked)
    assert {one.kept["unit"] for _draw, one in made.accepted} == {"things"}


def test_fewer_than_one_in_a_hundred_sums_of_the_kept_reasoning_is_wrong():
    assert false_steps(made_by()) < 0.01


def test_without_the_check_wrong_sums_are_kept():
    assert false_steps(made_by(check_arithmetic=False)) > 0.1


def kept_of_rows(**params) -> float:
    made = made_by(**params)
    return len(made.accepted) / len(made.rows)


def test_with_rounds_of_the_calculator_more_solutions_come_to_count_and_all_are_right():
    assert kept_of_rows(tool_rounds=3) > kept_of_rows(tool_rounds=0) + 0.1
    made = made_by(tool_rounds=3)
    assert all(recomputed(one) for _draw, one in made.accepted)
    assert false_steps(made) < 0.01


def test_what_the_calculator_said_goes_back_with_the_solution():
    model = Mathematician()
    run(RECIPE, context_of(RECIPE, 20), model)
    assert model.told
    assert all(re.search("What is wrong: (?:This calculation is wrong: .+|“.+”: .+)", text) for text in model.told)
    assert any(re.search(r"answer = .+ → \d+", text) for text in model.told)
    assert all(re.search(r"Reasoning: .+\nIts lines:\n.+\n", text) for text in model.told)


def test_rounds_go_on_until_every_solution_runs_and_no_longer():
    class Slow(Mathematician):
        """Its solutions run after they came back twice."""

        def solve(self, ask, rng):
            return super().solve(ask, rng) | ({"lines": ["answer = "]} if ask.step.startswith("solve") else {})

        def mend(self, ask, rng):
            said = super().mend(ask, rng)
            return said | ({"lines_new": ["answer = "]} if ask.step.startswith("mend/1") else {})

    model = Slow(errs=0)
    made = run(RECIPE, context_of(RECIPE, 4, tool_rounds=4), model)
    assert len(made.accepted) >= 4
    assert len(model.told) == 2 * 3 * len(made.rows)
    assert not run(RECIPE, context_of(RECIPE, 4, tool_rounds=1), Slow(errs=0)).accepted


def test_one_solution_alone_is_run_as_well():
    made = run(RECIPE, context_of(RECIPE, 10, solutions=1), Mathematician(errs=0))
    assert len(made.accepted) >= 10


def test_problems_are_as_difficult_as_asked_for():
    made = made_by(operations="2-4")
    asked = [dict(draw.conditions)["operations"] for draw, _one in made.accepted]
    assert all(str(one.kept["operations"]) == wanted for (_d, one), wanted in zip(made.accepted, asked, strict=True))
    assert set(Counter(asked)) == {"2", "3", "4"}


def test_every_situation_is_asked_for_at_every_difficulty_before_one_comes_again_and_by_chance_not():
    def asked_for(recipe) -> int:
        context = context_of(recipe, 12, operations="2-4", situations=4)
        return len({draw.conditions for draw, _one, _said in run(recipe, context, Mathematician(errs=0)).rows[:12]})

    assert asked_for(RECIPE) == 12
    assert asked_for(replace(RECIPE, allocator=Part("uniform"))) < 12


class Learner(Mathematician):
    """Its first program for a problem divides by nothing."""

    def program(self, ask, rng):
        made = super().program(ask, rng)
        return made | ({"steps": ["wrong = boxes / 0"]} if ask.step.endswith("/1") else {})


def test_a_program_that_cannot_be_worked_out_is_asked_for_again():
    made = run(RECIPE, context_of(RECIPE, 6), Learner(errs=0))
    assert len(made.accepted) >= 6
    assert {one.steps[:3] for _draw, one in made.accepted} == {("program/1", "program/2", "words")}
    made = run(RECIPE, context_of(RECIPE, 6), Mathematician(errs=0))
    assert {one.steps[:2] for _draw, one in made.accepted} == {("program/1", "words")}


def test_what_was_wrong_with_a_program_is_told_to_who_writes_the_next():
    asked = []

    class Watched(Learner):
        def program(self, ask, rng):
            asked.append(user(ask))
            return super().program(ask, rng)

    run(RECIPE, context_of(RECIPE, 2), Watched(errs=0))
    assert ["could not be used: pens" in text for text in asked[:2]] == [False, True]


def test_without_the_count_some_are_more_difficult():
    reads = {"variables": "variables", "lines": "steps", "decimals": "decimals", "unit": "unit"}
    made = made_by(changed(RECIPE, "do", "instance", reads=reads))
    found = {(dict(draw.conditions)["operations"], str(one.kept["operations"])) for draw, one in made.accepted}
    assert any(asked != got for asked, got in found)


def test_words_that_leave_out_a_number_are_turned_away():
    made = run(RECIPE, context_of(RECIPE, 60), Mathematician())
    assert "a given number is missing" in {one.problem for _draw, one, _said in made.rows}


def test_the_values_come_from_the_seed_of_the_run_alone():
    def values(seed):
        made = run(RECIPE, replace(context_of(RECIPE, 10), seed=seed), Mathematician(errs=0))
        return [one.kept["values"] for _draw, one in made.accepted]

    assert values(1) == values(1)
    assert values(1) != values(2)


def test_a_problem_whose_answer_does_not_move_with_its_numbers_is_turned_away():
    class Stubborn(Mathematician):
        """Knows the answer by heart: it solves the changed problem as if nothing had changed."""

        def again(self, ask, rng):
            return {"reasoning_again": "", "lines_again": ["answer = 7"]}

    made = run(RECIPE, context_of(RECIPE, 5), Stubborn(errs=0))
    assert {one.problem for _d, one, _s in made.rows} == {"the answer does not move with its numbers"}
    assert len(run(RECIPE, context_of(RECIPE, 5, perturb=False), Stubborn(errs=0)).accepted) >= 5
