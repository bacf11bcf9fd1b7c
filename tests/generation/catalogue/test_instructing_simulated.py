"""Recipes for instructions and dialogues on the built-in simulated model."""

import pytest

from generation.catalogue.registry import RECIPES
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.instructing import context_of
from tests.generation.catalogue.test_simulated import Simulated


@pytest.mark.parametrize("name", ["self-instruct"])
def test_it_fills_a_run(name):
    made = run(RECIPES[name], context_of(RECIPES[name], 20), Simulated())
    assert made.stopped == "reached"
    assert len(made.accepted) >= 20
