"""A text setting that has a form is read before a run starts: nonsense is refused, with the setting named."""

from dataclasses import replace

import pytest

from generation.catalogue.params import ParamError
from generation.catalogue.registry import RECIPES
from generation.methods.parts import PartError
from tests.generation.catalogue import projects
from tests.generation.catalogue.projects import KINDS, SMALL
from tests.generation.catalogue.test_every_kind_of_codebook import context_of

#: Any words will do: prompts take them as they stand.
FREE = {"about", "audience", "audiences", "wishes", "kinds", "frame"}
#: What has to be on for the setting to be read.
WITH = {"types": {"facts": True}}
TEXTS = [(name, one.name) for name, recipe in RECIPES.items() for one in recipe.params if one.type == "text"]


def refusal(name: str, setting: str, value: str, kind: str) -> str:
    """Why it does not start, with the setting; '' where it does."""
    recipe, project = RECIPES[name], projects.full(kind)
    try:
        prepared = recipe.prepare(context_of(recipe, project, 4, **WITH.get(setting, {}) | {setting: value}))
        _ = prepared.bars, prepared.context.question
    except (ParamError, PartError) as problem:
        return str(problem)
    except KeyError as problem:
        return f"question: {problem}"
    return ""


@pytest.mark.parametrize(("name", "setting"), [one for one in TEXTS if one[1] not in FREE])
def test_nonsense_is_refused_before_anything_is_asked(name, setting):
    usual = next(one.default for one in RECIPES[name].params if one.name == setting)
    usual = SMALL.get(name, {}).get(setting, usual)
    kind = next(kind for kind in KINDS if not refusal(name, setting, usual, kind))
    field = next(iter(projects.spec_of(kind).fields)).name
    said = f"banana={field}" if setting == "fields" else "banana"
    assert refusal(name, setting, said, kind).startswith("plan.database:" if setting == "schema" else f"{setting}:")


@pytest.mark.parametrize(
    ("name", "setting", "value", "said"),
    [
        ("attrprompt", "lengths", "30, 20 to 10", "“20 to 10” is no length: write words as “30 to 80”."),
        ("tool-verified", "operations", "2, 6-2", "“6-2” is no whole number: write them as “2, 3” or “2-6”."),
        ("tool-verified", "operations", "", "“” is no whole number"),
        ("logit-suppression", "temperatures", "0.3, 3", "“3” is no number from 0 to 2"),
        ("logit-suppression", "temperatures", "nan", "“nan” is no number from 0 to 2"),
        ("supergen", "unranked", "fun", "There is no “fun” here. Did you mean “funny”?"),
        ("clingen", "types", "drug", "Write “label=type”, with commas between."),
        ("retrieval-grounded", "fields", "banana=text", "no part “banana”. It has: “text”. Write “text=field”."),
    ],
)
def test_the_refusal_says_what_to_write(name, setting, value, said):
    kind = "problems" if name == "tool-verified" else "classification"
    assert said in refusal(name, setting, value, kind)


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("attrprompt", "lengths", ""),
        ("attrprompt", "lengths", "30 to 80, 100-150, 200"),
        ("logit-suppression", "temperatures", "0, 0.7,2"),
        ("supergen", "unranked", "Funny, dull"),
        ("clingen", "types", ""),
        ("retrieval-grounded", "fields", "passage=text"),
    ],
)
def test_what_has_the_form_starts(name, setting, value):
    recipe = RECIPES[name]
    assert recipe.prepare(context_of(recipe, projects.full("classification"), 4, **{setting: value})).bars is None


#: Settings of one text that is no list.
ONE_TEXT = {"about", "audience", "frame", "schema", "question", "type", "verified_label"}
LISTS = [one for one in TEXTS if one[1] not in ONE_TEXT]


@pytest.mark.parametrize(("name", "setting"), LISTS)
@pytest.mark.parametrize("written", [",", " , ,", "\n"])
def test_a_list_in_which_something_was_written_must_name_something(name, setting, written):
    kind = next(kind for kind in KINDS if not refusal(name, setting, usual_of(name, setting), kind))
    assert refusal(name, setting, written, kind).startswith(f"{setting}:")


@pytest.mark.parametrize(("name", "setting"), [one for one in LISTS if one[1] != "fields"])
def test_a_list_names_nothing_twice(name, setting):
    usual = usual_of(name, setting)
    kind = next(kind for kind in KINDS if not refusal(name, setting, usual, kind))
    first = usual.split(",")[0].strip() or "banana"
    assert f"{setting}: “{first}” stands there twice." == refusal(name, setting, f"{first}, {first}", kind)


def test_no_part_is_placed_twice():
    said = refusal("retrieval-grounded", "fields", "passage=text, passage = text", "classification")
    assert said == "fields: “passage” stands there twice."


def test_two_lengths_that_are_the_same_are_one_too_many():
    assert "“30-80” stands there twice." in refusal("attrprompt", "lengths", "30 to 80, 30-80", "classification")


def usual_of(name: str, setting: str) -> str:
    default = next(one.default for one in RECIPES[name].params if one.name == setting)
    return SMALL.get(name, {}).get(setting, default)


def test_a_range_is_never_written_out_beyond_what_is_drawn():
    recipe = RECIPES["tool-verified"]
    project = projects.full("problems")
    kit = recipe.prepare(context_of(recipe, project, 4, operations="2-999999")).kit
    assert len(kit.scope.dimension("operations").values) == 200


@pytest.mark.parametrize("name", ["few-shot", "class-by-class", "least-similar"])
def test_what_goes_on_with_examples_does_not_start_without_one(name):
    recipe, project = RECIPES[name], projects.full("classification")
    assert recipe.prepare(context_of(recipe, project, 4)).bars is None
    lack = recipe.prepare(context_of(recipe, replace(project, seeds=()), 4)).bars
    assert (lack.what, lack.needed, lack.there) == ("seeds", 1, 0)


@pytest.mark.parametrize("seeds", [0, 4])
def test_wanli_says_at_once_how_many_seeds_it_needs(seeds):
    recipe, project = RECIPES["wanli"], projects.full("classification")
    few = replace(project, seeds=project.seeds[: 2 * seeds])
    lack = recipe.prepare(replace(context_of(recipe, few, 4), params=recipe.clean({}))).bars
    assert (lack.what, lack.needed, lack.there) == ("alike", 17, seeds)
