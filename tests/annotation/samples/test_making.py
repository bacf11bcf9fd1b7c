"""Where a sample comes from, in the catalogue's words."""

import pytest
import yaml
from django.utils import translation

from annotation.models.queue import number_of
from annotation.samples.making import OUTCOMES, asked, gate_in_words, in_words, ingredient, kept_in_words, reason
from generation.catalogue.document import to_yaml
from generation.catalogue.parts import ALLOCATORS
from generation.catalogue.registry import RECIPES
from generation.catalogue.words import KEPT
from generation.methods.verifiers.registry import GATES


@pytest.mark.parametrize("name", ALLOCATORS)
def test_every_way_of_drawing_has_words(name):
    assert reason(name) != name


def test_a_reason_of_its_own_stays():
    assert reason("error of the student") == "error of the student"


@pytest.mark.parametrize("gate", GATES)
@pytest.mark.parametrize("action", OUTCOMES)
def test_every_gate_says_what_it_makes_sure_of_and_what_came_of_it(gate, action):
    told = gate_in_words({"gate": gate, "action": action})
    assert told["title"] != gate
    assert str(told["outcome"]) != action


@pytest.mark.parametrize(
    ("gate", "score", "told"),
    [
        ("length", 46.0, "46 words"),
        ("length", 1.0, "1 word"),
        ("word_inclusion", 0.5, "50.0%"),
        ("drift", 0.4631, "score 0.46"),
        ("refusal", None, ""),
    ],
)
def test_what_a_gate_measured_has_its_unit(gate, score, told):
    assert gate_in_words({"gate": gate, "action": "accept", "score": score})["measured"] == told


@pytest.mark.parametrize(
    ("name", "kind", "what"),
    [
        ("value:style=dry=er", "style", "dry=er"),
        ("shown:17", "Example", f"sample {number_of(17)}"),
        ("from:17", "Made from", f"sample {number_of(17)}"),
        ("template:roles.write@1#ab", "Prompt", "a text (roles.write@1#ab)"),
        ("file:3", "File", "notes.txt"),
        ("file:4", "File", "#4"),
        ("document:3/2", "Document", "2 of “notes.txt”"),
        ("passage:3/2/5", "Passage", "5 of document 2 of “notes.txt”"),
        ("fact:3/2", "Fact", "2 of “notes.txt”"),
    ],
)
def test_an_ingredient_says_its_kind_and_what_it_is(name, kind, what):
    found = ingredient(name, {"3": "notes.txt"})
    assert (found.name, found.kind, found.what) == (name, kind, what)


@pytest.mark.parametrize(
    ("step", "what"),
    [("write", "a text"), ("rows/2/solve", "solutions, step by step"), ("own", "own")],
)
def test_a_request_is_named_by_what_it_asks_for(step, what):
    assert asked(step) == what


def test_what_is_hidden_has_no_words():
    assert in_words(None) is None


def test_they_are_said_in_the_language_of_the_page():
    with translation.override("ko"):
        assert reason("deficit_greedy") == "빈 곳을 가장 많이 채우는 조합"


def test_what_a_recipe_keeps_is_named_for_people_and_what_was_imported_as_it_was():
    kept = {"votes": [3, 2], "draft": {"text": "Hello."}, "revisions": [{"rule": "R1", "problems": ["a", "b"]}]}
    assert kept_in_words(kept, by_run=True) == [
        ("Votes", ["3", "2"]),
        ("First version", ["text: Hello."]),
        ("Revisions", ["rule: R1; problems: a, b"]),
    ]
    assert kept_in_words({"votes": "x", "own": 1}, by_run=False) == [("votes", ["x"]), ("own", ["1"])]


@pytest.mark.parametrize("recipe", RECIPES)
def test_whatever_a_recipe_keeps_has_a_name(recipe):
    assert kept_by(yaml.safe_load(to_yaml(RECIPES[recipe]))) <= KEPT.keys()


def kept_by(document) -> set[str]:
    if isinstance(document, list):
        return set().union(*map(kept_by, document))
    if not isinstance(document, dict):
        return set()
    own = document.get("keep") if isinstance(document.get("keep"), dict) and not document.get("aside") else {}
    return set(own).union(*map(kept_by, document.values()))


def test_a_second_try_says_what_for():
    """A length that is mended and a reply that could not be read are other requests than the first."""
    titles = [asked(step) for step in ("write", "write~length", "write~repair", "write~length~repair")]
    assert titles == [
        "a text",
        "a text, again for its length",
        "a text, again in a form that can be read",
        "a text, again for its length, again in a form that can be read",
    ]
    assert asked("own-step~repair") == "own-step~repair"
    assert asked("write/" + "x" * 20 + "~" + "0" * 32) == "a text"  # the digest of a long name says nothing
