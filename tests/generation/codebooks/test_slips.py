"""What is pointed out before a version is frozen, and what is not."""

import pytest

from generation.codebooks.slips import MOST, slips
from generation.methods.taskspec import TaskSpec
from tests.generation.codebooks.specs import spec


def told(text: str) -> list[str]:
    return slips(TaskSpec.from_json(spec(purpose=text)))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Say <b>what</b> it is", "holds markup, which people and models read as it stands: <b>"),
        ("Line<br/>break", ": <br/>"),
        ("Salt &amp; pepper", ": &amp;"),
        ("A **warm** word", ": **warm**"),
        ("See [the guide](https://example.org/a) first", ": [the guide](https://example.org/a)"),
        ("Read on.\n## When in doubt", ": ## When in doubt"),
        ("left\u202eright", "“left\ufffdright” holds a character that nobody sees (U+202E)"),
        ("zero\u200bwidth", "(U+200B)"),
        ("bell\x07", "(U+0007)"),
        ("soft\u00adhyphen", "(U+00AD)"),
    ],
)
def test_what_may_be_a_slip_is_told(text, what):
    assert len(told(text)) == 1
    assert what in told(text)[0]


@pytest.mark.parametrize(
    "text",
    [
        "a < b and c > d",
        "R&D; Q&A",
        "two\nlines\tand a tab",
        "👩‍💻 👍🏽",
        "리뷰가 좋다",
        "<3",
        "2 ** 3 ** 4",
        "2*3*4",
        "#1 film",
        "[sic] (no link)",
        "{text} and {{ text }}",
    ],
)
def test_what_is_only_text_is_not(text):
    assert told(text) == []


def test_a_long_list_ends():
    rules = [{"text": f"<b>{number}</b>"} for number in range(30)]
    assert len(slips(TaskSpec.from_json(spec(rules=rules)))) == MOST
