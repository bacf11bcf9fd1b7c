import json
import math
from dataclasses import replace
from decimal import Decimal

import pytest

from generation.catalogue.estimate import estimate
from generation.catalogue.params import ParamError
from generation.catalogue.parts import SOURCES
from generation.catalogue.preview import preview
from generation.catalogue.registry import RECIPES, recipe
from generation.methods.conditions import Dimension, Scope, Value
from generation.methods.context import Item
from generation.methods.plans.steps.plan import Steps
from generation.methods.plans.steps.tools.registry import TOOLS
from generation.methods.schemas import closed
from generation.methods.steps import Answer, drive
from generation.methods.verifiers.registry import GATES
from tests.generation.catalogue.driving import context_of, run, set_up
from tests.generation.catalogue.worlds import World

ITEMS = tuple(Item(str(i), {"text": "the goal of the year"}) for i in range(20))
EVERY = pytest.mark.parametrize("name", RECIPES)
#: Those that the scripted model of these tests answers; each other recipe is driven in a file of its own.
WRITING = pytest.mark.parametrize("name", ["attrprompt", "zerogen", "clingen", "roles", "simprompt", "annotate"])


@EVERY
def test_it_says_what_it_does_and_where_it_comes_from(name):
    made = recipe(name)
    assert made.title
    assert made.summary
    assert made.when
    assert made.cites


@EVERY
def test_its_defaults_fit_its_own_settings(name):
    made = recipe(name)
    assert made.clean(made.clean({})) == made.clean({})


@EVERY
def test_its_gates_exist(name):
    assert {gate.name for gate in recipe(name).prepare(context_of(recipe(name), 1)).gates} <= set(GATES)


@EVERY
def test_unknown_and_wrong_settings_are_named(name):
    with pytest.raises(ParamError) as refused:
        recipe(name).clean({"no_such": 1, "temperature": 9, "header_tokens": "many"})
    assert set(refused.value.problems) == {"no_such", "temperature", "header_tokens"}


@EVERY
def test_what_its_steps_read_is_given_by_something(name):
    made = recipe(name)
    built = made.built(made.clean({}))
    if isinstance(built.plan, Steps):
        drawn = [one.replace("-", "_") for source in built.sources for one in source.names]
        settings = [param.name for param in made.params]
        assert list(built.plan.ungiven([*settings, *drawn, *built.schedule.names])) == []


@EVERY
def test_what_its_settings_let_through_its_parts_take(name):
    made = recipe(name)
    for param in made.params:
        for value in (param.least, param.most, *dict(param.choices)):
            if value is not None:
                assert made.clean({param.name: value})[param.name] == value


@pytest.mark.parametrize(
    "given", [{"temperature": math.nan}, {"temperature": math.inf}, {"question": "\ud800"}, {"question": "\x00"}]
)
def test_what_can_neither_be_stored_nor_shown_is_no_setting(given):
    with pytest.raises(ParamError) as refused:
        recipe("simprompt").clean(given)
    assert set(refused.value.problems) == set(given)


@WRITING
def test_the_price_is_a_range_that_holds(name):
    made, model = recipe(name), World()
    context = context_of(made, 12)
    expected = estimate(made.prepare(context), ITEMS)
    run(made, context, model, items=list(ITEMS))
    assert expected.calls[0] <= model.asked <= expected.calls[1]
    low, high = expected.cost(Decimal(1), Decimal(2))
    assert 0 < low < high


@WRITING
def test_the_preview_is_what_the_run_sends_first(name):
    made = recipe(name)
    context = context_of(made, 12)
    shown = preview(set_up(made, context, World()), seed=5, rows=2, items=ITEMS)
    sent = run(made, context, World(), seed=5, items=list(ITEMS))
    assert [row.draw for row in shown] == [row[0] for row in sent.rows[:2]]


@WRITING
def test_a_row_that_is_started_again_asks_the_same(name):
    made = recipe(name)
    context = replace(context_of(made, 4), scope=Scope((Dimension("style", "Style", values=(Value("dry"),)),)))
    draw = preview(made.prepare(context), seed=1, items=ITEMS)[0].draw

    def asked() -> list:
        seen = []

        def model(ask):
            seen.append(ask)
            return (
                Answer({"text": "few words"}, "{}")
                if "text" in ask.schema["properties"]
                else Answer({"label": "World"})
            )

        drive(made.prepare(context).row(draw), model)
        return seen

    assert asked() == asked()


@WRITING
def test_schemas_stay_inside_the_strict_subset(name):
    made = recipe(name)
    for row in preview(made.prepare(context_of(made, 4)), seed=1, items=ITEMS):
        for ask in row.asks:
            assert ask.schema == closed(ask.schema["properties"])
            assert ask.template.startswith(name)


@pytest.mark.parametrize(("name", "line"), [("clingen", "and is about this: "), ("roles", "Role: "), ("zerogen", "")])
def test_before_the_set_up_the_preview_says_what_will_be_listed(name, line):
    made = recipe(name)
    (row,) = preview(made.prepare(context_of(made, 12)), seed=5)
    assert f"{line}… (listed in the set-up)" in "\n".join(one["content"] for one in row.asks[0].messages)


@pytest.mark.parametrize("recipe", RECIPES.values(), ids=RECIPES)
def test_a_recipe_says_what_a_second_model_is_for_where_it_asks_one(recipe):
    assert recipe.asks_second == bool(recipe.second)


def test_every_gate_tool_and_source_serves_a_recipe():
    """What none asks for is not offered to recipes of one's own either: nobody would know whether it is of use."""
    parts = json.dumps([one.parts_json() for one in RECIPES.values()])
    gates = {gate.name for one in RECIPES.values() for gate in one.verify}
    sources = {part.name for one in RECIPES.values() for part in one.values}
    assert (set(GATES) - gates, set(SOURCES) - sources) == (set(), set())
    assert [name for name in TOOLS if f'"tool": "{name}"' not in parts] == []
