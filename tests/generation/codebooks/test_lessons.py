"""What was learnt from an item goes into the draft of the next version, and nothing that stands there is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from generation.codebooks.actions import learn, publish, save_draft
from generation.codebooks.lessons import Into, Lesson, text_of
from generation.models import Codebook, Sample
from tests.generation.codebooks.specs import spec

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]
PAGE = reverse("generation:codebook-lesson", args=["reviews"])
EXAMPLE = Lesson(Into.EXAMPLE, "A feast for the eyes.", "positive")


def label(codebook: Codebook, name: str) -> dict:
    return next(one for one in codebook.as_spec()["questions"][0]["labels"] if one["name"] == name)


@pytest.fixture
def published(project, lead, codebook):
    return publish(codebook=save_draft(project=project, spec=spec(), author=lead), author=lead)


@pytest.fixture
def sample(project):
    return Sample.objects.create(project=project, fields={"text": "So-so."}, content_hash=b"0" * 16, origin="seed")


def test_the_draft_begins_as_the_version_in_force(project, lead, published):
    draft = learn(project=project, lesson=EXAMPLE, author=lead)
    assert (draft.number, draft.is_published) == (published.number + 1, False)
    assert label(draft, "positive")["examples"] == ["A feast for the eyes."]
    assert label(draft, "negative") == label(published, "negative")
    assert published.as_spec()["rules"] == draft.as_spec()["rules"]


def test_the_next_lesson_goes_into_the_same_draft_and_its_note_stays(project, lead, published):
    save_draft(project=project, spec=published.as_spec(), author=lead, note="what we learnt")
    learn(project=project, lesson=EXAMPLE, author=lead)
    draft = learn(project=project, lesson=Lesson(Into.COUNTER_EXAMPLE, "It tries hard.", "positive"), author=lead)
    assert draft.note == "what we learnt"
    assert label(draft, "positive")["examples"] == ["A feast for the eyes."]
    assert label(draft, "positive")["counter_examples"] == ["It tries.", "It tries hard."]


def test_a_rule_gets_an_id_of_its_own(project, lead, published):
    draft = learn(project=project, lesson=Lesson(Into.RULE, "Irony decides.", "negative"), author=lead)
    before, added = draft.as_spec()["rules"]
    assert before == published.as_spec()["rules"][0]
    assert (added["text"], added["label"]) == ("Irony decides.", "negative")
    assert added["id"] not in ("", before["id"])


def test_what_stands_there_already_is_not_added_again(project, lead, published):
    first = learn(project=project, lesson=EXAMPLE, author=lead)
    again = learn(project=project, lesson=EXAMPLE, author=lead)
    assert again.updated_at == first.updated_at


@pytest.mark.parametrize(
    ("lesson", "said"),
    [
        (Lesson(Into.EXAMPLE, "x", "mixed"), "no label “mixed”"),
        (Lesson(Into.EXAMPLE, " ", "positive"), "Say what is to be added."),
        (Lesson("poem", "x", "positive"), "Choose where it goes."),
        (Lesson(Into.RULE, "x", "mixed"), "“mixed”"),
        (Lesson(Into.EXAMPLE, "x" * 4001, "positive"), "At most 4000 characters"),
    ],
)
def test_what_cannot_be_added_is_refused_and_no_draft_is_begun(project, lead, published, lesson, said):
    with pytest.raises(ValidationError) as refused:
        learn(project=project, lesson=lesson, author=lead)
    assert said in " ".join(refused.value.messages)
    assert not Codebook.objects.filter(published_at=None).exists()


def test_an_item_of_several_fields_is_an_example_with_their_titles(codebook):
    codebook.fields = [{"name": "premise", "title": "Premise"}, {"name": "claim"}]
    assert (
        text_of(Sample(fields={"premise": "It rains.", "claim": "Wet."}), codebook) == "Premise: It rains.\nclaim: Wet."
    )


def test_a_lead_takes_an_item_over_from_where_they_are(signed_in, lead, published, sample):
    back = reverse("annotation:compare", args=["reviews"])
    sent = {"into": "example", "label": "positive", "sample": sample.pk, "next": back}
    assert signed_in(lead).post(PAGE, sent).url == back
    assert label(Codebook.objects.get(published_at=None), "positive")["examples"] == ["So-so."]


def test_nobody_is_sent_away_from_here(signed_in, lead, published):
    sent = {"into": "rule", "text": "Irony decides.", "next": "https://evil.example/"}
    assert signed_in(lead).post(PAGE, sent).url == reverse("generation:codebook-edit", args=["reviews"])


def test_it_works_by_rest(api_client, lead, published, sample):
    path = "/api/v1/projects/reviews/codebooks/lessons"
    body = {"into": "counter_example", "label": "negative", "sample": sample.pk}
    answer = api_client(lead).post(path, body, content_type="application/json")
    assert answer.status_code == 201
    assert answer.json()["questions"][0]["labels"][0]["counter_examples"] == ["So-so."]
    unknown = api_client(lead).post(path, body | {"label": "mixed"}, content_type="application/json")
    assert unknown.status_code == 422
