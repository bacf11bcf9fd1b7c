"""What a model says is read by the rules that people's answers go through, one question at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm.schemas import problems
from generation.methods.asking.reading import read_reply
from generation.methods.asking.schema import answers_schema
from generation.methods.questions.answers import read_answers
from generation.methods.questions.registry import kind_of
from tests.generation.methods.asking.worlds import ALL, GOOD, ITEM, LABELS, QUESTIONS, READ, codebook


def read(reply: dict, spec=ALL, fields=ITEM):
    return read_reply(spec, spec.questions, reply, fields)


def test_each_kind_comes_to_the_answer_that_a_person_would_give():
    found = read(GOOD)
    assert (found.answers, found.unusable, found.unasked) == (READ, {}, [])
    assert read_answers(ALL, found.answers, lambda: ITEM) == READ


def test_the_answers_fit_the_schema_that_is_sent():
    schema = answers_schema(ALL, ALL.questions)
    reply = {name: "" if name.endswith(("reason", "quote")) else "none" for name in schema["properties"]} | GOOD
    assert problems(reply, schema) == []
    assert problems(reply | {"corrected": None}, schema) == []
    assert problems(reply | {"stars": "seven"}, schema)


@pytest.mark.parametrize(
    ("question", "said", "why"),
    [
        ("about", ["person", "thing"], "no label “thing”"),
        ("about", "person", "Send a list of labels"),
        ("stars", 11, "from 0 to 10"),
        ("stars", 7.5, "whole number"),
        ("stars", True, "whole number"),
        ("better", [["text"]], "each of these once"),
        ("better", ["text", "other"], "list of lists"),
        ("names", [{"quote": "Berlin", "occurrence": 1, "label": "person"}], "“Berlin” do not stand in the text 1"),
        ("names", [{"quote": "Anna", "occurrence": 3, "label": "person"}], "“Anna” do not stand in the text 3"),
        ("names", [{"quote": "Anna", "occurrence": 1, "label": "thing"}], "no label “thing”"),
        ("names", [{"start": 0, "end": 4, "label": "person"}], "told by its words"),
        ("names", [{"quote": "Anna", "occurrence": "2", "label": "person"}], "is a whole number"),
        ("corrected", "x" * 61, "At most 60 characters"),
        ("corrected", ["x"], "Send a text"),
        ("stars", None, "Choose a number"),
    ],
)
def test_one_that_cannot_be_taken_is_told_and_costs_no_other_its_answer(question, said, why):
    found = read(GOOD | {question: said})
    assert why in str(found.unusable[question])
    assert found.answers == {name: answer for name, answer in READ.items() if name != question}


def test_what_follows_from_an_answer_that_cannot_be_taken_is_not_asked():
    found = read(GOOD | {"kind": "gossip"})
    assert "no label “gossip”" in str(found.unusable["kind"])
    assert found.unasked == ["corrected"]


def test_marks_that_share_characters_are_refused_unless_the_codebook_lets_them():
    said = {"names": [{"quote": words, "label": "person"} for words in ("Anna flew", "flew to Seoul")]}
    strict, free = (
        codebook({"name": "names", "type": "spans", "labels": LABELS, "options": {"overlap": overlap}})
        for overlap in (False, True)
    )
    assert "share characters 5 to 9" in str(read(said, strict).unusable["names"])
    assert [(one["start"], one["end"]) for one in read(said, free).answers["names"]] == [(0, 9), (5, 18)]


def test_an_answer_to_a_question_that_is_not_asked_is_left_out():
    found = read(GOOD | {"kind": "story"})
    assert found.unasked == ["corrected"]
    assert "corrected" not in found.answers | found.unusable


def test_null_leaves_out_what_is_not_asked_or_optional():
    assert read(GOOD | {"kind": "story", "corrected": None}).unasked == []
    assert read(GOOD | {"corrected": None}).unusable == {}


def test_marks_are_looked_up_in_the_codebooks_first_field_whatever_order_the_item_has_them_in():
    assert read(GOOD, fields=dict(reversed(ITEM.items()))).answers["names"] == READ["names"]


def test_what_is_said_beside_an_answer_is_kept_and_a_rule_that_there_is_not_is_none():
    said = {"about.reason": "cities", "about.quote": "Seoul", "about.confidence": 85}
    remarks = read(GOOD | said | {"about.rule": "R1"}).remarks["about"]
    assert (remarks.reason, remarks.rule, remarks.quote, remarks.confidence) == ("cities", "R1", "Seoul", 0.85)
    assert read(GOOD | {"about.rule": "R9"}).remarks["about"].rule == ""


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["quote", "label"]), inner),
    max_leaves=10,
)
NAMES = st.sampled_from([one["name"] for one in QUESTIONS] + ["kind.rule", "about.confidence", "names.reason"])


@given(st.dictionaries(NAMES, ANYTHING | st.sampled_from(["story", "news", 3, ["person"]])))
def test_nothing_that_a_model_says_raises_and_every_question_is_accounted_for(reply):
    found = read(reply)
    for one in ALL.questions:
        answer = found.answers.get(one.name)
        assert kind_of(one).read(one, answer, lambda: ITEM) == answer
    told = {*found.answers, *found.unusable, *found.unasked}
    assert {one.name for one in ALL.questions if one.required} <= told
    assert not {*found.answers} & {*found.unusable}
