"""Rows that a round's preparation wrote down."""

from dataclasses import replace
from random import Random

from generation.methods.allocators import Noted, Wanted
from generation.methods.conditions import Scope
from generation.methods.context import Context, Item
from generation.methods.kit import Kit, Model, Task
from generation.methods.steps import Candidate, Draw, Gate
from generation.methods.verifiers.registry import references, verdicts
from tests.generation.catalogue.driving import SPEC

DRAWS = [{"labels": {"topic": "Tech"}, "extra": {"parent": text}} for text in ("one", "two", "three")]


def kit(**notes) -> Kit:
    return Kit(Context(SPEC, {}, 5, notes=notes), Scope(), Task(), Model(), {})


def parents(proposal) -> list[str]:
    return [draw.extra["parent"] for draw in proposal.draws]


def test_noted_rows_come_in_turn_and_end():
    first = Noted().propose(kit(draws=DRAWS), Wanted(2), Random(1))
    assert parents(first) == ["one", "two"]
    second = Noted().propose(kit(draws=DRAWS), Wanted(2, first.state), Random(1))
    assert parents(second) == ["three"]
    assert Noted().propose(kit(draws=DRAWS), Wanted(2, second.state), Random(1)).draws == ()


def test_they_may_be_tried_again_where_too_few_were_accepted():
    assert parents(Noted(turns=2).propose(kit(draws=DRAWS), Wanted(9), Random(1))) == ["one", "two", "three"] * 2


def test_a_round_without_such_notes_is_drawn_otherwise():
    assert len(Noted().propose(kit(), Wanted(6), Random(1)).draws) == 6
    items = (Item("4", {"text": "x"}),)
    assert Noted("items").propose(kit(), Wanted(6, items=items), Random(1)).draws[0].item == "4"


def test_what_a_round_guards_and_what_a_row_shows_of_its_own_must_not_be_copied():
    shown = {"sample_id": "own-1", "fields": {"text": "a browser of the old kind"}, "labels": {}, "known": {}}
    draw = Draw(demonstrations=("own-1",), extra={"shown": [shown]})
    context = replace(kit().context, notes={"guarded": ["gold text"]})
    assert references(context, draw) == ("a browser of the old kind", "gold text")


def test_no_gate_looks_at_what_is_no_sample():
    found = Candidate({}, kept={"explanation": "so"})
    assert verdicts((Gate("format"),), found, Draw(), kit().context) == []
    assert verdicts((Gate("format"),), Candidate({}), Draw(), kit().context)[0].action == "reject"
