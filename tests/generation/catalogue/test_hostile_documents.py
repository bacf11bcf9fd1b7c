"""Whatever a document says, it is refused with the place of its mistake, or the recipe is barred with the reason, or it
draws rows, asks for them and comes to an end with them, whatever a model answers.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import replace
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generation.catalogue.document import DocumentError, from_yaml, to_yaml
from generation.catalogue.estimate import estimate
from generation.catalogue.preview import preview
from generation.catalogue.recipe import Recipe
from generation.methods.conditions import Scope
from generation.methods.context import Context, Item
from generation.methods.parts import PartError
from generation.methods.steps import Answer, Ask, Candidate, Demonstration, SetupFailed, drive
from generation.methods.taskspec import FieldSpec
from tests.generation.catalogue.documents import DOCUMENT
from tests.generation.catalogue.driving import LABELS, SPEC

FIELDS = (
    ("text",),
    ("question", "answer"),
    ("instruction", "input", "response"),
    ("conversation",),
    ("text", "triples"),
)
DOCUMENTS = tuple({"title": f"Tides {i}", "text": f"The moon pulls the sea {i} times.", "source": ""} for i in range(4))
FACTS = tuple({"subject": f"Film {i}", "relation": "made by", "object": f"Maker {i}"} for i in range(6))
TEXTS = ("", "x", "3", "3 + 4 = 7", "World", "a\nb", "1. one\n2. two", "…", "{", "None")
WEIRD = st.sampled_from(
    [
        None, True, -1, 0, 3, 1e308, float("nan"), 10**30, "", "x", "$nope", "$question", "$temperature", "{", "{{x}}",
        "%(a)s", [], {}, [[]], [None], [{}], {"a": 1}, {"": ""}, "label", "text", "a" * 5000, {"ask": None}, ["a", "a"],
        "items", "steps", {"steps": []}, "item", "one", "purpose", "examples", "a.b", "‮",
    ]
)  # fmt: skip


@st.composite
def documents(draw) -> str:
    """A document of the registry with one or two places changed or gone."""
    data = deepcopy(DOCUMENT[draw(st.sampled_from(sorted(DOCUMENT)))])
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from([place for place in places(data) if place]))
        node = data
        for key in way:
            node = node[key]
        if draw(st.integers(0, 4)):
            node[last] = deepcopy(draw(WEIRD))
        else:
            del node[last]
    return yaml.safe_dump(data, allow_unicode=True)


def places(node: Any, at: tuple = ()) -> list[tuple]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [at, *(place for key, value in inner for place in places(value, (*at, key)))]


def contexts(recipe: Recipe) -> Iterator[Context]:
    """The project by each kind of codebook."""
    more = {"topics": ("a topic",), "gold": 30, "documents": DOCUMENTS, "triples": FACTS}
    for fields in FIELDS:
        spec = replace(SPEC, fields=tuple(FieldSpec(name) for name in fields))
        support = [
            Demonstration(
                f"s{i}",
                texts(fields, i),
                {"topic": LABELS[i % 3]},
                {"complexity": i, "quality": i, "group": str(i % 2)},
            )
            for i in range(6)
        ]
        yield Context(spec, recipe.clean({}), 4, support=support, **more)


def texts(fields: Iterable[str], number: int) -> dict[str, str]:
    return {name: f"{name} {number} of them is 3 + {number} = {3 + number}" for name in fields}


def can_be_told(*problems: tuple[str, dict]) -> None:
    assert all(message % values for message, values in problems)


class Anybody:
    """A model that answers with anything that has the shape asked for."""

    def __init__(self) -> None:
        self.rng = Random(1)

    def __call__(self, ask: Ask) -> Answer:
        if self.rng.random() < 0.1:
            return Answer(None, problem="refused", detail="No.")
        if ask.schema is None:
            return Answer({"text": self.rng.choice(TEXTS)}, "text")
        sure = {"probability": 0.9, "shares": {"World": 0.9}} if ask.probability_of else {}
        return Answer(self.value(ask.schema), "{}", likelihood=0.5 if ask.likelihood else None, **sure)

    def value(self, schema: dict) -> Any:
        if "enum" in schema:
            return self.rng.choice(schema["enum"])
        kind = schema.get("type")
        if kind == "object":
            return {name: self.value(inner) for name, inner in schema.get("properties", {}).items()}
        if kind == "array":
            return [self.value(schema["items"]) for _ in range(self.rng.randint(schema.get("minItems", 0), 3))]
        plain = {"number": [0, -1.5, 1e9], "integer": [0, 3, -7], "boolean": [True, False]}
        return self.rng.choice(plain.get(kind, TEXTS))


def carried_out(text: str) -> Recipe | None:
    """The recipe of a document, with rows made for the first codebook that it works on; None where there is none."""
    try:
        recipe = from_yaml(text)
    except DocumentError as refused:
        can_be_told(*((message, values) for _path, message, values in refused.problems))
        return None
    assert from_yaml(to_yaml(recipe)).fingerprint() == recipe.fingerprint()
    if recipe.clean({}).get("question", "") not in ("", "topic"):
        return None  # a lead is told that the codebook has no such question
    return recipe if any(works(recipe, context) for context in contexts(recipe)) else None


def works(recipe: Recipe, context: Context) -> bool:
    """Whether it is not barred on this codebook; then rows of it are made."""
    try:
        prepared = recipe.prepare(context)
        if prepared.bars:
            return False
    except PartError as barred:
        can_be_told((barred.message, barred.values))
        return False
    numbered = enumerate([texts([field.name for field in context.spec.fields], i) for i in range(6)])
    items = tuple(Item(str(i), fields) for i, fields in numbered) if recipe.items(context.params) else ()
    estimate(prepared, items)
    make_rows(recipe, prepared, items)
    return True


def make_rows(recipe: Recipe, prepared, items) -> None:
    model = Anybody()
    try:
        script = prepared.setup()
        if script is not None:
            prepared = recipe.prepare(replace(prepared.context, scope=Scope(drive(script, model))))
    except SetupFailed:
        return
    for row in preview(prepared, 1, 2, items):
        assert all(isinstance(made, Candidate) for made in drive(prepared.row(row.draw), model))


@given(documents())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_it_is_refused_barred_or_carried_out(text):
    carried_out(text)


def test_what_is_not_changed_is_carried_out():
    done = [name for name in ("metamath", "regen", "few-shot", "attrprompt") if carried_out(plain(name))]
    assert done == ["metamath", "regen", "few-shot", "attrprompt"]


def plain(name: str) -> str:
    return yaml.safe_dump(DOCUMENT[name])


def step_of(data: dict, kind: str, having: str) -> dict:
    return next(step[kind] for step in data["plan"]["steps"]["steps"] if kind in step and having in step[kind])


def changed(name: str, kind: str, having: str, **changes) -> str:
    data = deepcopy(DOCUMENT[name])
    step_of(data, kind, having).update(changes)
    return yaml.safe_dump(data)


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        (changed("metamath", "ask", "gives", gives="text"), ".ask.gives", "one setting a line"),
        (changed("wanli", "ask", "step", gives=["text"]), ".ask.gives", "one setting a line"),
        (changed("preference-pairs", "do", "reads", reads={}), ".reads", "is missing"),
        (changed("preference-pairs", "do", "reads", settings={"ask": 1}), ".settings.ask", "There is no “ask” here"),
        (changed("metamath", "do", "reads", reads=3), ".do.reads", "one setting a line"),
    ],
)
def test_a_step_that_cannot_work_is_refused_with_its_place(text, path, said):
    with pytest.raises(DocumentError) as refused:
        from_yaml(text)
    assert any(path in where and said in message % values for where, message, values in refused.value.problems)


@pytest.mark.parametrize("length", [61, 201, 5000])
def test_a_step_whose_name_is_longer_than_its_answers_can_be_stored_under_is_refused(length):
    data = deepcopy(DOCUMENT["metamath"])
    old = next(step["ask"]["step"] for step in data["plan"]["steps"]["steps"] if "ask" in step)
    step_of(data, "ask", "step")["step"] = "x" * length
    data["templates"]["x" * length] = data["templates"].pop(old)
    with pytest.raises(DocumentError) as refused:
        from_yaml(yaml.safe_dump(data))
    told = {path: message % values for path, message, values in refused.value.problems}
    assert told == {
        "plan": f"The step “{'x' * 60}…” has a name of {length} characters: write one of at most 60.",
    }
