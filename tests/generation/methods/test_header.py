from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.methods.guide import guide
from generation.methods.header import PURPOSES, header
from generation.methods.taskspec import TaskSpec
from generation.methods.tokens import estimate_tokens


def news(definition: str = "Events abroad.") -> TaskSpec:
    labels = [
        {
            "name": "World",
            "definition": definition,
            "examples": ["w " * 40, "v " * 40],
            "counter_examples": ["c " * 40],
        },
        {"name": "Sports", "verbalizer": "Sport", "definition": "Matches.", "examples": ["s " * 40]},
    ]
    return TaskSpec.from_json(
        {
            "purpose": "Sort news.",
            "role": "a news editor",
            "fields": [{"name": "text"}],
            "questions": [{"name": "topic", "title": "Topic?", "labels": labels}],
            "rules": [
                {"id": "R1", "text": "Doubt is World."},
                {"id": "R2", "text": "Money in sport is Sport.", "label": "Sports"},
            ],
        }
    )


def test_it_opens_with_the_role_and_shows_labels_as_they_are_spoken():
    text = header(news(), "annotate").text
    assert text.startswith("You are a news editor.\nPurpose: Sort news.")
    assert "- Sport: Matches." in text
    assert "R2 [Sport]: Money in sport is Sport." in text
    assert "the first one that applies decides" in text


@pytest.mark.parametrize(
    ("role", "opening"),
    [
        ("a news editor", "You are a news editor."),
        ("You are a news editor", "You are a news editor."),
        ("You read support tickets of a shop.", "You read support tickets of a shop."),
        ("Suppose you are a reader", "Suppose you are a reader."),
    ],
)
def test_a_role_may_be_a_whole_sentence(role, opening):
    assert header(replace(news(), role=role), "generate").text.splitlines()[0] == opening


def test_each_purpose_has_its_own_words_for_the_same_codebook():
    texts = {purpose: header(news(), purpose).text for purpose in PURPOSES}
    assert len(set(texts.values())) == 3
    assert "Must not be like: c c" in texts["generate"]
    assert "Not this label: c c" in texts["annotate"]
    assert "Graded 1: c c" in texts["judge"]


def test_generating_for_one_label_leaves_the_others_out():
    text = header(news(), "generate", labels=["World"]).text
    assert "Sport" not in text


def test_over_budget_examples_go_first_and_definitions_stay():
    whole = header(news(), "annotate", budget=10_000)
    tight = header(news(), "annotate", budget=1)
    assert whole.dropped == ()
    assert tight.dropped == (
        "counter-example topic/World 1",
        "example topic/World 2",
        "example topic/Sports 1",
        "example topic/World 1",
    )
    assert "- World: Events abroad." in tight.text
    assert "- Sport: Matches." in tight.text
    assert "R2" in tight.text


def test_after_the_examples_go_rules_about_labels_that_are_not_shown():
    dropped = header(news(), "annotate", budget=1, labels=["World"]).dropped
    assert dropped[-1] == "rule R2"


def test_it_drops_no_more_than_it_must():
    whole = header(news(), "annotate", budget=10_000)
    short = header(news(), "annotate", budget=estimate_tokens(whole.text) - 1)
    assert short.dropped == ("counter-example topic/World 1",)


def test_the_guide_says_the_same_as_the_prompt():
    question = guide(news())["questions"][0]
    assert [label["name"] for label in question["labels"]] == ["World", "Sports"]
    assert question["rules"] == [{"id": "R1", "text": "Doubt is World."}]
    assert question["labels"][1]["rules"] == [{"id": "R2", "text": "Money in sport is Sport."}]


@pytest.mark.parametrize("purpose", PURPOSES)
@given(st.text(alphabet=st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), max_size=60))
def test_no_text_of_a_codebook_is_ever_evaluated(purpose, text):
    hostile = text + " {x.__class__} {} {0} %s {{7*7}}"
    assert hostile.strip() in header(news(hostile), purpose).text
