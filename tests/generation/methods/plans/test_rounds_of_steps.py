"""What steps hand on for rounds: findings that are no samples, one of two ways, and what a row costs then."""

import pytest

from generation.methods.plans.steps.plan import Steps
from generation.methods.steps import Answer, Draw, drive
from tests.generation.methods.plans.test_kinds import kit, row

ONE_OF_TWO = (
    {"ask": {"step": "look", "gives": {"why": "text"}, "when": "explains"}},
    {"ask": {"step": "say", "gives": {"said": "label"}, "unless": "explains"}},
    {"item": {"aside": True, "keep": {"explanation": "why"}, "when": "explains"}},
    {"item": {"existing": True, "label": "said", "unless": "explains", "review": "hard"}},
)
ANSWERS = {"look": {"why": "it scores"}, "say": {"said": "Sports"}}


def test_a_finding_is_no_sample_and_keeps_what_it_found():
    asked, [found] = row(*ONE_OF_TWO, answers=ANSWERS, draw=Draw(extra={"explains": "s1"}))
    assert asked == ["look"]
    assert found.is_aside
    assert (found.fields, found.labels, found.kept) == ({}, (), {"explanation": "it scores"})


def test_the_other_way_labels_the_item_for_people_to_look_at():
    asked, [made] = row(*ONE_OF_TWO, answers=ANSWERS, draw=Draw(item="7", item_fields={"text": "a goal"}))
    assert asked == ["say"]
    assert not made.is_aside
    assert (made.item, made.labels[0].label, made.review) == ("7", "Sports", "hard")


def test_of_steps_that_depend_on_something_one_is_paid_for_at_least():
    assert Steps(ONE_OF_TWO).calls(kit("look", "say")) == (1, 2)
    assert Steps(()).calls(kit()) == (0, 0)


@pytest.mark.parametrize(("draw", "template"), [({"how": "short"}, "say_short"), ({}, "say")])
def test_a_variant_without_a_value_is_the_step_itself(draw, template):
    plan = Steps(({"ask": {"step": "say", "variant": "how"}},))
    asked = []

    def model(ask):
        asked.append(ask.template)
        return Answer({"text": "x"})

    drive(plan.row(kit("say", "say_short"), Draw({"topic": "Tech"}, extra=draw)), model)
    assert asked[0].startswith(f"test.{template}@1")
