import json
from dataclasses import dataclass, replace

from generation.catalogue.rounds.orca import RECIPE, STYLES
from generation.methods.conditions import count_words
from generation.methods.context import Item
from generation.methods.parts import Part
from generation.methods.steps import Answer, Ask
from tests.generation.catalogue.driving import Made, run
from tests.generation.catalogue.instructing import answered, context_of, told

TASKS = [
    Item(str(n), {"instruction": f"Add {n} and {n + 1}", "input": f"The numbers {n}, {n + 1}"}) for n in range(320)
]


@dataclass
class World:
    """Explains as long as the system message is; some answers speak of that message."""

    tells: bool = False

    def __call__(self, ask: Ask) -> Answer:
        system = ask.messages[0]["content"]
        number = int(told(ask).split()[1])
        text = "because it is so " * len(system.split()) + f"Answer: {2 * number + 1}"
        wanted = next(iter(ask.schema["properties"]))
        return answered({wanted: f"As instructed: {text}" if self.tells and number % 4 == 0 else text})


def made(recipe=RECIPE, model: World | None = None, count: int = 320) -> Made:
    return run(recipe, context_of(recipe, count, support=()), model or World(), items=TASKS)


def lengths(found: Made) -> list[int]:
    return [count_words(candidate.fields["response"]) for _draw, candidate in found.accepted]


def test_explanations_differ_by_manner():
    found = made()
    assert {dict(draw.conditions)["style"] for draw, _candidate in found.accepted} == set(STYLES)
    assert max(lengths(found)) > 2 * min(lengths(found))


def test_with_one_manner_they_do_not():
    one = replace(RECIPE, values=(Part("given", {"name": "style", "title": "Manner", "values": "steps"}),))
    assert len(lengths(made(one))) == len(TASKS)
    assert len(set(lengths(made(one)))) == 1


def test_the_answer_does_not_depend_on_the_manner():
    for draw, candidate in made().accepted:
        number = int(draw.item)
        assert candidate.fields["response"].endswith(f"Answer: {2 * number + 1}")


def test_the_manner_is_erased_from_the_sample_and_kept_with_the_row():
    for draw, candidate in made().accepted:
        exported = json.dumps([candidate.fields, candidate.kept])
        style = dict(draw.conditions)["style"]
        assert STYLES[style] not in exported
        assert candidate.kept == {}
        assert candidate.parents == (draw.item,)


def test_the_manner_is_the_system_message_and_the_task_with_its_input_the_user_s():
    asked = []
    run(RECIPE, context_of(RECIPE, 1, support=()), lambda ask: asked.append(ask) or World()(ask), items=TASKS)
    assert asked[0].messages[0]["content"] in STYLES.values()
    assert told(asked[0]).startswith("Add 0 and 1\nThe numbers 0, 1\n")


def test_an_answer_that_speaks_of_its_message_is_dropped():
    found = made(model=World(tells=True))
    assert not any("nstructed" in text for text in found.texts)
    bare = replace(RECIPE, verify=tuple(part for part in RECIPE.verify if part.name != "prompt_leak"))
    assert any("nstructed" in text for text in made(bare, World(tells=True)).texts)


# -- Two teachers ----------------------------------------------------------------------------------------------------
def taught(count: int = 320, **params) -> tuple[Made, list[Ask]]:
    """What a run with a second model makes of the tasks, and what it asked."""
    asked: list[Ask] = []
    context = replace(context_of(RECIPE, count, support=(), **params), second=True)
    return run(RECIPE, context, lambda ask: asked.append(ask) or World()(ask), items=TASKS[:200]), asked


def test_the_second_teacher_answers_a_fifth_of_the_tasks_as_well():
    found, asked = taught()
    by_second = [candidate for _draw, candidate in found.accepted if candidate.kept]
    assert {tuple(one.kept.items()) for one in by_second} == {(("teacher", "second"),)}
    assert len(by_second) == sum(ask.model == "second" for ask in asked)
    assert 20 <= len(by_second) <= 60  # of 200
    assert sum(ask.model == "first" for ask in asked) == 200


def test_both_are_asked_in_the_same_manner():
    _found, asked = taught(second_share=1.0)
    by_model = {model: [ask.messages for ask in asked if ask.model == model] for model in ("first", "second")}
    assert by_model["first"] == by_model["second"]
    assert len({(ask.step, ask.messages[-1]["content"]) for ask in asked}) == len(asked)  # each is a step of its own


def test_without_a_share_and_without_a_second_model_each_task_is_answered_once():
    for found, asked in (taught(second_share=0.0), (made(), [])):
        assert not any(candidate.kept for _draw, candidate in found.accepted)
        assert not any(ask.model == "second" for ask in asked)


def test_where_the_second_teacher_says_nothing_the_first_one_s_answer_stays():
    def model(ask: Ask) -> Answer:
        return Answer(None, "", problem="refused") if ask.model == "second" else World()(ask)

    context = replace(context_of(RECIPE, 320, support=(), second_share=1.0), second=True)
    found = run(RECIPE, context, model, items=TASKS[:50])
    assert len(found.accepted) == 50
    assert not any(candidate.kept for _draw, candidate in found.accepted)
