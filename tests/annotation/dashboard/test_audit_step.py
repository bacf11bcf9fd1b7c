"""How far the audit is: the home counts the same snapshot as the certificate, from the moment a new one is opened."""

import pytest
from django.urls import reverse

from annotation.certificate.actions import freeze, open_snapshot
from annotation.certificate.frames import current_snapshot
from annotation.models import Dispenser
from generation.children import carry_out_open_jobs
from generation.models import Sample
from tests.annotation.conftest import add_samples
from tests.annotation.curation.auditing import remove

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def audited(project, codebook, lead, annotator):
    """Three of forty rows drawn and answered."""
    samples = add_samples(project, 40)
    snapshot = freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    for sample in samples[:3]:
        remove(snapshot, Sample.objects.get(pk=sample.pk), annotator, "positive")
    return snapshot


@pytest.fixture
def read(project, lead, signed_in):
    client = signed_in(lead)

    def both() -> tuple[str, str]:
        pages = [reverse(f"annotation:{name}", args=["reviews"]) for name in ("dashboard", "certificate")]
        project.reports.all().delete()
        for page in pages:
            client.get(page)
        carry_out_open_jobs()
        return tuple(client.get(page).text for page in pages)

    return both


def test_home_and_certificate_count_the_same_draws(audited, read):
    home, certificate = read()
    assert "3 random rows of snapshot 1 are settled" in home
    assert "3 settled, 0 wrong" in certificate


def test_after_a_new_snapshot_both_begin_at_none(audited, project, lead, read):
    Sample.objects.filter(pk=Sample.objects.last().pk).update(current_label="negative")
    open_snapshot(project=project, author=lead)
    assert current_snapshot(project).number == Dispenser.objects.get().snapshot.number == 2
    home, certificate = read()
    assert "0 random rows of snapshot 2 are settled" in home
    assert "0 settled, 0 wrong" in certificate
