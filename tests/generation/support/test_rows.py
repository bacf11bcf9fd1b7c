"""Rows that cannot be samples: each reason in words."""

import json
from dataclasses import replace

import pytest

from generation.methods.taskspec import FieldSpec, TaskSpec
from generation.support.mapping import Mapping
from generation.support.rows import RowProblem, RowReader

SPEC = TaskSpec.from_json(
    {
        "fields": [{"name": "text"}],
        "questions": [
            {"name": "sentiment", "labels": [{"name": "negative"}, {"name": "positive", "verbalizer": "1"}]},
            {"name": "about", "labels": [{"name": "plot"}, {"name": "acting"}]},
        ],
    }
)
READER = RowReader(SPEC, Mapping(), max_chars=1000)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "The row has no text: it needs text."),
        ({"text": " \n"}, "The row has no text"),
        ({"text": 7}, "The field “text” is not text."),
        ({"text": "x" * 1001}, "The field “text” has 1001 characters; at most 1000 are taken."),
        ({"text": "a\x00b"}, "The field “text” holds a NUL character."),
        ({"text": "a", "label": "positiv"}, "The label “positiv” is not in the codebook. Did you mean “positive”?"),
        ({"text": "a", "label": "<b>x</b>"}, "The label “<b>x</b>” is not in the codebook."),
        ({"text": "a", "label": ["positive"]}, "A label is text."),
        ({"text": "a", "label": True}, "A label is text."),
        ({"text": "a", "label": {"mood": "x"}}, "The codebook has no question “mood”; it has sentiment, about."),
        ({"text": "a", "label": "positive", "confidence": 1.2}, "The confidence “1.2” is not a number from 0 to 1."),
        ({"text": "a", "label": "positive", "confidence": -0.1}, "is not a number from 0 to 1"),
        ({"text": "a", "label": "positive", "confidence": "nan"}, "is not a number from 0 to 1"),
        ({"text": "a", "label": "positive", "confidence": "high"}, "is not a number from 0 to 1"),
        ({"text": "a", "origin": "moon"}, "The origin “moon” is unknown; known are generated, imported, collected"),
        ({"text": "a", "origin": "gold"}, "A row of origin “gold” needs a label."),
        ({"text": "a", "external_id": "x" * 201}, "The external id has at most 200 characters."),
        ({"text": "a", "external_id": "x\x00"}, "The external id holds a NUL character."),
        ({"text": "a", "external_id": 1.5}, "The external id is text or a whole number."),
        ({"text": "a", "metadata": [1]}, "The metadata is an object."),
        ({"text": "a", "metadata": {"x": "\x00"}}, "The metadata holds a NUL character."),
        ({"text": "a", "metadata": {"x": "y" * 100_001}}, "The metadata takes more than"),
        ({"text": "a", "machine_labels": {"source": "x"}}, "machine_labels is a list"),
        ({"text": "a", "machine_labels": ["positive"]}, "Each of machine_labels is an object"),
        ({"text": "a", "machine_labels": [{"label": "positive"}]}, "A label needs the name of its source."),
        ({"text": "a", "label": "positive", "source": "student"}, "“student” is the name of the model"),
        ({"text": "a", "label": "positive", "source": "Human"}, "“Human” stands for people's answers here"),
        ({"text": "a", "machine_labels": [{"source": "person:bob", "label": "1"}]}, "“person:bob” stands for people's"),
        ({"text": "a", "label": "positive", "source": "x" * 81}, "at most 80 characters"),
        (
            {"text": "a", "machine_labels": [{"source": "x", "label": "1"}, {"source": "x", "label": "negative"}]},
            "The source “x” gives two labels in one row.",
        ),
    ],
)
def test_it_says_why_a_row_is_rejected(row, reason):
    with pytest.raises(RowProblem) as problem:
        READER.read(1, row)
    assert reason in str(problem.value)


def test_labels_come_by_name_verbalizer_and_number():
    for given in ("positive", "POSITIVE", "1", 1, 1.0, " positive "):
        assert READER.read(1, {"text": "a", "label": given}).labels[0].label == "positive"


def test_several_questions_are_answered_in_one_row():
    draft = READER.read(1, {"text": "a", "label": {"sentiment": "positive", "about": "plot"}, "confidence": 0.5})
    assert [(one.question, one.label) for one in draft.labels] == [("sentiment", "positive"), ("about", "plot")]


def test_cells_of_a_csv_may_hold_json_and_nothing():
    row = {"text": "a", "label": "", "confidence": "", "external_id": "", "metadata": '{"x": 1}'}
    draft = READER.read(1, {**row, "machine_labels": '[{"source": "x", "label": "1", "confidence": "0.5"}]'})
    assert (draft.metadata, draft.external_id) == ({"x": 1}, None)
    assert (draft.labels[0].source, draft.labels[0].probability) == ("x", 0.5)


def test_a_label_may_stand_under_answer_as_the_answers_of_other_kinds_do():
    draft = READER.read(1, {"text": "a", "machine_labels": [{"source": "x", "answer": "positive"}]})
    assert draft.labels[0].label == "positive"


def test_the_messages_of_a_dialogue_come_as_a_list_too():
    talk = [{"role": "user", "content": "하늘은 왜 파래요?"}, {"role": "assistant", "content": "Light scatters."}]
    spec = replace(SPEC, fields=(FieldSpec("text", "chat"),))
    read = RowReader(spec, Mapping(), max_chars=1000).read
    assert json.loads(read(1, {"text": talk}).fields["text"]) == talk
    endless = []
    for _depth in range(600):
        endless = [endless]
    for reader, text in ((READER.read, talk), (read, endless)):
        with pytest.raises(RowProblem, match="is not text"):
            reader(1, {"text": text})


def test_columns_are_mapped_by_name():
    mapping = Mapping({"review": "text", "a": "label@gpt-4", "b": "confidence@gpt-4", "year": "metadata", "label": ""})
    draft = RowReader(SPEC, mapping, max_chars=1000).read(
        1, {"review": "x", "a": "positive", "b": 0.9, "year": 1999, "label": "nonsense", "other": 1}
    )
    assert (draft.fields, draft.metadata) == ({"text": "x"}, {"year": 1999})
    assert [(one.source, one.label, one.probability) for one in draft.labels] == [("gpt-4", "positive", 0.9)]
