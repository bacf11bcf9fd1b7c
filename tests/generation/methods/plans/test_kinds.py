"""Steps as documents: what they are built from, and which are taken."""

from dataclasses import replace

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


def test_a_template_may_name_what_a_later_step_gives_and_entries_of_an_object():
    look = {"ask": {"step": "look", "gives": {"who": {"name": "text"}}}}
    again = {"loop": {"times": 2, "steps": [look]}}
    prompts = []

    def model(ask):
        prompts.append(ask.messages[0]["content"])
        return Answer({"who": {"name": "Ada"}} if ask.step.startswith("look") else {"text": "a"})

    named = {
        "look": Template("test.look", 1, "", "Not {who_name}."),
        "write": Template("test.write", 1, "", "{who_name}"),
    }
    drive(Steps((again, WRITE)).row(replace(kit(), templates=named), Draw()), model)
    assert prompts == ["Not .", "Not Ada.", "Ada"]


def test_a_loop_over_a_list_takes_one_entry_after_the_other():
    parts = {"ask": {"step": "look", "gives": {"parts": "texts", "told": "texts"}}}
    told = {"do": {"tool": "joined", "reads": {"parts": "so_far"}, "gives": "before", "needed": False}}
    more = {"do": {"tool": "appended", "reads": {"entries": "so_far", "entry": "one"}, "gives": "so_far"}}
    keep = {"item": {"keep": {"all": "so_far", "before": "before"}}}
    answers = {"look": {"parts": ["a", "b", "c"], "told": []}, "write": {"text": "x"}}
    asked, (made,) = row(parts, {"loop": {"each": "parts", "steps": [told, more, WRITE]}}, keep, answers=answers)
    assert asked == ["look", "write/1", "write/2", "write/3"]
    assert made.kept == {"all": ["a", "b", "c"], "before": "a\n\nb"}


LIST = {"ask": {"step": "list", "gives": {"all": "texts"}}}
LONG = {"list": {"all": [str(i) for i in range(20_000)]}}


def test_one_long_answer_leads_to_fifty_requests_at_most_and_what_is_left_out_is_said():
    each = {"ask": {"step": "write", "each": "all", "gives": {"texts": "text"}}}
    keep = {"item": {"keep": {"texts": "texts"}}}
    asked, (made,) = row(LIST, each, keep, answers=LONG | {"write": {"texts": "a"}})
    assert len(asked) == 1 + 50
    assert len(made.kept["texts"]) == 20_000  # beside the list
    assert set(made.kept["texts"][50:]) == {None}
    assert made.detail == "19950 of 20000 entries of all left out"
    assert not made.problem


def test_a_loop_over_a_long_answer_takes_fifty_turns_at_most():
    asked, (made,) = row(LIST, {"loop": {"each": "all", "steps": [WRITE]}}, answers=LONG | {"write": {"text": "a"}})
    assert len(asked) == 1 + 50
    assert made.detail == "19950 of 20000 entries of all left out"


def test_a_long_answer_becomes_two_hundred_items_at_most():
    _asked, made = row(LIST, {"item": {"each": "all", "fields": {"text": "one"}}}, answers=LONG)
    assert len(made) == 200
    assert {one.detail for one in made} == {"19800 of 20000 entries of all left out"}


def test_a_list_of_fifty_is_taken_whole():
    answers = {"list": {"all": [str(i) for i in range(50)]}, "write": {"text": "a"}}
    asked, (made,) = row(LIST, {"loop": {"each": "all", "steps": [WRITE]}}, answers=answers)
    assert (len(asked), made.detail) == (51, "")
