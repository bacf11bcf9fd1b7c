"""Where the lead names a label for what was verified, all that a recipe verifies carries it; else nothing has one."""

import pytest

from generation.catalogue.registry import RECIPES
from tests.generation.catalogue import projects
from tests.generation.catalogue.projects import KINDS
from tests.generation.catalogue.test_every_kind_of_codebook import barred, context_of, ran

VERIFYING = [name for name, recipe in RECIPES.items() if any(one.name == "verified_label" for one in recipe.params)]


def labels(name: str, *, named: bool) -> tuple[str, set[str]]:
    """A label of the first kind of project that fits, and those that a run there gives, which is told it or not."""
    for kind in KINDS:
        project = projects.full(kind)
        label = project.spec.question().labels[0].name
        context = context_of(RECIPES[name], project, 4, verified_label=label if named else "")
        if not barred(RECIPES[name], context):
            return label, {one.label for one in ran(RECIPES[name], project, context).made.values()}
    raise AssertionError(name)


@pytest.mark.parametrize("name", VERIFYING)
def test_what_is_verified_has_the_label_that_was_named_and_else_none(name):
    label, given = labels(name, named=True)
    assert given == {label}
    assert labels(name, named=False)[1] == {""}
