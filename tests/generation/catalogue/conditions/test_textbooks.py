"""Sections and exercises on a scripted teacher who speaks as its readers do, and knows the test by heart."""

import re
from collections import defaultdict
from dataclasses import replace
from random import Random
from statistics import fmean

import pytest

from generation.catalogue.conditions.exercises import RECIPE as EXERCISES
from generation.catalogue.conditions.textbooks import RECIPE
from generation.methods.measures.leak import leak
from generation.methods.measures.readability import readability_grade
from generation.methods.parts import Part, PartError
from generation.methods.schedules.schedule import Known
from generation.methods.steps import Answer, Demonstration
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import context_of
from tests.generation.catalogue.driving_rounds import run_rounds
from tests.generation.catalogue.test_simulated import Simulated

AUDIENCES = ("children", "pupils", "students", "experts")
TOPICS = [f"topic {letter}" for letter in "abcdefghij"]
VOICES = {
    "children": "we see it and it is so big a cat can sit on it",
    "pupils": "when water gets warm some parts move about faster than before",
    "students": "therefore pressure increases whenever molecules collide against surrounding surfaces",
    "experts": "thermodynamic equilibrium necessitates statistically indistinguishable microstate configurations",
}
GOLD = tuple(
    Demonstration(f"g{i}", {"text": f"How many apples does farmer number {i} have left after she sold forty two?"}, {})
    for i in range(5)
)
PROBLEMS = TaskSpec.from_json(
    {
        "purpose": "Problems for school.",
        "fields": [{"name": "question"}, {"name": "answer"}],
        "questions": [{"name": "good", "labels": [{"name": "yes"}, {"name": "no"}]}],
    }
)


class Teacher:
    """Quotes the test now and then; its calculations are wrong in three of ten, and once it knows, in one of ten."""

    def __init__(self, quotes: float = 0.2, slips: float = 0.3):
        self.quotes, self.slips, self.asked, self.steps = quotes, slips, 0, []

    def __call__(self, ask):
        self.asked += 1
        self.steps.append(ask.step)
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if "values" in ask.schema["properties"]:
            return Answer({"values": TOPICS})
        if "exercise" in ask.schema["properties"]:
            return Answer(self.exercise(user, rng, 0.1 if ask.step == "repair" else self.slips))
        heard = next((name for name in AUDIENCES if name in user), None) or rng.choice(AUDIENCES)
        sentences = [" ".join(rng.choices(VOICES[heard].split(), k=9)).capitalize() + "." for _ in range(12)]
        if rng.random() < self.quotes:
            sentences.insert(3, rng.choice(GOLD).fields["text"])
        return Answer({"section": " ".join([*sentences, str(self.asked)])})

    def exercise(self, user: str, rng: Random, slips: float) -> dict:
        noun = re.search(r"to do with this: (\w+)", user)
        a, b = rng.randint(2, 99), rng.randint(2, 99)
        answer = a + b + (rng.random() < slips)
        text = f"{a} {noun.group(1) if noun else 'things'} and {b} more: how many are that? ({self.asked})"
        return {"exercise": text, "reasoning": "Add them.", "lines": [f"sum = {a} + {b}"], "answer": f"{answer}"}


def sections(model=None, recipe=RECIPE, count=48, **settings):
    settings = {"audiences": ", ".join(AUDIENCES)} | settings
    return run_rounds(recipe, context_of(recipe, count, **settings), model or Teacher(), Known(gold=GOLD))


def exercises(model=None, count=60, recipe=EXERCISES, **settings):
    context = replace(context_of(recipe, count, **settings), spec=PROBLEMS)
    return run_rounds(recipe, context, model or Teacher(), Known(gold=GOLD))


def drawn(one) -> dict:
    return dict(map(tuple, one.draw["conditions"]))


def pairs(made) -> set:
    return {(drawn(one)["topic"], drawn(one)["audience"]) for one in made.made.values()}


def grades(made) -> list[float]:
    """Mean reading grade for each kind of reader."""
    found = defaultdict(list)
    for one in made.made.values():
        found[drawn(one)["audience"]].append(readability_grade(one.text))
    return [fmean(found[name]) for name in AUDIENCES]


def test_every_topic_is_written_about_for_every_reader():
    assert len(pairs(sections(Teacher(quotes=0), count=44))) == len(TOPICS) * len(AUDIENCES)
    by_chance = replace(RECIPE, allocator=Part("uniform"))
    assert len(pairs(sections(Teacher(quotes=0), by_chance, count=44))) < len(TOPICS) * len(AUDIENCES)


def test_sections_are_as_hard_to_read_as_their_readers_can_take():
    assert grades(sections()) == sorted(grades(sections()))


def test_without_its_readers_a_section_is_as_hard_for_all():
    write = replace(RECIPE.templates[0], user="Write a section of a textbook.\nTopic: {topic}")
    found = grades(sections(recipe=replace(RECIPE, templates=(write,))))
    assert max(found) - min(found) < (max(grades(sections())) - min(grades(sections()))) / 3


