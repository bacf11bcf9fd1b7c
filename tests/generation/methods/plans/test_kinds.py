"""Steps as documents: what they are built from, and which are taken."""

import pytest

from generation.methods.conditions import Scope
from generation.methods.context import Context
from generation.methods.kit import Kit, Model, Task
from generation.methods.parts import PartError
from generation.methods.plans.steps.kinds import built
from generation.methods.plans.steps.plan import Steps
from generation.methods.steps import Answer, Draw, drive
from generation.methods.templates import Template
from tests.generation.catalogue.driving import SPEC


def kit(*names: str) -> Kit:
    templates = {name: Template(f"test.{name}", 1, "", f"{name}: {{label}}") for name in names}
    return Kit(Context(SPEC, {}, 1), Scope(), Task(), Model(), templates)


def row(*steps, answers: dict, draw: Draw | None = None):
    """Run the steps on a model that answers each template with these fields; what was asked, and what came of it."""
    asked = []

    def model(ask):
        asked.append(ask.step)
        return Answer(dict(answers[ask.template.split(".")[1].split("@")[0]]))

    plan = Steps(tuple(steps))
    return asked, drive(plan.row(kit(*answers), draw or Draw({"topic": "Sports"})), model)


WRITE = {"ask": {"step": "write"}}
AGAIN = {"ask": {"step": "again", "when": "wrong"}}


@pytest.mark.parametrize(("wrong", "asked"), [(True, ["look", "again", "write"]), (False, ["look", "write"])])
def test_a_step_is_taken_only_when_the_value_that_it_names_holds(wrong, asked):
    look = {"ask": {"step": "look", "gives": {"wrong": "yes_no"}}}
    answers = {"look": {"wrong": wrong}, "again": {"text": "b"}, "write": {"text": "c"}}
    assert row(look, AGAIN, WRITE, answers=answers)[0] == asked


def test_a_step_that_knows_no_condition_says_so():
    with pytest.raises(PartError, match="There is no “when” here"):
        built([{"require": {"that": "x", "reason": "y", "when": "z"}}], "plan.steps")


def test_a_row_knows_its_label_and_the_rules_of_the_codebook():
    same = {"do": {"tool": "equal", "reads": {"left": "label", "right": "read"}, "gives": "same"}}
    read = {"ask": {"step": "look", "gives": {"read": "label"}}}
    keep = {"item": {"keep": {"same": "same", "rules": "rules"}}}
    _asked, (made,) = row(WRITE, read, same, keep, answers={"write": {"text": "a"}, "look": {"read": "Sports"}})
    assert made.kept == {"same": True, "rules": ["R1: Money in sport is Sports."]}
