"""Figures of single people: a lead reads all of them, everybody else their own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotation.models import Report, Stream
from generation.children import carry_out_open_jobs
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three(project, codebook, annotator, annotator2, lead):
    """Sixty items, each answered blind by two of three people."""
    people = (annotator, annotator2, lead)
    for n in range(60):
        said = ("positive", "negative")[n % 2]
        sample = make_sample(project, distinct_text(n), "positive")
        answer(people[n % 3], sample, said, stream=Stream.OVERLAP)
        answer(people[(n + 1) % 3], sample, said if n % 5 else "positive", stream=Stream.OVERLAP)


def names(data) -> tuple[set, set]:
    [question] = data["codebooks"][0]["questions"]
    pairs = {(pair["left"], pair["right"]) for pair in question["pairs"]}
    return {one["person"] for one in question["by_person"]}, pairs


def test_a_lead_reads_of_everybody_an_annotator_of_themselves_a_viewer_of_nobody(
    three, project, lead, annotator, viewer, api_client
):
    path = f"/api/v1/projects/{project.slug}/agreement"
    api_client(lead).get(path)
    carry_out_open_jobs()
    people, pairs = names(api_client(lead).get(path).json())
    assert len(people) == len(pairs) == 3
    api_client(annotator).get(path)
    carry_out_open_jobs()
    people, pairs = names(api_client(annotator).get(path).json())
    assert people == {"anna"}
    assert len(pairs) == 2
    assert all("anna" in pair for pair in pairs)
    assert names(api_client(viewer).get(path).json()) == (set(), set())


def test_the_page_says_whose_figures_stand_there(three, project, lead, annotator, viewer, signed_in):
    page = reverse("annotation:agreement", args=[project.slug])
    signed_in(lead).get(page)
    carry_out_open_jobs()
    assert "arno" in signed_in(lead).get(page).text
    signed_in(annotator).get(page)
    carry_out_open_jobs()
    own = signed_in(annotator).get(page).text
    assert "Made anew once a day" in own
    assert "Your own; those of others are told to leads." in own
    assert own.count('<th scope="row">arno</th>') == 0
    assert "By pair of people" not in signed_in(viewer).get(page).text


def test_an_answer_moves_nothing_that_its_author_reads_the_same_day(
    three, project, lead, annotator, annotator2, api_client
):
    """Two reads around it would tell whether somebody else had the item, and what they said."""
    path = f"/api/v1/projects/{project.slug}/agreement"

    def read(person) -> dict:
        api_client(person).get(path)
        Report.objects.filter(project=project).update(created_at=timezone.now() - timedelta(hours=1))
        api_client(person).get(path)
        carry_out_open_jobs()
        return api_client(person).get(path).json()["codebooks"]

    before, of_all = read(annotator), read(lead)
    sample = make_sample(project, distinct_text(100), "positive")
    answer(annotator2, sample, "negative", stream=Stream.OVERLAP)
    answer(annotator, sample, "negative", stream=Stream.OVERLAP)
    assert read(annotator) == before
    assert read(lead) != of_all
    Report.objects.filter(project=project).update(created_at=timezone.now() - timedelta(hours=25))
    assert read(annotator) != before


def test_a_pair_of_few_items_is_a_leads_to_read(project, codebook, lead, annotator, annotator2, api_client):
    for n in range(19):
        sample = make_sample(project, distinct_text(n), "positive")
        answer(annotator, sample, "positive", stream=Stream.OVERLAP)
        answer(annotator2, sample, ("positive", "negative")[n % 2], stream=Stream.OVERLAP)
    path = f"/api/v1/projects/{project.slug}/agreement"
    for person, pairs in ((lead, 1), (annotator, 0)):
        api_client(person).get(path)
        carry_out_open_jobs()
        assert len(names(api_client(person).get(path).json())[1]) == pairs
