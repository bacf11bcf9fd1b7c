"""The codebook's questions in words: all that people read of how each is answered."""

import pytest

from generation.methods.asking.block import questions_block
from generation.methods.tokens import estimate_tokens
from tests.generation.methods.asking.worlds import ALL, LABELS, codebook


@pytest.mark.parametrize(
    "told",
    [
        "Question kind: kind\nAnswer with one label.\nLabels:\n- a piece of news\n- story",
        "a list of all labels that apply: an empty list where none applies.\nLabels:\n- person: Somebody.\n- a place",
        "a whole number from 0 to 10 (best).",
        "in order, the best first: text, other.",
        "In which order they are shown here says nothing.",
        "Mark pieces of “text”.",
        "No two may share characters.",
        "the whole text of “text”, corrected where that is needed",
        "at most 60 characters, or as many as it came with.\n"
        "Asked only where the answer to kind is or holds “a piece of news”; elsewhere",
        "May be left out: null where there is nothing to answer.",
        "Rules:\nR1 [a place]: Cities are places.",
    ],
)
def test_it_tells_kind_settings_labels_and_when_a_question_is_asked(told):
    assert told in questions_block(ALL, ALL.questions).text


def test_it_tells_of_the_questions_that_are_asked_alone():
    text = questions_block(ALL, ALL.questions[2:3]).text
    assert "Question stars" in text
    assert "Question kind" not in text
    assert "R1" not in text


def test_examples_are_left_out_first_where_it_grows_too_long():
    labels = [one | {"examples": ["e " * 60], "counter_examples": ["c " * 60]} for one in LABELS]
    spec = codebook({"name": "about", "type": "multi_label", "labels": labels})
    whole = questions_block(spec, spec.questions)
    short = questions_block(spec, spec.questions, budget=100)
    assert whole.dropped == ()
    assert [what.split()[0] for what in short.dropped] == ["counter-example", "counter-example", "example", "example"]
    assert "person: Somebody." in short.text
    assert estimate_tokens(short.text) < estimate_tokens(whole.text)
