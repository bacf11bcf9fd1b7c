import pytest
from django.core.exceptions import ValidationError

from generation.codebooks.actions import publish, save_draft
from generation.models import Codebook, Event
from tests.generation.codebooks.specs import spec, with_labels

pytestmark = pytest.mark.django_db


def refused(project, lead, made) -> dict:
    with pytest.raises(ValidationError) as error:
        save_draft(project=project, spec=made, author=lead)
    assert not Codebook.objects.filter(project=project).exists()
    return error.value.message_dict


def test_it_begins_a_draft_with_all_parts(project, lead):
    draft = save_draft(project=project, spec=spec(), author=lead, note="first")

    assert draft.number == 1
    assert not draft.is_published
    assert [label.name for label in draft.questions.all()[0].labels.all()] == ["negative", "positive"]
    assert [(rule.key, rule.text) for rule in draft.rules.all()] == [
        ("R1", "Praise for one actor alone is not praise.")
    ]
    assert Event.objects.get().verb == "codebook.save_draft"


def test_it_replaces_the_draft_as_a_whole(project, lead):
    first = save_draft(project=project, spec=spec(), author=lead)
    second = save_draft(project=project, spec=with_labels("a", "b", "c"), author=lead)

    assert second.pk == first.pk
    assert [label.name for label in second.questions.get().labels.all()] == ["a", "b", "c"]


def test_it_begins_the_next_version_beside_a_published_one(project, lead):
    publish(codebook=save_draft(project=project, spec=spec(), author=lead), author=lead)
    draft = save_draft(project=project, spec=spec(purpose="Another."), author=lead)

    assert draft.number == 2
    assert Codebook.objects.current(project).number == 1


def test_rules_keep_their_ids_and_new_ones_get_the_next_free_number(project, lead):
    rules = [{"text": "one"}, {"text": "two"}, {"text": "three"}]
    publish(codebook=save_draft(project=project, spec=spec(rules=rules), author=lead), author=lead)
    kept = [{"text": "new"}, {"id": "R2", "text": "two, better"}]
    draft = save_draft(project=project, spec=spec(rules=kept), author=lead)

    assert [(rule.key, rule.text) for rule in draft.rules.all()] == [("R4", "new"), ("R2", "two, better")]


def test_a_published_number_is_never_given_again(project, lead):
    rules = [{"text": "one"}, {"text": "two"}]
    publish(codebook=save_draft(project=project, spec=spec(rules=rules), author=lead), author=lead)
    publish(codebook=save_draft(project=project, spec=spec(rules=[]), author=lead), author=lead)
    draft = save_draft(project=project, spec=spec(rules=[{"text": "another"}]), author=lead)

    assert [rule.key for rule in draft.rules.all()] == ["R3"]


def test_markup_formulas_and_braces_are_kept_as_they_are(project, lead):
    names = ["<script>alert(1)</script>", "=HYPERLINK(1)", "{spec.__class__}"]
    draft = save_draft(project=project, spec=with_labels(*names), author=lead)

    assert [label.name for label in draft.questions.get().labels.all()] == names


@pytest.mark.parametrize(
    ("made", "place", "message"),
    [
        (with_labels("a", "A"), "questions[0].labels", "The name “a” is used twice."),
        (with_labels("a"), "questions[0].labels", "This question needs at least two labels."),
        (with_labels("a", ""), "questions[0].labels[1].name", "Give it a name."),
        (with_labels("a", "x\x00"), "questions[0].labels[1].name", "NUL characters are not allowed."),
        (with_labels("a", "x" * 81), "questions[0].labels[1].name", "At most 80 characters are allowed; there are 81."),
        (spec(purpose="x" * 4001), "purpose", "At most 4000 characters are allowed; there are 4001."),
        (spec(questions=[]), "questions", "At least one question is needed."),
        (spec(fields=[]), "fields", "At least one field is needed."),
        (spec(fields=[{"name": "origin"}]), "fields[0].name", "“origin” means something else"),
        (spec(rules=[{"text": ""}]), "rules[0].text", "A rule needs a text."),
        (spec(rules=[{"id": "=1", "text": "x"}]), "rules[0].id", "“=1” is no rule id"),
        (spec(rules=[{"text": "x", "label": "none"}]), "rules[0].label", "which no question has"),
        ({}, "fields", "At least one field is needed."),
    ],
)
def test_it_says_what_is_wrong_and_where(project, lead, made, place, message):
    assert message in " ".join(refused(project, lead, made)[place])
