"""A label as a distribution: what the server lists of it, or what was voted, as shares of the labels there are."""

import pytest

from generation.methods.plans.steps.tools.soft_labels import soft_label
from generation.methods.plans.steps.tools.tool import Unusable

LABELS = ("World", "Sports", "Tech")


def test_what_a_server_lists_of_the_labels_is_made_to_sum_to_one():
    found = soft_label({"World": 0.3, "Sports": 0.1}, label="World", labels=LABELS)
    assert found == {
        "shares": {"World": 0.75, "Sports": 0.25, "Tech": 0.0},
        "source": "log-probabilities",
        "of_label": 0.75,
    }


def test_votes_are_counted_where_one_label_alone_has_a_probability():
    found = soft_label({"World": 0.9}, votes=["World", "Tech", "World", "", "World"], label="Tech", labels=LABELS)
    assert found == {"shares": {"World": 0.75, "Sports": 0.0, "Tech": 0.25}, "source": "votes", "of_label": 0.25}


@pytest.mark.parametrize("shares", [None, {}, {"World": 0.9}, {"World": 0.0, "Tech": 0.0}])
def test_without_either_there_is_none(shares):
    with pytest.raises(Unusable):
        soft_label(shares, votes=["", ""], labels=LABELS)
