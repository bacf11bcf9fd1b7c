import pytest
from django.urls import reverse

from generation.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page():
    return reverse("annotation:signals", args=["reviews"])


def test_before_a_score_a_lead_finds_the_button(samples, signed_in, lead, viewer, page):
    assert "Score now" in signed_in(lead).get(page).content.decode()
    assert "Score now" not in signed_in(viewer).get(page).content.decode()


def test_a_lead_scores_and_everybody_sees_the_signals(samples, signed_in, lead, viewer, page, do_jobs):
    answer = signed_in(lead).post(reverse("annotation:score", args=["reviews"]))
    assert answer.status_code == 302
    waiting = signed_in(viewer).get(page, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in waiting
    assert "load delay" in waiting
    do_jobs()
    shown = signed_in(viewer).get(page).content.decode()
    assert "Suspicion" in shown
    assert "Similar texts differ" in shown
    assert "load delay" not in shown


def test_what_is_thin_about_the_data_is_said(add, signed_in, lead, page, do_jobs):
    add("one text", "positive")
    signed_in(lead).post(reverse("annotation:score", args=["reviews"]))
    do_jobs()
    assert "Fewer than two labels are in use" in signed_in(lead).get(page).content.decode()


def test_without_a_codebook_it_says_what_is_missing(project, signed_in, lead):
    answer = signed_in(lead).post(reverse("annotation:score", args=["reviews"]), follow=True)
    assert "Publish a codebook first" in answer.content.decode()
    assert not Job.objects.exists()


def test_an_empty_project_says_so_in_place_of_the_button(project, codebook, signed_in, lead, viewer, page):
    client = signed_in(lead)
    shown = client.get(page).content.decode()
    assert "There are no samples yet" in shown
    assert "Score now" not in shown
    said = client.post(reverse("annotation:score", args=["reviews"]), follow=True).content.decode()
    assert "There is nothing to score yet" in said
    assert not Job.objects.exists()
    assert "A lead brings them in" in signed_in(viewer).get(page).content.decode()


def test_signals_stand_apart_by_what_they_are_about_and_the_silent_ones_say_what_they_need(
    samples, signed_in, lead, page, do_jobs
):
    client = signed_in(lead)
    client.post(reverse("annotation:score", args=["reviews"]))
    do_jobs()
    shown = client.get(page).content.decode()
    assert shown.index("About the label") < shown.index("Harmful to learn from") < shown.index("About the text")
    assert shown.index("About the text") < shown.index("Made after a pattern") < shown.index("Silent")
    assert "There are no gold samples to compare with." in shown
