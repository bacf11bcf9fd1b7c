"""The slices of a certificate by condition."""

from annotation.certificate.frames import parts
from generation.methods.steps import Draw


def test_a_row_belongs_to_a_slice_for_each_condition_that_it_was_drawn_with():
    draw = Draw(conditions=(("style", "blunt"), ("length", "short")), item="7", reason="missing label")
    assert parts(draw.to_json()) == [("style", "blunt"), ("length", "short")]


def test_a_row_without_a_plan_belongs_to_none():
    assert parts({}) == []
    assert parts(Draw(item="7").to_json()) == []
