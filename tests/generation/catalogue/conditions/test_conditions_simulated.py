"""The conditional recipes fill a run on the built-in simulated model."""

from dataclasses import replace

import pytest

from generation.catalogue.registry import recipe
from generation.methods.taskspec import TaskSpec
from tests.generation.catalogue.driving import context_of, run
from tests.generation.catalogue.test_simulated import Simulated

PAIRS = TaskSpec.from_json(
    {
        "purpose": "Collect instructions with good answers.",
        "fields": [{"name": "instruction"}, {"name": "response"}],
        "questions": [{"name": "good", "labels": [{"name": "yes"}, {"name": "no"}]}],
    }
)


@pytest.mark.parametrize(("name", "spec"), [("tinystories", None), ("tinystories-instruct", PAIRS)])
def test_it_fills_a_run(name, spec):
    made = recipe(name)
    context = context_of(made, 30)
    done = run(made, replace(context, spec=spec) if spec else context, Simulated())
    assert done.stopped == "reached"
    assert len(done.accepted) >= 30
