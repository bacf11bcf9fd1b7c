import json

import pytest
from django.core.management import call_command
from django.urls import reverse

from annotation.aggregation.actions import aggregation_report
from annotation.models import Annotation, Item, Resolution, Stream
from generation.children import carry_out_open_jobs
from generation.models import Codebook, Job, Sample
from tests.annotation.making import answer, distinct_text, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture
def overlap(project, codebook, annotator, annotator2):
    """Forty items answered blind by two people, who differ on eight; a model says what the first says."""
    for i in range(40):
        first = ("positive", "negative")[i % 2]
        sample = make_sample(project, distinct_text(i), first, source="peer")
        answer(annotator, sample, first, stream=Stream.OVERLAP)
        answer(annotator2, sample, OTHER[first] if i < 8 else first, stream=Stream.OVERLAP)


@pytest.fixture
def look(project, lead, signed_in):
    client = signed_in(lead)
    return lambda **more: client.get(reverse("annotation:aggregation", args=[project.slug]), **more)


def of(project, part="people"):
    [question] = aggregation_report(project, {})["questions"]
    return question[part]


def test_it_asks_the_worker_once_and_shows_what_it_made(overlap, look):
    assert "appear here by themselves" in look().text
    look()
    assert Job.objects.filter(task="annotation.report").count() == 1
    carry_out_open_jobs()
    text = look().text
    for words in (
        "80 blind answers",
        "Dawid-Skene",
        "anna",
        "arno",
        "Fewer than 30 items have a given label",
        "0 of 40",
    ):
        assert words in text, words
    assert "three answers" in text  # why no item is told to be hard


def test_models_are_voices_only_where_a_lead_asks(overlap, look):
    look()
    carry_out_open_jobs()
    assert "model: peer" not in look().text
    text = look(query_params={"models": "1"}).text
    assert "model: peer" in text
    assert "err alike" in text


def test_models_join_the_votes_of_people_and_the_student_never(overlap, project):
    for sample in Sample.objects.all():
        machine_label(sample, "positive", source="student")
    assert [voice["name"] for voice in of(project)["voices"]] == ["anna", "arno"]
    both = of(project, "with_models")
    assert [voice["name"] for voice in both["voices"]] == ["anna", "arno", "model: peer"]
    assert both["answers"] == 120


def test_answers_that_saw_a_suggestion_and_those_of_another_codebook_do_not_count(
    overlap, project, codebook, annotator, annotator2, lead
):
    sample = make_sample(project, "seen", "positive")
    for person in (annotator, annotator2):
        answer(person, sample, "positive", blind=False)
    found = aggregation_report(project, {})
    assert found["left_out"]["shown"] == 2
    assert found["questions"][0]["people"]["answers"] == 80
    second = Codebook.objects.create(
        project=project, number=2, created_by=lead, published_by=lead, published_at=codebook.published_at
    )
    question = codebook.questions.get()
    question.pk, question.codebook = None, second
    question.save()
    found = aggregation_report(project, {})
    assert found["codebook"] == 2
    assert found["left_out"]["other_codebooks"] == 82
    assert found["questions"][0]["people"]["reason"] == "Nobody has answered yet."


def test_given_labels_tell_the_methods_apart(project, codebook, annotator, annotator2):
    for i in range(32):
        right = ("positive", "negative")[i % 2]
        sample = make_sample(project, distinct_text(i), reference=right)
        answer(annotator, sample, right, stream=Stream.GOLD, resolve=False)
        answer(annotator2, sample, OTHER[right] if i < 4 else right, stream=Stream.GOLD, resolve=False)
    Item.objects.update(state=Item.State.GOLD)
    part = of(project)
    assert part["by"] == "gold"
    assert {row["n"] for row in part["methods"]} == {32}
    on_references = {voice["name"]: voice["on_references"]["count"] for voice in part["voices"]}
    assert on_references == {"anna": 32, "arno": 28}


def test_a_check_in_doubt_is_none(project, codebook, annotator, annotator2):
    sample = make_sample(project, "a film", reference="positive")
    for person in (annotator, annotator2):
        answer(person, sample, "negative", stream=Stream.GOLD, resolve=False)
    Item.objects.update(state=Item.State.FLAGGED)
    assert of(project)["reason"] == "Nobody has answered yet."


def test_answers_taken_back_do_not_count(overlap, project, annotator2):
    Annotation.objects.filter(user=annotator2).update(undone_at="2026-01-01T00:00:00Z")
    assert of(project)["reason"].startswith("One annotator alone")


def test_it_changes_no_label(overlap, project):
    before = list(Sample.objects.values_list("current_label", "label_source")), Resolution.objects.count()
    aggregation_report(project, {})
    assert (list(Sample.objects.values_list("current_label", "label_source")), Resolution.objects.count()) == before


def test_without_two_answers_an_item_the_page_says_so(project, codebook, annotator, look):
    answer(annotator, make_sample(project, "a film"), "positive")
    look()
    carry_out_open_jobs()
    assert "One annotator alone cannot be told from the truth" in look().text


def test_the_fragment_is_no_page(overlap, look):
    text = look(headers={"hx-request": "true"}).text
    assert text.lstrip().startswith('<div id="aggregation-report"')
    assert "<html" not in text


def test_the_api_gives_the_same_numbers_to_leads(overlap, project, lead, api_client):
    client = api_client(lead)
    assert client.get("/api/v1/projects/reviews/aggregation").json()["state"] == "pending"
    carry_out_open_jobs()
    report = client.get("/api/v1/projects/reviews/aggregation").json()
    assert report["state"] == "ready"
    assert report["questions"] == json.loads(json.dumps(aggregation_report(project, {})["questions"]))


def test_the_command_prints_methods_and_people_and_stores_the_report(overlap, project, look, capsys):
    call_command("aggregate", "reviews")
    said = capsys.readouterr().out
    assert "80 answers to 40 items" in said
    assert "dawid_skene" in said
    assert "anna: " in said
    call_command("aggregate", "reviews", "--json")
    assert json.loads(capsys.readouterr().out)["questions"][0]["people"]["items"] == 40
    assert "80 blind answers" in look().text


@pytest.mark.parametrize("items", [4, 40])
def test_it_costs_the_same_few_queries_whatever_there_is(
    project, codebook, annotator, annotator2, look, items, django_assert_max_num_queries
):
    for i in range(items):
        sample = make_sample(project, distinct_text(i))
        for person in (annotator, annotator2):
            answer(person, sample, "positive" if i % 3 else "negative", stream=Stream.OVERLAP)
    look()
    carry_out_open_jobs()
    with django_assert_max_num_queries(10):
        look()
