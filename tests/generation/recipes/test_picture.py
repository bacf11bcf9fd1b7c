"""What a recipe's page tells of its parts: words that can be translated, and no name that only its file uses."""

import re

import pytest

from generation.catalogue import words
from generation.catalogue.document import from_yaml, to_yaml
from generation.catalogue.parts import ALLOCATORS, PLANS, SCHEDULES, SELECTORS, SOURCES
from generation.catalogue.registry import RECIPES
from generation.methods.demonstrations.words import WORDS
from generation.methods.verifiers.registry import GATES
from generation.methods.verifiers.words import TITLES
from generation.recipes import picture

TRANSLATED = re.compile(r"‹[^‹›]*›")


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (SOURCES, words.SOURCES),
        (ALLOCATORS, words.ALLOCATORS),
        (PLANS, words.PLANS),
        (SCHEDULES, words.SCHEDULES),
        (SELECTORS, WORDS.keys() | {"nothing"}),
        (GATES, TITLES),
    ],
)
def test_every_part_has_words(parts, told):
    assert set(parts) == set(told)


@pytest.mark.parametrize("name", RECIPES)
def test_nothing_of_a_recipe_s_picture_is_left_untranslated(name, monkeypatch):
    monkeypatch.setattr(picture, "_", lambda text: f"‹{text}›")
    for box in picture.picture_of(RECIPES[name]):
        for line in box.lines:
            left = line
            while TRANSLATED.search(left):
                left = TRANSLATED.sub("", left)
            assert left.strip(" :") == "", line


def test_a_step_of_an_author_s_own_is_called_what_the_author_calls_it():
    text = to_yaml(RECIPES["camel"]).replace("step: specify", "step: sharpen").replace(" specify:", " sharpen:")
    recipe = from_yaml(text.replace("name: camel", "name: own"))
    assert "asks: “sharpen”" in picture.steps_of(recipe)


def examples(name: str, **params) -> list[str]:
    recipe = RECIPES[name]
    boxes = picture.picture_of(recipe, recipe.clean(params))
    return next((box.lines for box in boxes if box.title == "Shown as examples"), [])


def test_examples_that_are_not_shown_are_not_told_of():
    assert examples("attrprompt") == ["none, unless the settings ask for some"]
    assert examples("attrprompt", demonstrations=3) == ["Same label: 3 a prompt"]
    assert examples("zerogen") == []


def test_a_gate_that_the_settings_switch_off_turns_nothing_away():
    def gates(**params):
        recipe = RECIPES["attrprompt"]
        return picture.picture_of(recipe, recipe.clean(params))[-1].lines

    assert "As long as drawn" in gates()
    assert "As long as drawn" not in gates(check_length=False)


def test_what_is_computed_in_a_row_is_one_line():
    told = picture.steps_of(RECIPES["symgen"])
    assert not any(one == other for one, other in zip(told, told[1:], strict=False))
