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
        ({"plan": {"wirte": {"keep_length": True}}}, "plan.wirte", "Did you mean “write”?"),
        ({"plan": {"write": {"keep_lenght": True}}}, "plan.write.keep_lenght", "Did you mean “keep_length”?"),
        ({"plan": {"write": {"keep_length": "yes"}}}, "plan.write.keep_length", "Enter true or false."),
        ({"plan": {"write": {"slack": 7}}}, "plan.write.slack", "from 0 to 1"),
        ({"values": [{"contexts": {"source": "modle"}}]}, "values.1.contexts.source", "Did you mean “model”?"),
        ({"verify": ["fromat"]}, "verify.1", "Did you mean “format”?"),
        ({"verify": [{"length": {"slak": 1}}]}, "verify.1.length.slak", "Did you mean “slack”?"),
        ({"verify": [{"length": {"slack": "much"}}]}, "verify.1.length.slack", "Enter a number."),
        ({"verify": [{"length": {"when": "$chek_length"}}]}, "verify.1.length.when", "Did you mean “$check_length”?"),
        (
            {"verify": [{"length": {"when": "check_length"}}]},
            "verify.1.length.when",
            "Name a setting that switches it on",
        ),
        ({"verify": [{"length": {"wehn": "$check_length"}}]}, "verify.1.length.wehn", "Did you mean “when”?"),
        ({"values": ["topics", {"lengths": {"when": "$lenths"}}]}, "values.2.lengths.when", "Did you mean “$lengths”?"),
        ({"plan": {"write": {"when": "$lengths"}}}, "plan.write.when", "There is no “when” here."),
        (
            {"model": {"temperature": "$temprature"}},
            "model.temperature",
            "no “$temprature” here. Did you mean “$temperature”?",
        ),
        ({"model": {"temperature": 3}}, "model.temperature", "from 0 to 2"),
        ({"templates": {}}, "templates", "The step “write” has no template."),
        ({"templates": {"write": {"user": "{lable}"}}}, "templates.write.user", "Did you mean “label”?"),
        ({"templates": {"write": {"user": "{label.__class__}"}}}, "templates.write.user", "brace"),
        ({"templates": {"wriet": {"user": "x"}, "write": {"user": "x"}}}, "templates.wriet", "Did you mean “write”?"),
        ({"settings": {"lengths": {"type": "text"}}}, "settings.lengths", "has a type"),
        ({"settings": {"n": {"type": "flaot", "default": 1}}}, "settings.n.type", "Did you mean “float”?"),
        ({"settings": {"n": {"tpye": "int", "default": 1}}}, "settings.n.tpye", "Did you mean “type”?"),
        ({"settings": {"n": {"type": "text", "default": "", "help": 3}}}, "settings.n.help", "Enter a text."),
        (
            {"settings": {"n": {"type": "choice", "default": "a", "choices": {"a": 3}}}},
            "settings.n.choices.a",
            "a text.",
        ),
        ({"cites": ["2306.15895", 2306.1]}, "cites.2", "Enter a text."),
        ({"templates": {"write": {"user": "x", "version": True}}}, "templates.write.version", "Enter a number from 1"),
        ({"templates": {"write": {"user": "x", "system": ["y"]}}}, "templates.write.system", "Enter a text."),
        ({"summary": "x" * 5000}, "summary", "at most 4000 characters"),
        ({"settings": {"n": {"type": "int", "default": 9, "most": 3}}}, "settings.n.default", "at most 3."),
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


def test_all_mistakes_are_named_at_once_in_the_order_of_their_lines():
    assert list(problems(document(plan="wirte", title="", verify=["fromat"]))) == ["title", "plan", "verify.1"]


def test_a_setting_that_cannot_be_read_is_one_mistake_and_not_one_at_each_part_that_takes_it():
    settings = yaml.safe_load(document())["settings"]
    settings["temperature"]["type"] = "flaot"
    assert list(problems(document(settings=settings))) == ["settings.temperature.type"]
    assert list(problems(document(settings=[]))) == ["settings"]


def test_a_misspelt_key_is_one_mistake_though_what_it_means_is_missing():
    data = yaml.safe_load(document("metamath"))
    for key in ("name", "title", "settings", "plan", "templates"):
        wrong = {f"{key}s" if name == key else name: value for name, value in data.items()}
        assert list(problems(yaml.safe_dump(wrong))) == [f"{key}s"]


def test_what_a_step_reads_and_nothing_gives_is_named_with_what_was_meant():
    data = yaml.safe_load(document("label-by-vote"))
    do = next(step["do"] for step in data["plan"]["steps"]["steps"] if "do" in step)
    place = next(i for i, step in enumerate(data["plan"]["steps"]["steps"], start=1) if "do" in step)
    do["reads"] = dict.fromkeys(do["reads"], "labells")
    found = problems(yaml.safe_dump(data))
    assert {path: "Did you mean “labels”?" in said for path, said in found.items()} == {
        f"plan.steps.steps.{place}.do.reads.{name}": True for name in do["reads"]
    }


def test_a_field_of_the_codebook_that_we_do_not_know_may_be_read():
    data = yaml.safe_load(document("label-by-vote"))
    step = next(step["item"] for step in data["plan"]["steps"]["steps"] if "item" in step)
    step["keep"] = {"where": "diocese"}
    assert from_yaml(yaml.safe_dump(data)).name == "label-by-vote"


def test_a_step_inside_a_loop_is_named_where_it_stands():
    ask = {"ask": {"step": "write", "gives": {"text": "txet"}}}
    plan = {"steps": {"steps": [{"loop": {"steps": [ask], "times": 2}}]}}
    found = problems(document("simprompt", plan=plan))
    assert list(found) == ["plan.steps.steps.1.loop.steps.1.ask.gives.text"]
    assert "Did you mean “text”?" in found["plan.steps.steps.1.loop.steps.1.ask.gives.text"]


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"allocator": {"quota": {"of": "solvr"}}}, "allocator.quota.of"),
        ({"schedule": {"score_top": {"cell": "solvr"}}}, "schedule.score_top.cell"),
        ({"verify": [{"mention": {"dimensions": ["solver", "solvr"]}}]}, "verify.1.mention.dimensions.2"),
    ],
)
def test_what_is_named_of_what_is_drawn_is_drawn(changes, path):
    assert "Did you mean “solver”?" in problems(document("camel", **changes))[path]


def test_a_mistake_has_the_line_that_it_stands_on():
    text = to_yaml(recipe("simprompt")).replace("type: float", "type: flaot", 1)
    with pytest.raises(DocumentError) as refused:
        from_yaml(text)
    [(path, *_said)] = refused.value.problems
    assert text.splitlines()[refused.value.line(path) - 1].strip() == "type: flaot"


def test_what_is_missing_has_the_line_of_what_it_is_missing_from():
    with pytest.raises(DocumentError) as refused:
        from_yaml("name: a\ntitle: A\nplan: write\nsettings:\n  n:\n    type: int\n")
    lines = {path: refused.value.line(path) for path, *_said in refused.value.problems}
    assert lines == {"settings.n": 5}


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
