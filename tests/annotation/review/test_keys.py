"""Which key picks what: printed on the buttons, never moving, and each meaning one thing where nine are enough."""

import pytest

from annotation.review.views.keys import keys_of
from generation.methods.taskspec import TaskSpec

KIND = {"name": "kind", "labels": [{"name": "a"}, {"name": "b"}]}
TOPICS = {"name": "topics", "type": "multi_label", "labels": [{"name": f"t{i}"} for i in range(4)]}
SCALE = {"name": "scale", "type": "rating"}
PAIR = {"name": "pair", "type": "ranking", "options": {"fields": ["one", "two"]}}
ORDER = {"name": "order", "type": "ranking", "options": {"fields": ["one", "two", "three"], "ties": False}}
MARKS = {"name": "marks", "type": "spans", "labels": [{"name": "person"}]}


def keys(*questions: dict):
    fields = [{"name": name} for name in ("one", "two", "three")]
    return keys_of(TaskSpec.from_json({"fields": fields, "questions": list(questions)}))


def test_labels_are_counted_through_all_questions_while_nine_keys_are_enough():
    found = keys(KIND, TOPICS, PAIR)
    assert not found.in_turn
    assert found.of["kind"].picks == {"a": "1", "b": "2"}
    assert found.of["topics"].picks == {"t0": "3", "t1": "4", "t2": "5", "t3": "6"}
    assert found.of["pair"].does == {"left": "ArrowLeft", "right": "ArrowRight", "tie": "="}


@pytest.mark.parametrize(
    "questions",
    [
        (TOPICS, {**TOPICS, "name": "more"}, {**TOPICS, "name": "most"}),  # twelve labels
        (KIND, SCALE),  # a number is its own key
        (PAIR, {**PAIR, "name": "safer"}),
        (MARKS, {**MARKS, "name": "verbs"}),  # both go into the text with M
    ],
)
def test_where_a_key_would_mean_two_things_each_question_counts_for_itself(questions):
    found = keys(*questions)
    assert found.in_turn
    firsts = [next(iter(one.all())) for one in found.of.values()]
    assert all(key == firsts[0] for key in firsts)


@pytest.mark.parametrize(
    ("low", "high", "picks"),
    [
        (1, 5, {"1": "1", "2": "2", "3": "3", "4": "4", "5": "5"}),
        (8, 10, {"8": "8", "9": "9", "10": "0"}),
        (0, 10, {str(n): str(n) for n in range(10)}),  # the nought is taken
    ],
)
def test_a_number_on_a_scale_is_its_own_key(low, high, picks):
    assert keys({**SCALE, "options": {"low": low, "high": high}}).of["scale"].picks == picks


def test_candidates_are_picked_by_their_places():
    assert keys(ORDER).of["order"].picks == {"1": "1", "2": "2", "3": "3"}
    assert keys(ORDER).of["order"].does == {}


def test_nought_says_that_nothing_applies_only_where_that_is_an_answer():
    assert keys(MARKS).of["marks"].does == {"mark": "m", "none": "0"}
    assert keys({**MARKS, "options": {"least": 1}}).of["marks"].does == {"mark": "m"}
    assert keys(TOPICS).of["topics"].does == {}


def test_more_than_nine_labels_are_found_by_typing_and_nine_keep_their_digits():
    many = {**KIND, "labels": [{"name": f"l{i}"} for i in range(12)]}
    found = keys(many).of["kind"]
    assert list(found.picks) == [f"l{i}" for i in range(9)]
    assert found.does == {"find": "/"}
    assert keys({**KIND, "labels": many["labels"][:9]}).of["kind"].does == {}
