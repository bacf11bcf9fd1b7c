"""A rule or a label that keeps its name and says something else is warned of before it is published."""

import pytest

from generation.codebooks.actions import save_draft
from generation.codebooks.diff import touched
from generation.codebooks.turned import turned_round

pytestmark = pytest.mark.django_db
EDIT = "/projects/reviews/codebooks/edit/"


@pytest.fixture
def draft(project, codebook, lead):
    """`draft(rule="...", definition="...")`: saved with these in place of the version's own."""

    def save(*, rule="", definition=""):
        spec = codebook.as_spec()
        spec["rules"][0]["text"] = rule or spec["rules"][0]["text"]
        label = spec["questions"][0]["labels"][0]
        label["definition"] = definition or label["definition"]
        return save_draft(project=project, spec=spec, author=lead)

    return save


def test_a_rule_that_turns_round_is_named_with_what_to_do(codebook, draft):
    [told] = turned_round(codebook.as_spec(), draft(rule="Praise for one actor alone is praise.").as_spec())
    assert told.startswith("Rule R1 keeps its number, but its text seems to say something else now.")
    assert "Better make it a new rule, or ask people again about the items in doubt" in told


def test_a_label_whose_definition_means_something_else_is_named(codebook, draft):
    [told] = turned_round(codebook.as_spec(), draft(definition="A parcel came late or was lost on its way.").as_spec())
    assert told.startswith("The label “negative” keeps its name")


def test_better_words_for_the_same_are_not_warned_of(codebook, draft):
    new = draft(
        rule="Praise for one actor alone is not yet praise.", definition="The reviewer advises against this film."
    )
    assert turned_round(codebook.as_spec(), new.as_spec()) == []


def test_a_new_rule_and_a_rule_that_is_gone_keep_no_name(codebook):
    before = codebook.as_spec()
    after = codebook.as_spec() | {"rules": [{"id": "R2", "text": "Praise for one actor is praise.", "label": ""}]}
    assert turned_round(before, after) == []


def test_it_stands_in_the_preview_in_the_question_and_in_what_rest_answers(lead, draft, signed_in, api_client):
    draft(rule="Praise for one actor alone is praise.")
    page = signed_in(lead).get(EDIT).text
    assert page.count("Rule R1 keeps its number") == 2  # beside the form, and in the question before publishing
    told = api_client(lead).get("/api/v1/projects/reviews/codebooks/2").json()["warnings"]
    assert any("Rule R1 keeps its number" in one for one in told)


def test_what_a_draft_touches_is_called_by_its_name(codebook, draft):
    before, after = codebook.as_spec(), draft(rule="Praise for one actor alone is praise.").as_spec()
    assert touched(before, before) == []
    assert touched(before, after) == ["rule R1: Praise for one actor alone is praise."]
    after["questions"][0]["labels"][1:] = []
    after["rules"].append({"id": "R2", "text": "An " + "x" * 80, "label": ""})
    told = touched(before, after | {"purpose": "Another."})
    assert told[:2] == ["purpose and role", "label “positive” (gone)"]
    assert told[3].startswith("rule R2: An xxx")
    assert told[3].endswith("… (new)")
