"""What a lead reads of the difference between two versions is what they changed."""

from generation.codebooks.diff import compare, touched
from generation.methods.taskspec import TaskSpec

TEAM = {"name": "team", "title": "Which team?", "labels": [{"name": "billing"}, {"name": "praise"}]}
URGENT = {"name": "urgent", "title": "Is it urgent?", "labels": [{"name": "yes"}, {"name": "no"}]}


def spec(*questions: dict) -> dict:
    fields = [{"name": "text", "type": "text"}]
    task = {"purpose": "Route.", "role": "", "fields": fields, "questions": list(questions)}
    return TaskSpec.from_json(task).to_json()


def told(old: dict, new: dict) -> list[tuple]:
    return [(change.kind, change.what, change.name) for change in compare(old, new)]


def test_a_second_question_renames_no_label_of_the_first():
    assert told(spec(TEAM), spec(TEAM, URGENT)) == [
        ("added", "Question", "urgent"),
        ("added", "Label", "urgent: yes"),
        ("added", "Label", "urgent: no"),
    ]
    assert [name for name in touched(spec(TEAM), spec(TEAM, URGENT)) if "team" in name] == []


def test_nor_does_one_that_goes():
    assert {name for _kind, _what, name in told(spec(TEAM, URGENT), spec(TEAM))} == {
        "urgent", "urgent: yes", "urgent: no",
    }  # fmt: skip
