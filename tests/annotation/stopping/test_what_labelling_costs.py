"""The cost model's known answer (500 items, two people, 18 s, 24 an hour), in the figures of Enough?."""

import pytest

from annotation.stopping.shapes import cost


@pytest.mark.parametrize(("answers", "usd"), [(500 * 2, 120.0), (500 * 2 + 50, 126.0), (50, 6.0), (0, 0.0)])
def test_five_hundred_items_by_two_people_and_a_tenth_decided_by_a_third(answers, usd):
    assert cost(answers, 18, 24)["usd"] == pytest.approx(usd)
