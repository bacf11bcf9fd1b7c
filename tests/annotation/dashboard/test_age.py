"""Stored numbers say how old they are, that something has changed since, and when the next ones are made."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotation.models import Report
from generation.audit import record
from generation.children import carry_out_open_jobs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def look(project, codebook, lead, signed_in):
    client = signed_in(lead)

    def page() -> str:
        return client.get(reverse("annotation:dashboard", args=["reviews"])).text

    page()
    carry_out_open_jobs()
    return page


def made(seconds_ago: int, *, took: float) -> None:
    report = Report.objects.get(kind="dashboard")
    Report.objects.update(
        created_at=timezone.now() - timedelta(seconds=seconds_ago), data=report.data | {"seconds": took}
    )


def test_a_person_who_comes_back_to_the_page_asks_anew(look):
    page = look()
    assert "focus from:window" in page
    assert "Something has changed" not in page


def test_a_change_is_told_with_the_age_and_the_wait(look, project, lead):
    made(10, took=20)
    record(actor=lead, verb="project.renamed", project=project, subject="x")
    page = look()
    assert "Something has changed since." in page
    assert "Newer numbers are begun in" in page
    assert "load delay:" in page


def test_nobody_waits_longer_than_a_minute(look, project, lead):
    made(61, took=20)
    record(actor=lead, verb="project.renamed", project=project, subject="x")
    assert "A worker takes it up within seconds." in look()
