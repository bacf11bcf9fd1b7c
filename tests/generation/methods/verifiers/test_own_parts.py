"""A pair of which both texts are one tells nothing: WANLI drops those whose premise is its hypothesis."""

from dataclasses import replace

import pytest

from generation.methods.steps import Candidate
from tests.generation.catalogue import projects
from tests.generation.methods.verifiers.judging import Frozen, verdict

PAIRS = replace(Frozen(), spec=projects.full("pairs").spec)


def said(premise: str, hypothesis: str) -> tuple[str, str]:
    pair = Candidate(fields={"premise": premise, "hypothesis": hypothesis})
    return verdict("own_parts", pair, context=PAIRS)


@pytest.mark.parametrize("other", ["A man sleeps.", "a man  sleeps", "“A man sleeps!”"])
def test_a_pair_that_says_one_thing_twice_is_turned_away(other):
    assert said("A man sleeps.", other) == ("reject", "two fields say the same")


def test_a_pair_of_two_texts_stays():
    assert said("A man sleeps.", "A man is asleep.")[0] == "accept"


def test_fields_that_are_empty_are_not_the_same():
    assert said("", "")[0] == "accept"  # that they are empty another gate says


def test_a_text_alone_has_nothing_to_be_the_same_as():
    assert verdict("own_parts", "A man sleeps.")[0] == "accept"
