"""What the page makes of a promise: a bound and an estimate that contradict each other are told to do so."""

import pytest

from annotation.certificate.shapes import with_shares

PROMISE = {"reviewed": 121, "population": 338, "at_most_wrong": 28, "found": 37}


@pytest.mark.parametrize(("estimate", "overtaken"), [(0.194, True), (65 / 338, False), (0.1, False), (None, False)])
def test_an_estimate_above_bound_and_finds_together_is_told(estimate, overtaken):
    """Careless answers brought the bound down and the estimate up, and nothing warned."""
    told = with_shares(PROMISE | {"estimate": estimate})
    assert (told["at_most_wrong_frozen"], told["overtaken"]) == (65, overtaken)


def test_while_the_counts_are_not_known_nothing_is_told():
    assert "overtaken" not in with_shares(PROMISE | {"found": None, "estimate": 0.5})
