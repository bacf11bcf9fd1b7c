"""Figures of single people: a lead reads all of them, everybody else their own."""

import pytest
from django.urls import reverse

from annotation.models import Stream
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
    own = signed_in(annotator).get(page).text
    assert "Your own; those of others are told to leads." in own
    assert own.count('<th scope="row">arno</th>') == 0
    assert "By pair of people" not in signed_in(viewer).get(page).text
