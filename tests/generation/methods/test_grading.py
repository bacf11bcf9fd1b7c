"""The catalogue's known answers of a grade that a model gives, and what becomes of one that cannot be read."""

import pytest

from generation.catalogue.grade import RECIPE
from generation.methods.context import Context
from generation.methods.grading import read_grade
from generation.methods.steps import Answer, Draw, drive
from generation.methods.taskspec import TaskSpec

SPEC = {
    "purpose": "Sort news.",
    "fields": [{"name": "text"}],
    "questions": [
        {
            "name": "topic",
            "labels": [{"name": "World", "definition": "Politics.", "verbalizer": "world news"}, {"name": "Sport"}],
        }
    ],
    "rules": [{"id": "R1", "text": "The Olympics are sport."}],
}


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("4.5\nGood", 4.5),
        ("Score: 4.5", 4.5),
        ("4,5", 4.5),
        ("4.5/5", 4.5),
        ("**4.5**", 4.5),
        ("four", None),
        ("\n\nRating: 3 / 5\nIt can be argued.", 3),
        ("6", None),
        ("-1", None),
        ("", None),
        ("4.5 or 5", None),
        ("I give it 5", None),
    ],
)
def test_a_grade_is_read_from_the_first_line_or_not_at_all(text, grade):
    assert read_grade(text, 5) == grade


def graded(*replies, dimension="quality", spec=SPEC, label="World"):
    """The candidate that a row comes to, and what was asked."""
    context = Context(TaskSpec.from_json(spec), RECIPE.clean({"dimension": dimension}), 1)
    labels = {"topic": label} if label else {}
    asked, left = [], list(replies)

    def answer(ask):
        asked.append(ask)
        return left.pop(0)

    found = drive(RECIPE.prepare(context).row(Draw(labels, item="7", item_fields={"text": "A vote."})), answer)
    return found[0], asked


def said(score, reason="It is about a vote."):
    return Answer({"reason": reason, "score": score})


def test_the_codebook_is_the_rubric_and_the_label_stands_in_the_request():
    found, asked = graded(said(4.5))
    words = "\n".join(message["content"] for message in asked[0].messages)
    assert all(part in words for part in ("Politics.", "The Olympics are sport.", "“world news”", "A vote."))
    assert (asked[0].decoding.temperature, asked[0].decoding.max_tokens) == (0, 256)
    assert found.kept == {"dimension": "quality", "label": "World", "score": 4.5, "reason": "It is about a vote."}
    assert (found.item, found.labels, found.problem) == ("7", (), "")


def test_toxicity_is_asked_without_the_label():
    found, asked = graded(said(3), dimension="toxicity")
    words = "\n".join(message["content"] for message in asked[0].messages)
    assert "World" not in words
    assert "world news" not in words
    assert (found.kept["score"], found.kept["label"]) == (3, "")


def test_the_published_form_is_read_without_asking_again():
    found, asked = graded(Answer(None, "4.5\nGood", "malformed", "not JSON"))
    assert (found.kept["score"], found.kept["reason"], len(asked)) == (4.5, "Good", 1)


@pytest.mark.parametrize("first", [Answer(None, "four", "malformed", "not JSON"), Answer({"reason": "", "score": 9})])
def test_what_cannot_be_read_is_asked_once_more_and_then_no_grade(first):
    found, asked = graded(first, said(2))
    assert (found.kept["score"], len(asked)) == (2, 2)
    assert asked[1].step == "quality~repair"
    found, asked = graded(first, Answer(None, "still four", "malformed", "not JSON"))
    assert (found.problem, found.kept, len(asked)) == ("malformed", {}, 2)


def test_a_refusal_is_no_grade_and_is_not_asked_about_again():
    found, asked = graded(Answer(None, "", "refused", "no"))
    assert (found.problem, len(asked)) == ("refused", 1)


def test_a_codebook_without_labels_is_graded_by_its_purpose():
    spec = SPEC | {"questions": [{"name": "summary", "type": "text"}], "rules": []}
    found, asked = graded(said(5), spec=spec, label="")
    assert "Sort news." in asked[0].messages[0]["content"]
    assert found.kept["label"] == ""
