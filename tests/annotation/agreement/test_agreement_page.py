import pytest
from django.urls import reverse

from annotation.models import Report, Stream
from generation.children import carry_out_open_jobs
from generation.models import Codebook, Job
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def overlap(project, codebook, annotator, annotator2):
    """Thirty items answered blind by two people, who differ on six."""
    for i in range(30):
        sample = make_sample(project, distinct_text(i), "positive")
        first = ("positive", "negative")[i % 2]
        second = {"positive": "negative", "negative": "positive"}[first] if i < 6 else first
        answer(annotator, sample, first, stream=Stream.OVERLAP, days_ago=40 - i)
        answer(annotator2, sample, second, stream=Stream.OVERLAP, days_ago=40 - i)


@pytest.fixture
def look(project, viewer, signed_in):
    client = signed_in(viewer)
    return lambda **more: client.get(reverse("annotation:agreement", args=[project.slug]), **more)


def test_it_asks_the_worker_and_shows_what_it_made(overlap, look, project, lead, signed_in):
    assert "appear here by themselves" in look().text
    carry_out_open_jobs()
    text = signed_in(lead).get(reverse("annotation:agreement", args=[project.slug])).text
    for words in ("80.0%", "Krippendorff&#x27;s alpha", "0.60", "30 items", "anna · arno", "<svg"):
        assert words in text
    assert "not the rate of the whole dataset; by the time of their second answer, the band" in text


def test_it_asks_once(overlap, look):
    look(), look()
    assert Job.objects.filter(task="annotation.report").count() == 1


def test_it_says_which_answers_count(overlap, look, project, annotator):
    shown = make_sample(project, "seen with the model's label", "positive")
    answer(annotator, shown, "positive", blind=False)
    look()
    carry_out_open_jobs()
    text = look().text
    assert "60 blind answers to version 1 of the codebook" in text
    assert "1 answer was given with the model" in text


def test_versions_of_the_codebook_are_not_mixed(overlap, look, project, codebook, annotator, annotator2, lead):
    second = Codebook.objects.create(
        project=project, number=2, created_by=lead, published_by=lead, published_at=codebook.published_at
    )
    question = codebook.questions.get()
    question.pk, question.codebook = None, second
    question.save()
    sample = make_sample(project, "answered under the second version", "positive")
    for person in (annotator, annotator2):
        answer(person, sample, "positive", stream=Stream.OVERLAP, codebook=second)
    look()
    carry_out_open_jobs()
    assert "2 blind answers to version 2" in look().text
    assert "No variation" in look().text
    assert "60 blind answers to version 1" in look(query_params={"codebook": "1"}).text


def test_numbers_of_an_older_version_say_that_another_is_in_force(overlap, look, project, codebook, lead):
    look()
    carry_out_open_jobs()
    assert "is in force" not in look().text
    Codebook.objects.create(
        project=project, number=2, created_by=lead, published_by=lead, published_at=codebook.published_at
    )
    text = look().text
    assert "These numbers are of version 1 of the codebook; version 2 is in force." in text
    assert "Nobody has answered by version 2 in these numbers yet." in text


def test_a_report_that_an_older_version_stored_is_shown_without_what_it_lacks(overlap, look):
    look()
    carry_out_open_jobs()
    report = Report.objects.get(kind="agreement")
    for question in report.data["codebooks"][0]["questions"]:
        del question["draws"]
    report.save()
    reply = look()
    assert reply.status_code == 200
    assert "60 blind answers" in reply.text


def test_new_answers_bring_a_new_report(overlap, look, project, annotator, monkeypatch):
    monkeypatch.setattr("annotation.reports.REST", 0)
    monkeypatch.setattr("annotation.reports.REST_AT_LEAST_S", 0)
    look()
    carry_out_open_jobs()
    assert "A worker takes it up" not in look().text
    answer(annotator, make_sample(project, "one more", "positive"), "positive", stream=Stream.OVERLAP)
    assert "A worker takes it up" in look().text
    carry_out_open_jobs()
    assert Report.objects.get().answers == 61


def test_the_fragment_is_no_page(overlap, look):
    text = look(headers={"hx-request": "true"}).text
    assert text.lstrip().startswith('<div id="agreement-report"')
    assert "<html" not in text


def test_without_answers_it_says_what_to_do(project, codebook, look):
    look()
    carry_out_open_jobs()
    assert "Nobody has answered yet" in look().text


def test_without_two_answers_on_an_item_it_says_so(project, codebook, annotator, look):
    answer(annotator, make_sample(project, "a film", "positive"), "positive", stream=Stream.OVERLAP)
    look()
    carry_out_open_jobs()
    assert "No item has two blind answers yet" in look().text


def test_a_failed_job_is_told_and_not_asked_for_at_every_look(overlap, look):
    look()
    Job.objects.update(state=Job.State.FAILED, error="MemoryError: too much", finished_at="2099-01-01T00:00:00Z")
    assert "MemoryError: too much" in look().text
    assert Job.objects.count() == 1


def test_the_api_gives_the_same_numbers(overlap, project, viewer, api_client):
    client = api_client(viewer)
    assert client.get("/api/v1/projects/reviews/agreement").json()["state"] == "pending"
    carry_out_open_jobs()
    report = client.get("/api/v1/projects/reviews/agreement").json()
    assert report["state"] == "ready"
    [question] = report["codebooks"][0]["questions"]
    assert question["coefficients"]["percent"]["value"] == pytest.approx(0.8)
    assert question["coefficients"]["krippendorff_alpha"]["low"] < 0.6 < question["coefficients"]["cohen_kappa"]["high"]
    assert sum(period["alpha"]["items"] for period in question["periods"]) == 30


def test_it_costs_few_queries(overlap, look, django_assert_max_num_queries):
    look()
    carry_out_open_jobs()
    with django_assert_max_num_queries(10):  # one of them for the mentions in the navigation
        look()
