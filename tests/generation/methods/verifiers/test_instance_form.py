import pytest

from generation.methods.steps import Candidate
from generation.methods.verifiers.instance_form import kept_instances
from tests.generation.methods.verifiers.judging import verdict


@pytest.mark.parametrize(
    ("given", "answer", "reason"),
    [
        ("2 + 2", "  ", "empty output"),
        ("", "", "empty output"),
        ("same", " same ", "the output repeats the input"),
        ("The list is:", "a, b", "breaks off after a colon"),
        ("letters", "They are: ", "breaks off after a colon"),
    ],
)
def test_a_flawed_instance_is_turned_away(given, answer, reason):
    assert verdict("instance_form", Candidate({"input": given, "output": answer})) == ("reject", reason)


def test_a_task_may_need_no_input():
    assert verdict("instance_form", Candidate({"input": "", "output": "4"}))[0] == "accept"
    assert verdict("instance_form", Candidate({"q": "2 + 2", "a": "4"}), input="q", output="a")[0] == "accept"


def test_of_one_task_five_sound_instances_are_kept_each_once():
    many = [("1", "a"), ("1", "a "), ("2", "")] + [(str(i), "x") for i in range(3, 9)]
    assert kept_instances(many) == [("1", "a"), ("3", "x"), ("4", "x"), ("5", "x"), ("6", "x")]


def test_a_task_that_answers_one_input_in_two_ways_is_dropped_as_a_whole():
    assert kept_instances([("1", "a"), ("2", "b"), ("1", "c")]) == []
    assert kept_instances([("", "a"), ("", "b")]) == [("", "a"), ("", "b")]


def test_the_last_instance_of_a_reply_that_was_cut_off_is_dropped():
    assert kept_instances([("1", "a"), ("2", "b")], truncated=True) == [("1", "a")]
    assert kept_instances([], truncated=True) == []