@pytest.mark.parametrize(("apart", "most", "least"), [({}, 0.0, 0.0), ({"gold_apart": False}, 1.0, 0.1)])
def test_nothing_of_the_test_is_quoted_unless_gold_need_not_be_kept_apart(apart, most, least):
    made = sections(**apart)
    leaked = leak([one.text for one in made.made.values()], [demo.fields["text"] for demo in GOLD])
    assert least <= leaked <= most


def test_every_solution_works_out_after_one_repair_at_most():
    model = Teacher()
    made = exercises(model)
    assert all(right(one) for one in made.made.values())
    assert 0.15 < model.steps.count("repair") / model.steps.count("write") < 0.45
    assert {one.kept["first_try_passes"] for one in made.made.values()} == {True, False}
    assert all(one.fields["answer"].endswith(f"Answer: {one.kept['value']}") for one in made.made.values())
    assert all(one.kept["lines"][0].startswith("sum = ") for one in made.made.values())
    assert {why for _draw, _candidate, why in made.turned_away} <= {"the solution does not work out", "duplicates"}


def test_an_exercise_goes_back_whole_and_with_what_is_wrong():
    asked = []

    class Watched(Teacher):
        def __call__(self, ask):
            asked.append((ask, super().__call__(ask)))
            return asked[-1][1]

    exercises(Watched(slips=1.0), count=4)
    again = [(asked[place - 1][1].fields, ask) for place, (ask, _said) in enumerate(asked) if ask.step == "repair"]
    assert len(again) >= 4
    for fields, ask in again:
        told = ask.messages[-1]["content"]
        assert all(
            text in told for text in (fields["exercise"], fields["reasoning"], *fields["lines"], fields["answer"])
        )
        assert re.search(r"does not work out: \w+", told)
        assert f"Answer: {fields['answer']}\n" in told


class Stubborn(Teacher):
    """Corrects nothing."""

    def exercise(self, user, rng, slips):
        return super().exercise(user, rng, 0.3)


def test_a_solution_that_still_does_not_work_out_is_dropped():
    made = exercises(Stubborn())
    assert all(right(one) for one in made.made.values())
    assert "the solution does not work out" in {why for _draw, _candidate, why in made.turned_away}


def test_an_exercise_is_asked_for_of_every_topic_for_every_reader_and_by_chance_not():
    def asked_for(recipe) -> int:
        made = exercises(Teacher(slips=0), recipe=recipe, audiences=", ".join(AUDIENCES), count=40)
        lost = [dict(draw.conditions) for draw, _one, _why in made.turned_away]
        return len(pairs(made) | {(one["topic"], one["audience"]) for one in lost})

    assert asked_for(EXERCISES) == len(TOPICS) * len(AUDIENCES)
    assert asked_for(replace(EXERCISES, allocator=Part("uniform"))) < len(TOPICS) * len(AUDIENCES)


def test_an_exercise_is_said_to_be_of_what_it_was_asked_for_and_of_no_other_word():
    made = exercises(Teacher(slips=0), count=8)
    assert {tuple(drawn(one)) for one in made.made.values()} == {("topic", "audience", "noun")}


def test_a_kind_of_word_that_there_is_not_is_named():
    odd = replace(EXERCISES, values=(Part("seed_words", {"only": ["nuon"]}),))
    with pytest.raises(PartError, match="Did you mean “noun”"):
        odd.prepare(context_of(EXERCISES, 1))


class Plagiarist(Teacher):
    """Hands in an exercise of the gold samples, now and then."""

    def exercise(self, user, rng, slips):
        fields = super().exercise(user, rng, slips)
        return fields | ({"exercise": rng.choice(GOLD).fields["text"]} if rng.random() < 0.2 else {})


@pytest.mark.parametrize(("apart", "found"), [({}, False), ({"gold_apart": False}, True)])
def test_no_exercise_is_one_of_the_gold_samples(apart, found):
    made = exercises(Plagiarist(), **apart)
    gold = {demo.fields["text"] for demo in GOLD}
    assert any(one.fields["question"] in gold for one in made.made.values()) == found


def test_without_the_calculator_wrong_answers_stay():
    made = exercises(check=False)
    assert sum(right(one) for one in made.made.values()) < 0.85 * len(made.made)


def right(one) -> bool:
    a, b = map(int, re.findall(r"\d+", one.fields["question"])[:2])
    return one.fields["answer"].endswith(f"Answer: {a + b}")


@pytest.mark.parametrize(("recipe", "spec", "count"), [(RECIPE, None, 20), (EXERCISES, PROBLEMS, 120)])
def test_it_fills_a_run_on_the_simulated_model(recipe, spec, count):
    context = context_of(recipe, count)
    made = run_rounds(recipe, replace(context, spec=spec) if spec else context, Simulated())
    assert len(made.made) == count


def test_a_teacher_who_knows_one_exercise_does_not_go_on_for_ever():
    def teacher(ask):
        if "values" in ask.schema["properties"]:
            return Answer({"values": TOPICS})
        return Answer({"exercise": "2 and 3?", "reasoning": "Add.", "lines": ["sum = 2 + 3"], "answer": "5"})

    made = exercises(teacher, count=40)
    assert (len(made.made), made.stopped) == (1, "low_yield")
