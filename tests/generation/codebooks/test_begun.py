"""The preview of a codebook that is still being typed: all that is there, and in its place what is missing."""

import re

import pytest
from django.urls import reverse

from tests.generation.codebooks.test_kinds import question
from tests.generation.codebooks.test_pages import typed

pytestmark = pytest.mark.django_db
PREVIEW = reverse("generation:codebook-preview", args=["reviews"])


@pytest.fixture
def client(signed_in, lead, codebook):
    return signed_in(lead)


def parts(html: str) -> tuple[str, str]:
    """What annotators read, and what models read."""
    guide, _card, prompt = html.partition('id="preview-prompt"')
    return guide, prompt


def preview(client, **changes) -> tuple[str, str]:
    answer = client.post(PREVIEW, typed(**changes))
    assert answer.status_code == 200
    return parts(answer.text)


def test_a_question_without_a_name_hides_nothing_and_says_so_in_its_place(client):
    guide, prompt = preview(
        client, **question(1, title="Who speaks?", name="", labels__0__name="a", labels__1__name="b")
    )
    assert "How is it?" in guide
    assert "Question: How is it?" in prompt
    assert guide.index("How is it?") < guide.index("Who speaks?") < guide.index("Question 2: Give it a name.")
    assert prompt.index("Question: Who speaks?") > prompt.index("Question 2: Give it a name.")


def test_a_question_of_which_nothing_is_typed_stands_there_by_its_number(client):
    guide, _prompt = preview(client, **question(1, title="", name="", labels__0__name="", labels__1__name=""))
    assert re.search(r"<h3>\s*Question 2\s*</h3>", guide)
    assert "Question 2, label 1: Give it a name." in guide
    assert "Question 2, label 2: Give it a name." in guide


def test_the_prompt_grows_with_what_is_typed(client):
    _guide, prompt = preview(client, **{"questions-0-labels-1-name": ""})
    assert "Question: How is it?" in prompt
    assert "- negative" in prompt
    assert "Question 1, label 2: Give it a name." in prompt
    assert "Speaks well of it." not in prompt, "a definition of a label that has no name yet"


def test_what_stands_outside_the_questions_is_named_at_the_head(client):
    guide, prompt = preview(client, **{"fields-0-name": ""})
    assert "Field 1: Give it a name." in guide
    assert guide.index("Field 1") < guide.index("How is it?")
    assert "Purpose: Decide." in prompt


def test_a_rule_without_a_text_and_one_about_a_label_that_is_gone_are_named(client):
    guide, _prompt = preview(client, **{"rules-0-label": "gone", "rules-1-id": "", "rules-1-text": ""})
    assert "Rule R1: The rule names the label “gone”, which no question has." in guide
    assert "Rule R2: A rule needs a text." in guide


def test_a_new_rule_has_the_number_that_it_will_be_saved_under(client):
    """R1 is published and was removed: the new rule is not the second of the list, and never the number of another."""
    kept = {"rules-0-id": "R2", "rules-0-text": "Irony counts as meant.", "rules-0-label": ""}
    guide, prompt = preview(client, **kept, **{"rules-1-id": "", "rules-1-text": "Jokes are no praise."})
    assert "used twice" not in guide
    assert "R3: Jokes are no praise." in prompt


def test_the_head_says_how_many_things_are_missing(client):
    guide, _prompt = preview(client, **{"fields-0-name": "", "questions-0-labels-1-name": "", "rules-0-label": ""})
    assert "2 things are missing or wrong" in guide
    assert "missing" not in preview(client)[0]


def test_a_label_without_a_name_does_not_take_the_rules_for_all_labels(client):
    guide, _prompt = preview(client, **{"questions-0-labels-1-name": "", "rules-0-label": ""})
    assert guide.count("Praise for one actor alone") == 1


@pytest.mark.parametrize("purpose", ["annotate", "generate", "judge", "nonsense"])
def test_far_too_much_is_cut_and_named(client, purpose):
    lines = "\n".join(f"Example {n}" for n in range(3_000))
    many = {f"questions-0-labels-{n}-name": f"label {n}" for n in range(600)}
    guide, _prompt = preview(client, face=purpose, **many, **{"questions-0-labels-0-examples": lines})
    assert "At most 50 are allowed; there are 3000." in guide
    assert "label 499" in guide
    assert "label 599" not in guide


def test_settings_that_make_no_sense_break_nothing(client):
    guide, _prompt = preview(client, **question(1, name="stars", type="rating", rating__low="x", rating__high="9" * 19))
    assert "How is it?" in guide
    assert preview(client, **question(1, name="odd", type="<b>no</b>"))[0].count("<b>") == 0
