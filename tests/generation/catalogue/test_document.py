"""Recipes as documents: written out, copied, edited, and read back with every mistake named."""

from dataclasses import fields, replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generation.catalogue.document import DocumentError, from_yaml, to_yaml
from generation.catalogue.parts import SELECTORS
from generation.catalogue.registry import RECIPES, recipe
from tests.generation.catalogue.driving import context_of, run
from tests.generation.catalogue.worlds import World

EVERY = pytest.mark.parametrize("name", RECIPES)


def document(of: str = "attrprompt", **changes) -> str:
    return yaml.safe_dump({**yaml.safe_load(to_yaml(recipe(of))), **changes}, sort_keys=False)


def problems(text: str) -> dict[str, str]:
    with pytest.raises(DocumentError) as refused:
        from_yaml(text)
    return {path: message % values for path, message, values in refused.value.problems}


@EVERY
def test_what_is_written_out_reads_back_as_the_same_recipe(name):
    assert from_yaml(to_yaml(recipe(name))) == recipe(name)
    assert from_yaml(to_yaml(recipe(name))).fingerprint() == recipe(name).fingerprint()


@pytest.mark.parametrize("name", SELECTORS)
def test_each_selector_of_examples_can_be_named_with_its_settings(name):
    plain = from_yaml(document(demonstrations=name))
    assert from_yaml(to_yaml(plain)) == plain
    given = {one.name: one.default for one in fields(SELECTORS[name]) if one.default is not None}
    if given:
        full = from_yaml(document(demonstrations={name: given | {"k": "$demonstrations"}}))
        assert from_yaml(to_yaml(full)) == full
        assert full.fingerprint() != plain.fingerprint()


def test_a_copy_with_another_prompt_is_another_recipe_and_makes_other_samples():
    templates = {"write": {"system": "{task}", "user": "Write a limerick.\nLabel: {label}"}}
    copy = from_yaml(document("simprompt", name="limericks", templates=templates))
    assert copy.fingerprint() != recipe("simprompt").fingerprint()
    assert copy.templates[0].ref.startswith("limericks.write@1#")
    assert len(run(copy, context_of(copy, 6), World()).accepted) == 6


def test_words_about_a_recipe_do_not_change_what_it_is():
    assert from_yaml(document(summary="In other words.")).fingerprint() == recipe("attrprompt").fingerprint()


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({"allocater": "uniform"}, "allocater", "Did you mean “allocator”?"),
        ({"plan": {"wirte": {"keep_length": True}}}, "plan", "Did you mean “write”?"),
        ({"plan": {"write": {"keep_lenght": True}}}, "plan.write.keep_lenght", "Did you mean “keep_length”?"),
        ({"plan": {"write": {"keep_length": "yes"}}}, "plan.write.keep_length", "Enter true or false."),
        ({"plan": {"write": {"slack": 7}}}, "plan.write.slack", "from 0 to 1"),
        ({"values": [{"contexts": {"source": "modle"}}]}, "values.contexts.source", "Did you mean “model”?"),
        ({"verify": ["fromat"]}, "verify.fromat", "Did you mean “format”?"),
        ({"verify": [{"length": {"slak": 1}}]}, "verify.length.slak", "Did you mean “slack”?"),
        ({"verify": [{"length": {"slack": "much"}}]}, "verify.length.slack", "Enter a number."),
        ({"verify": [{"length": {"when": "$chek_length"}}]}, "when", "Did you mean “check_length”?"),
        ({"model": {"temperature": "$temprature"}}, "model.model.temperature", "Did you mean “temperature”?"),
        ({"model": {"temperature": 3}}, "model.model.temperature", "from 0 to 2"),
        ({"templates": {}}, "templates", "The step “write” has no template."),
        ({"templates": {"write": {"user": "{lable}"}}}, "templates.write", "Did you mean “label”?"),
        ({"templates": {"write": {"user": "{label.__class__}"}}}, "templates.write", "brace"),
        ({"templates": {"wriet": {"user": "x"}, "write": {"user": "x"}}}, "templates.wriet", "Did you mean “write”?"),
        ({"settings": {"lengths": {"type": "text"}}}, "settings.lengths", "has a type"),
        ({"settings": {"n": {"type": "int", "default": 9, "most": 3}}}, "settings.n.default", "from None to 3"),
        ({"demonstrations": "neerest"}, "demonstrations", "Did you mean “nearest”?"),
        ({"demonstrations": {"nearest": {"k": "3"}}}, "demonstrations.nearest.k", "Enter a whole number."),
        ({"demonstrations": {"nearest": {"too_close": 2}}}, "demonstrations.nearest.too_close", "from 0 to 1"),
        ({"demonstrations": {"vote_k": {"then": "neerest"}}}, "demonstrations.vote_k.then", "Did you mean “nearest”?"),
        ({"demonstrations": "nearest", "templates": {"write": {"user": "x"}}}, "demonstrations", "No template shows"),
        ({"title": ""}, "title", "Enter a text."),
        ({"reply_tokens": [9, 1]}, "reply_tokens", "the smaller first"),
    ],
)
def test_each_mistake_is_named_with_what_was_meant(changes, path, said):
    assert said in problems(document(**changes))[path]


