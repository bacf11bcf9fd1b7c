import json
from collections import defaultdict
from dataclasses import dataclass, replace
from statistics import mean

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
        return answered({"response": f"As instructed: {text}" if self.tells and number % 4 == 0 else text})


def made(recipe=RECIPE, model: World | None = None, count: int = 320) -> Made:
    return run(recipe, context_of(recipe, count, support=()), model or World(), items=TASKS)


def lengths(found: Made) -> dict[str, float]:
    each = defaultdict(list)
    for draw, candidate in found.accepted:
        each[dict(draw.conditions)["style"]].append(count_words(candidate.fields["response"]))
    return {style: mean(counts) for style, counts in each.items()}


def test_explanations_differ_by_manner():
    found = lengths(made())
    assert set(found) == set(STYLES)
    assert max(found.values()) > 2 * min(found.values())


def test_with_one_manner_they_do_not():
    one = replace(RECIPE, values=(Part("given", {"name": "style", "title": "Manner", "values": "steps"}),))
    found = lengths(made(one))
    assert max(found.values()) - min(found.values()) == 0


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
