import pytest

from generation.llm.replies import read_answer
from generation.llm.schemas import problems, wire_schema

SCHEMA = {
    "type": "object",
    "properties": {
        "label": {"type": "string", "enum": ["Good", "Bad"]},
        "score": {"type": "integer", "minimum": 1, "maximum": 5},
        "rule": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
}
GOOD = '{"label": "Good", "score": 4, "rule": null}'


def read(text, **more):
    return read_answer(text, **({"schema": SCHEMA, "mode": "schema"} | more))


def test_a_clean_answer_stays_on_the_first_rung():
    answer = read(GOOD)
    assert (answer.rung, answer.value["score"]) == ("schema", 4)


@pytest.mark.parametrize("text", [f"Sure!\n```json\n{GOOD}\n```", f"My answer {{is}} this: {GOOD} I hope it helps."])
def test_json_inside_other_text_is_extracted(text):
    assert read(text, mode="text").rung == "extracted"


@pytest.mark.parametrize(
    "text", ['{"label": " good ", "score": 4, "rule": null}', '{"label": "Good", "score": "4", "rule": null}',
             '{"label": "Good", "score": 4, "rule": null, "more": 1}', '{"label": "Good", "score": 4}'],
)  # fmt: skip
def test_a_harmless_slip_is_mended(text):
    answer = read(text)
    assert answer.rung == "coerced"
    assert answer.value == {"label": "Good", "score": 4, "rule": None}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"label": "Ugly", "score": 4, "rule": null}', "must be one of Good, Bad"),
        ('{"label": "Good", "score": 9, "rule": null}', "at most 5"),
        ('{"score": 4, "rule": null}', "label is missing"),
        ("[1, 2]", "of type object"),
        ('{"label": "Go', "not JSON"),
        ("", "empty"),
        (None, "empty"),
        ("{" * 100_000, "not JSON"),
        ("x" * 300_000, "longer than"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(text, problem):
    answer = read(text)
    assert answer.value is None
    assert problem in answer.detail


def test_a_refusal_and_a_cut_answer_are_told_apart():
    assert read(None, refusal="I can't help.").problem == "refused"
    assert read(GOOD[:20], finish="length").problem == "truncated"
    assert read("", finish="content_filter").problem == "content_filter"


def test_bounds_stay_at_home_and_everything_is_required():
    sent = wire_schema(SCHEMA)
    assert sent["required"] == ["label", "score", "rule"]
    assert sent["additionalProperties"] is False
    assert sent["properties"]["score"] == {"type": "integer"}


def test_a_boolean_is_no_number():
    assert problems(True, {"type": "integer"})


@pytest.mark.parametrize("hostile", ["\\u0000", "\\ud800", "\\udfff\\u0000"])
def test_what_no_database_stores_is_left_out(hostile):
    schema = {"type": "object", "properties": {"text": {"type": "string"}}}
    for text in (f'{{"text": "a{hostile}b"}}', f'So: {{"text": "a{hostile}b"}}'):
        assert read(text, schema=schema).value == {"text": "ab"}


def test_characters_beyond_the_basic_plane_stay():
    schema = {"type": "object", "properties": {"text": {"type": "string"}}}
    assert read('{"text": "\\ud83d\\ude00 가"}', schema=schema).value == {"text": "😀 가"}
