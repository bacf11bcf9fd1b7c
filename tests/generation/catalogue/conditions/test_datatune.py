"""Rows of match statistics become news items, on a scripted model that only knows what the plan tells it."""

import re
from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.conditions.datatune import RECIPE, TRANSFORM
from generation.catalogue.simprompt import RECIPE as CONTROL
from generation.methods.conditions import Dimension, Scope, Value
from generation.methods.context import Item
from generation.methods.steps import Answer, Demonstration, SetupFailed, drive
from tests.generation.catalogue.driving import LABELS, context_of, distinct_2, run
from tests.generation.catalogue.test_simulated import Simulated
from tests.generation.catalogue.worlds import FILLER, WORDS, World

KINDS = {"g": "Sports", "d": "World", "s": "Tech", "x": ""}
PLAN = ["Take the words after “about”.", "kind g is Sports, d is World, s is Tech.", "A row of kind x is of no use."]


def row(number: int) -> Item:
    rng = Random(number)
    kind = rng.choice("gdsx")
    words = rng.sample(WORDS[KINDS[kind]].split(), 3) if KINDS[kind] else rng.sample(FILLER, 3)
    return Item(str(number), {"text": f"kind={kind}; about {' '.join(words)} no {number} {rng.choice(FILLER)}"})


ROWS = [row(number) for number in range(160)]
SEEDS = tuple(
    Demonstration(f"s{place}", {"text": f"{WORDS[label].split()[0]} {place}"}, {"topic": label})
    for place, label in enumerate(LABELS)
)


class Tuner:
    """Plans well; without a plan it takes every row and guesses its label."""

    def __init__(self, plans: bool = True):
        self.plans, self.asked, self.asks = plans, 0, []

    def __call__(self, ask):
        self.asked += 1
        self.asks.append(ask)
        rng, user = Random(self.asked), ask.messages[-1]["content"]
        if "instructions" in ask.schema["properties"]:
            return Answer({"instructions": PLAN if self.plans else ["Do it well."]})
        if "read" in ask.schema["properties"]:
            return Answer({"read": read(user)})
        kind, about = re.search(r"kind=(\w); about (.+)", user).groups()
        told = dict(re.findall(r"\b([gds]) is (\w+)", user))
        label = told.get(kind) or rng.choice(LABELS)
        useful = not (kind == "x" and "kind x is of no use" in user)
        return Answer({"reasoning": "by the plan", "useful": useful, "fields": {"text": f"{about}."}, "label": label})


def read(text: str) -> str:
    return max(LABELS, key=lambda label: sum(word in text for word in WORDS[label].split()))


def made_with(model=None, count=100, scope=None, recipe=RECIPE, **settings):
    topics = tuple(item.fields["text"] for item in ROWS)
    context = replace(context_of(recipe, count, **settings), support=SEEDS, topics=topics, scope=scope or Scope())
    return run(recipe, context, model or Tuner(), items=list(ROWS))


def faithful(made) -> float:
    return sum(read(one.text) == one.labels[0].label for _draw, one in made.accepted) / len(made.accepted)


def test_every_sample_knows_its_row():
    made = made_with()
    known = {item.id: item.fields["text"] for item in ROWS}
    assert len(made.accepted) >= 100
    for _draw, one in made.accepted:
        (parent,) = one.parents
        assert one.text.rstrip(".") in known[parent]


def test_labels_follow_the_plan_and_say_why():
    made = made_with()
    assert faithful(made) == 1.0
    assert {one.labels[0].rationale for _draw, one in made.accepted} == {"by the plan"}


def test_without_the_plan_in_its_prompts_labels_are_guessed_and_useless_rows_are_kept():
    planless = replace(TRANSFORM, user=TRANSFORM.user.replace("{transform_plan}", "Do it well."))
    made = made_with(recipe=replace(RECIPE, templates=(RECIPE.templates[0], planless, RECIPE.templates[2])))
    assert faithful(made) < 0.6
    assert any("kind=x" in draw.item_fields["text"] for draw, _one in made.accepted)


def test_rows_that_hold_nothing_are_skipped_and_counted():
    made = made_with()
    skipped = [draw for draw, one, _said in made.rows if one.problem == "the row holds nothing for the task"]
    assert len(skipped) == sum("kind=x" in draw.item_fields["text"] for draw, _one, _said in made.rows) > 10


def test_texts_are_more_varied_than_the_control_s():
    control = run(CONTROL, context_of(CONTROL, 100), World(collapse=0.9))
    assert distinct_2(made_with().texts) > 1.2 * distinct_2(control.texts)


def test_the_plan_is_asked_for_once_from_examples_and_rows():
    model = Tuner()
    made_with(model, count=12)
    first, *rest = model.asks
    assert first.messages[-1]["content"].count("<row>") == 3
    assert "Its label: Sports" in first.messages[-1]["content"]
    assert all("instructions" not in ask.schema["properties"] for ask in rest)
    assert f"1. {PLAN[0]}\n2. {PLAN[1]}" in rest[0].messages[-1]["content"]


def test_a_plan_that_a_person_wrote_is_followed():
    mine = Dimension("transform-plan", "Plan", "told", values=tuple(map(Value, PLAN)))
    model = Tuner(plans=False)
    assert faithful(made_with(model, scope=Scope((mine,)))) == 1.0


def test_a_plan_serves_rows_of_the_same_columns_alone():
    def known(scope, *columns):
        context = replace(context_of(RECIPE, 10), topics=("a row",), columns=columns, scope=scope)
        return RECIPE.prepare(context).context.scope.dimension("transform-plan")

    context = replace(context_of(RECIPE, 10), topics=("a row",), columns=("about", "kind"))
    kept = Scope(drive(RECIPE.prepare(context).setup(), lambda ask: Answer({"instructions": PLAN})))
    assert [value.text for value in known(kept, "about", "kind").values] == PLAN
    assert known(kept, "body", "title") is None


def test_labels_that_a_second_reading_doubts_go_to_people():
    made = made_with(Tuner(plans=False), second_reading=True)
    assert 0 < sum(bool(one.review) for _draw, one in made.accepted) < len(made.accepted)
    for _draw, one in made.accepted:
        assert bool(one.review) == (read(one.text) != one.labels[0].label)
    assert not any(one.review for _draw, one in made_with(Tuner(plans=False)).accepted)


def test_it_needs_rows_and_a_plan():
    assert RECIPE.prepare(context_of(RECIPE, 1)).lacks.what == "unlabelled"
    context = replace(context_of(RECIPE, 1), topics=("a row",))
    with pytest.raises(SetupFailed, match="wrote no plan"):
        drive(RECIPE.prepare(context).setup(), lambda ask: Answer({"instructions": []}))


def test_it_fills_a_run_on_the_simulated_model():
    assert made_with(Simulated(), count=20).stopped == "reached"
