"""A sample's page: the passages as its prompt numbered them, which sentence cites which, and the way to all others."""

import pytest

from annotation.samples.grounds import grounds

FILES = {"files": {"3": "notes.txt"}}
PASSAGES = ["The moon pulls the sea.", "Ebb follows flood."]
DRAWN = {"passages": PASSAGES, "sources": ["a", "b"]}


def made(extra: dict, **more) -> dict:
    return {**FILES, "draw": {"extra": extra}, **more}


def test_passages_are_numbered_as_in_the_prompt_and_sentences_say_which_they_cite():
    kept = {**DRAWN, "citations": [{"sentence": "Tides.", "ids": ["p2", "[P1]", "p9"]}, {"sentence": "So.", "ids": []}]}
    found = grounds(kept, made(DRAWN, passages=["passage:3/1/1", "passage:3/1/2"]))
    assert [(one.id, one.text, one.source) for one in found.passages] == [
        ("p1", PASSAGES[0], "a"), ("p2", PASSAGES[1], "b"),
    ]  # fmt: skip
    assert [(one.text, one.ids) for one in found.sentences] == [
        ("Tides.", (("p2", True), ("p1", True), ("p9", False))),
        ("So.", ()),
    ]
    second = found.passages[1]
    assert (second.name, second.document) == ("passage:3/1/2", "document:3/1")
    assert second.place == "2 of document 1 of “notes.txt”"
    assert found.keys == {"citations", "passages", "sources"}


def test_one_passage_and_facts_are_told_as_well():
    extra = {"passage": "Ebb.", "source": "a", "facts": ["Ada | born in | London"], "sources": ["list"]}
    found = grounds({**extra}, made(extra, passages=["passage:3/4/1"], facts=["fact:3/2"]))
    assert [(one.id, one.name) for one in found.passages] == [("p1", "passage:3/4/1")]
    assert [(one.text, one.name) for one in found.facts] == [("Ada | born in | London", "fact:3/2")]


def test_where_facts_are_from_stays_among_the_details():
    extra = {"facts": ["Ada | born in | London"], "sources": ["list"]}
    assert grounds(dict(extra), made(extra, facts=["fact:3/2"])).keys == {"facts"}


@pytest.mark.parametrize(
    ("kept", "of"),
    [
        ({}, None),
        ({"citations": [{"sentence": "a", "ids": ["p1"]}]}, None),
        ({"passage": "the model's own"}, made({})),
        ({}, made({"fragment": "x", "passages": ["x"], "document": 1, "line": 2})),
    ],
)
def test_what_rests_on_nothing_is_told_as_it_was(kept, of):
    found = grounds(kept, of)
    assert not found
    assert found.keys == frozenset()


def test_a_sample_of_an_older_run_shows_its_passages_without_a_way_to_others():
    (first, _second) = grounds({}, made(DRAWN)).passages
    assert (first.text, first.name, first.document, first.place) == (PASSAGES[0], "", "", "")