def test_all_mistakes_are_named_at_once():
    assert len(problems(document(plan="wirte", title="", verify=["fromat"]))) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x [1]\nb: *x", "aliases"),
        ("name: a\nname: b", "twice"),
        ("1: a", "is no text"),
        ("!!python/object/apply:os.system [ls]", "not plain YAML"),
        ("a: [" * 30 + "]" * 30, "too deeply"),
        ("name: [", "line "),
        ("name: A b", "small letters"),
        ("- a", "Write the keys"),
        ('title: "a\\0b"', "no text can hold"),
        ('title: "\\ud800"', "no text can hold"),
        ('"a\\0": b', "no text can hold"),
        ("x" * 70_000, "64 kB"),
        ("name: a\nversion: " + "1" * 5000, "line 2, column 10"),
        ("version: 0x" + "f" * 50_000, "digits"),
        ("version: 1" + ":59" * 20_000, "digits"),
        ("version: 1" + ":59" * 20_000 + ".5", "digits"),
        ("steps: !!set {a, b}", "tags"),
        ("steps: !!binary '@@@'", "tags"),
        ("steps: !!timestamp 2026-01-01", "tags"),
        ("name: ! a", "tags"),
        ("steps: {<<: {a: 1}}", "merge"),
        ("title: =", "line 1, column 8"),
    ],
)
def test_only_plain_yaml_is_read(text, said):
    found = problems(text)
    assert any(said in f"{path} {message}" for path, message in found.items())


@pytest.mark.parametrize("day", ["2026-01-01", "2026-99-99", "2001-12-14t99:59:43.10-05:00"])
def test_a_day_is_a_text_whether_there_is_such_a_day_or_not(day):
    text = to_yaml(recipe("simprompt")).replace("cites:", f"cites:\n- {day}", 1)
    assert from_yaml(text).cites[0] == day


@given(st.text(max_size=300))
def test_whatever_is_sent_it_is_read_or_refused(text):
    said = refusals(text)
    assert all(said)


def refusals(text: str) -> list[str]:
    try:
        from_yaml(text)
    except DocumentError as refused:
        return [message % values for _path, message, values in refused.problems]
    return []


def test_a_document_that_names_a_second_model_asks_it():
    text = to_yaml(RECIPES["simprompt"]) + "second: It has nothing to do.\n"
    with pytest.raises(DocumentError) as refused:
        from_yaml(text)
    assert [path for path, _message, _values in refused.value.problems] == ["second"]


def test_what_a_second_model_is_for_is_words_and_changes_no_fingerprint():
    camel = RECIPES["camel"]
    again = from_yaml(to_yaml(camel))
    assert (again.second, again.asks_second) == (camel.second, True)
    other = replace(camel, second="Something else.")
    assert other.fingerprint() == camel.fingerprint()


def test_only_a_first_and_a_second_model_can_be_asked():
    text = to_yaml(RECIPES["camel"]).replace("assistant_model: second", "assistant_model: third")
    assert "third" in text
    with pytest.raises(DocumentError) as refused:
        from_yaml(text)
    assert "assistant_model" in str(refused.value)
