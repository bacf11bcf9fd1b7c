import pytest

from annotation.methods.aggregation.majority import majority
from tests.annotation.methods.aggregation.tables import EMPTY, answers_of, crowd

TIED = answers_of(("x", "a", "yes"), ("x", "b", "no"), ("y", "a", "no"), ("y", "b", "no"), ("z", "a", None))


def test_the_label_with_the_most_votes_holds_with_its_share():
    table = majority(answers_of(("x", "a", 1), ("x", "b", 1), ("x", "c", 2))).labels()
    assert table.to_dict("records") == [{"item": "x", "label": 1, "probability": pytest.approx(2 / 3)}]


def test_a_tie_is_shared_left_or_settled_by_what_is_frequent():
    gold = {"x": "yes", "y": "no"}
    assert majority(TIED).accuracy(gold) == 0.75
    assert majority(TIED, ties="abstain").accuracy(gold) == 0.5
    assert majority(TIED, ties="abstain").labels()["label"].tolist() == [None, "no", None]
    assert majority(TIED, ties="prior").labels()["label"].tolist() == ["no", "no", None]


def test_a_shared_tie_is_drawn_evenly_and_again_the_same():
    many = answers_of(*((item, who, who) for item in range(400) for who in "ab"))
    drawn = majority(many).labels(random_state=1)["label"]
    assert 150 < (drawn == "a").sum() < 250
    assert drawn.equals(majority(many).labels(random_state=1)["label"])


def test_another_tie_rule_is_refused():
    with pytest.raises(ValueError, match="ties must be one of"):
        majority(TIED, ties="first")


def test_nobody_spoke_of_an_item():
    row = majority(TIED).labels().set_index("item").loc["z"]
    assert row["label"] is None
    assert majority(EMPTY).labels().empty


def test_a_known_label_holds_whatever_was_voted():
    assert majority(TIED, gold={"y": "yes"}).labels().set_index("item").loc["y"].tolist() == ["yes", 1.0]


def test_annotators_are_told_with_their_intervals():
    rows = majority(answers_of(*((i, who, 0 if who != "c" else 1) for i in range(20) for who in "abc"))).annotators()
    rows = rows.set_index("annotator")
    assert rows.loc["a", "right"] == pytest.approx(2 / 3)
    assert rows.loc["c", "right"] == pytest.approx(1 / 3)
    assert rows.loc["c", "low"] < 1 / 3 < rows.loc["c", "high"]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("adult", 75.8),
        ("bluebird", 75.9),
        ("dog", 82.2),
        ("face", 63.7),
        ("facteval", 90.2),
        ("music", 70.4),
        ("product", 89.7),
        ("relevance", 54.1),
        ("rte", 89.7),
        ("sentiment", 93.4),
    ],
)
def test_it_is_as_right_on_the_crowds_as_was_measured(name, right):
    labels, gold = crowd(name)
    assert 100 * majority(labels).accuracy(gold) == pytest.approx(right, abs=0.1)
