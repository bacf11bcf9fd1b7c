"""What counts as the right label is said the same way wherever it is chosen or shown."""

import pytest
from django.urls import reverse

from annotation.certificate.actions import freeze
from annotation.queue.refusals import DrawsStand

pytestmark = pytest.mark.django_db

ONE = "One blind answer; where a share of the items is asked twice, the majority of two or three, or a lead"


def test_the_form_says_that_some_items_may_be_asked_twice(queue, project, signed_in, lead):
    assert ONE in signed_in(lead).get(reverse("annotation:certificate", args=[project.slug])).text


def test_the_certificate_says_it(queue, project, signed_in, lead, viewer):
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    page = signed_in(viewer).get(reverse("annotation:certificate", args=[project.slug])).text
    assert f"<dd>{ONE}</dd>" in page


def test_a_refusal_says_all_that_lets_a_lead_freeze_anew():
    assert "until labels or the codebook change" in str(DrawsStand())
