"""What a setting calls by a name that the facts do not have is refused, with what was probably meant."""

from dataclasses import replace
from random import Random

import pytest

from generation.catalogue.clingen import RECIPE as CLINGEN
from generation.catalogue.future.knowledge_grounded import RECIPE as GROUNDED
from generation.methods.allocators import Wanted
from generation.methods.parts import PartError
from generation.methods.steps import SetupFailed
from generation.methods.values.terms import Terms
from tests.generation.catalogue.driving import context_of

FACTS = tuple(
    {"subject": f"Act {i}", "subject_type": "Law", "relation": "passed in", "object": "Bern", "object_type": "town"}
    for i in range(3)
)


class Beginning(tuple):
    """The first of many facts, as a page knows them."""

    partial = True


def prepared(recipe, known, **params):
    return recipe.prepare(replace(context_of(recipe, 4, **params), triples=known))


def refusal(recipe, **params) -> str:
    with pytest.raises(PartError) as problem:
        _ = prepared(recipe, FACTS, **params).bars
    return problem.value.message % problem.value.values


@pytest.mark.parametrize(
    ("types", "said"),
    [
        ("Wrld=Law", "There is no “Wrld” here. Did you mean “World”?"),
        ("World=Lew", "Your facts know no “Lew”. Did you mean “Law”?"),
        ("World=planet", "Your facts know no “planet”. They know: Law, passed in, town."),
        ("law", "“law” does not say which type a label means. Write “label=type”, with commas between."),
        ("World=", "“World=” does not say which type a label means. Write “label=type”, with commas between."),
    ],
)
def test_a_label_or_type_that_there_is_not_keeps_clingen_from_starting(types, said):
    assert refusal(CLINGEN, facts=True, types=types) == said


def test_where_terms_serve_all_labels_types_stand_alone():
    kit = prepared(CLINGEN, FACTS).kit
    with pytest.raises(PartError, match="Did you mean “Law”"):
        Terms("term", "Term", "terms", facts=True, types="Lew").check(kit)
    Terms("term", "Term", "terms", facts=True, types="law, town").check(kit)


def test_neither_does_a_text_about_a_type_start_that_no_entity_has():
    assert refusal(GROUNDED, type="twn") == "Your facts know no “twn”. Did you mean “town”?"
    assert refusal(GROUNDED, complete="pased in") == "Your facts know no “pased in”. Did you mean “passed in”?"


def test_names_are_compared_without_case_and_what_is_known_starts():
    assert prepared(CLINGEN, FACTS, facts=True, types="world=LAW, Tech=passed_in").bars is None
    assert prepared(CLINGEN, FACTS, facts=False, types="World=nothing").bars is None
    assert prepared(GROUNDED, FACTS, type="TOWN", complete="Passed in").bars is None


@pytest.mark.parametrize(
    ("recipe", "params"),
    [(CLINGEN, {"facts": True, "types": "World=Lew"}), (GROUNDED, {"type": "twn"}), (GROUNDED, {"complete": "pased"})],
)
def test_where_only_the_first_facts_are_known_the_set_up_says_it(recipe, params):
    assert prepared(recipe, Beginning(FACTS), **params).bars is None
    with pytest.raises(SetupFailed, match="Did you mean"):
        next(prepared(recipe, FACTS, **params).setup())


def test_a_text_is_about_an_entity_of_the_type_however_it_is_written():
    recipe = prepared(GROUNDED, FACTS, type="TOWN")
    draws = recipe.propose(Wanted(20), Random(1)).draws
    assert {draw.extra["entity"] for draw in draws} == {"Bern"}
