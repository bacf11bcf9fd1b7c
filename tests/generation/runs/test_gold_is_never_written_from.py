"""No recipe that writes is given a gold sample to write from: what is written must not be tested on its own model."""

import pytest

from generation.catalogue.registry import RECIPES
from generation.methods.content import content_hash
from generation.models import LabelSource, Origin, Sample
from generation.runs.frames.items import items, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(project) -> dict[str, str]:
    """A sample of each origin, and a gold one that answers another question alone: {id: origin}."""
    found = {}
    for number, origin in enumerate([*Origin, Origin.GOLD]):
        fields = {"text": f"text {number} of {origin}"}
        label = "" if origin == Origin.UNLABELLED or number == len(Origin) else "positive"
        source = LabelSource.REFERENCE if label else LabelSource.NONE
        sample = Sample.objects.create(
            project=project, fields=fields, content_hash=content_hash(fields), origin=origin, reference=label,
            current_label=label, label_source=source,
        )  # fmt: skip
        found[str(sample.pk)] = origin
    return found


def settings_of(recipe) -> list[dict]:
    """Each choice of which samples it takes, and the usual one."""
    choices = [value for param in recipe.params if param.name == "which" for value, _title in param.choices]
    return [recipe.clean({"which": value}) for value in choices] or [recipe.clean({})]


def taken(project, recipe, params) -> tuple:
    return items(project, recipe.items(params), 100, question=params.get("question", ""))


@pytest.mark.parametrize("name", RECIPES)
def test_what_writes_takes_no_gold_sample(project, given, name):
    recipe = RECIPES[name]
    for params in settings_of(recipe):
        origins = {given[item.id] for item in taken(project, recipe, params)}
        assert recipe.purpose != "generate" or Origin.GOLD not in origins
        which, question = recipe.items(params), params.get("question", "")
        there = waiting(project, which, 100, question=question) if which else 0
        assert there == len(taken(project, recipe, params))


@pytest.mark.parametrize(
    ("which", "origins"),
    [("imported", set(Origin) - {Origin.GOLD}), ("all", set(Origin) - {Origin.GOLD})],
)
def test_metamath_takes_all_the_others(project, given, which, origins):
    recipe = RECIPES["metamath"]
    assert {given[item.id] for item in taken(project, recipe, recipe.clean({"which": which}))} == origins


@pytest.mark.parametrize("name", ["annotate", "label-by-vote"])
def test_what_labels_may_be_held_against_gold(project, given, name):
    recipe = RECIPES[name]
    found = taken(project, recipe, recipe.clean({"which": "all"}))
    assert Origin.GOLD in {given[item.id] for item in found}
