"""A try's page has no rows of nothing: what did not happen is a sentence."""

import pytest

from annotation.trials.notices import what_the_trial_found
from tests.annotation.trials.drafting import make_trial

pytestmark = pytest.mark.django_db


def test_labels_rules_and_changes_that_there_are_none_of(project, codebook, lead, annotator, signed_in):
    trial = make_trial(project, codebook, lead, annotator, done=True)
    page = signed_in(lead).get(f"/projects/reviews/codebooks/tries/{trial.pk}/")
    assert "Nobody gave these labels, neither people nor the model:" in page.text
    assert "The model named this rule for no item: R1." in page.text
    assert "Right before, wrong now" not in page.text
    assert (page.context["labels"], page.context["rules"]) == ([], [])


def test_before_publishing_no_share_of_nothing_is_told(project, codebook, lead, annotator):
    make_trial(project, codebook, lead, annotator, done=True)
    assert what_the_trial_found(project).startswith("The draft was tried, but no item could be compared")
