import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.taskspec import SpecError, TaskSpec

NEWS = {
    "purpose": "Sort news by topic.",
    "role": "a news editor",
    "fields": [{"name": "text", "type": "text", "title": "Article"}],
    "questions": [
        {
            "name": "topic",
            "type": "label",
            "title": "What is it about?",
            "labels": [
                {
                    "name": "World",
                    "definition": "Politics and events abroad.",
                    "examples": ["Talks resumed in Geneva."],
                },
                {
                    "name": "Sports",
                    "definition": "Matches and athletes.",
                    "counter_examples": ["A club's shares rose."],
                },
            ],
            "required": True,
        }
    ],
    "rules": [{"id": "R1", "text": "Money in sport is Sports.", "label": "Sports"}],
}


def changed(**parts) -> dict:
    return {**copy.deepcopy(NEWS), **parts}


def messages(data: dict) -> str:
    with pytest.raises(SpecError) as refused:
        TaskSpec.from_json(data)
    return str(refused.value)


def with_labels(*labels: dict) -> dict:
    return changed(questions=[{"name": "topic", "labels": list(labels)}], rules=[])


def test_json_goes_there_and_back():
    spec = TaskSpec.from_json(NEWS)
    assert TaskSpec.from_json(spec.to_json()) == spec


def test_an_empty_verbalizer_is_the_name():
    assert TaskSpec.from_json(NEWS).question().label("World").verbalizer == "World"


def test_a_rule_without_an_id_is_numbered():
    assert TaskSpec.from_json(changed(rules=[{"text": "One."}, {"text": "Two."}])).rules[1].id == "R2"


def test_it_names_a_label_used_twice():
    assert "questions[0].labels: The name “world” is used twice." in messages(
        with_labels({"name": "World"}, {"name": "world"})
    )


def test_it_names_two_labels_with_one_verbalizer():
    rows = ({"name": "a", "verbalizer": "yes"}, {"name": "b", "verbalizer": "Yes"})
    assert "share the verbalizer “yes”" in messages(with_labels(*rows))


def test_it_names_a_rule_about_an_unknown_label():
    found = messages(changed(rules=[{"id": "R1", "text": "x", "label": "Nowhere"}]))
    assert found == "rules[0].label: The rule names the label “Nowhere”, which no question has."


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "At least one field is needed."),
        ([], "At least one question is needed."),
        (with_labels({"name": "only"}), "at least two labels"),
        (changed(fields=[{"name": "2nd"}]), "“2nd” is no name"),
        (changed(fields=[{"name": "t", "type": "video"}]), "Unknown field type “video”."),
        (changed(purpose="a\x00b"), "purpose: NUL characters are not allowed."),
        (changed(purpose="a" * 4001), "At most 4000 characters are allowed; there are 4001."),
        (with_labels({"name": "a", "definition": "d" * 4001}, {"name": "b"}), "labels[0].definition: At most 4000"),
        (changed(rules=[{"id": "R1", "text": ""}]), "A rule needs a text."),
        (changed(rules=[{"id": "R1", "text": "a"}, {"id": "r1", "text": "b"}]), "The rule id “r1” is used twice."),
    ],
)
def test_it_says_what_is_wrong_and_where(data, said):
    assert said in messages(data)


@pytest.mark.parametrize(
    "question",
    [
        {"type": "rating", "options": {"low": "x"}},
        {"type": "rating", "options": {"high": 10**19}},
        {"type": "rating", "options": {"low": 7}},
        {"type": "ranking", "options": {"fields": 5}},
    ],
)
def test_a_question_after_one_whose_settings_make_no_sense_is_told_the_latter_alone(question):
    then = {"name": "why", "type": "text", "when": {"question": "first", "answers": ["1"]}}
    found = messages(changed(questions=[{"name": "first"} | question, then]))
    assert "questions[0].options" in found


def test_a_question_may_go_after_an_order_of_fields():
    fields = [{"name": "a"}, {"name": "b"}]
    first = {"name": "better", "type": "ranking", "options": {"fields": ["a", "b"]}}
    then = {"name": "why", "type": "text", "when": {"question": "better", "answers": ["a"]}}
    assert TaskSpec.from_json(changed(fields=fields, questions=[first, then], rules=[])).questions[1].when.answers == (
        "a",
    )


def test_an_edit_of_a_definition_changes_the_fingerprint_and_nothing_else_does():
    spec = TaskSpec.from_json(NEWS)
    edited = copy.deepcopy(NEWS)
    edited["questions"][0]["labels"][0]["definition"] += " Diplomacy."
    reordered = dict(reversed(NEWS.items()))
    assert TaskSpec.from_json(edited).fingerprint() != spec.fingerprint()
    assert TaskSpec.from_json(reordered).fingerprint() == spec.fingerprint()


def test_a_verbalizer_leads_back_to_its_name_in_any_case():
    spec = TaskSpec.from_json(with_labels({"name": "pos", "verbalizer": "Good film"}, {"name": "neg"}))
    assert [spec.question().name_of(text) for text in ("good film", " POS ", "other")] == ["pos", "pos", None]


@given(st.text(alphabet=st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), max_size=60))
def test_any_text_in_a_codebook_survives_the_round_trip(text):
    data = copy.deepcopy(NEWS)
    data["purpose"] = data["questions"][0]["labels"][0]["definition"] = text
    spec = TaskSpec.from_json(data)
    assert spec.purpose == text.strip()
    assert TaskSpec.from_json(spec.to_json()).fingerprint() == spec.fingerprint()
