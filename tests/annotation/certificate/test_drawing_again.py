"""Nobody draws again until the result pleases, not by way of the seed either."""

import pytest

from annotation.certificate.actions import bring_up_to_date, freeze, publish_seed
from annotation.models import Snapshot
from annotation.queue.actions.dispense import hand_out
from annotation.queue.refusals import DrawsShareRisk
from generation.models import Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db

PATH = "/api/v1/projects/reviews/certificate"


def frozen(project, lead, **chosen) -> Snapshot:
    return freeze(project=project, lead=lead, **({"risk": 0.05, "reference_rule": "one_blind"} | chosen))


@pytest.fixture
def published(queue, project, lead):
    """One row was drawn, and the seed ended the audit."""
    frozen(project, lead)
    hand_out(project=project, user=lead, stream="audit")
    return publish_seed(project=project, lead=lead, number=1)


def test_after_the_seed_no_promise_of_the_same_labels_has_the_full_risk(published, project, lead):
    with pytest.raises(DrawsShareRisk):
        frozen(project, lead)
    assert Snapshot.objects.count() == 1


def test_one_that_shares_its_risk_may_follow_and_the_next_takes_less(published, project, lead):
    second = frozen(project, lead, together=True)
    hand_out(project=project, user=lead, stream="audit")
    publish_seed(project=project, lead=lead, number=2)
    with pytest.raises(DrawsShareRisk):
        frozen(project, lead)
    third = frozen(project, lead, together=True)
    assert (second.risk, third.risk) == (pytest.approx(0.030396, abs=5e-7), pytest.approx(0.007599, abs=5e-7))


def test_a_snapshot_in_between_that_nobody_drew_from_is_no_way_round(published, project, lead):
    frozen(project, lead, together=True)
    with pytest.raises(DrawsShareRisk):
        frozen(project, lead)
    publish_seed(project=project, lead=lead, number=2)
    with pytest.raises(DrawsShareRisk):
        frozen(project, lead)


@pytest.mark.parametrize("change", ["rows", "labels"])
def test_other_labels_are_another_population(published, project, lead, change):
    if change == "rows":
        add_samples(project, 2, start=50)
    else:
        left = published.items.filter(removal=None).first().item.sample_id
        Sample.objects.filter(pk=left).update(current_label="negative")
    second = frozen(project, lead)
    assert (second.number, second.risk, second.family_risk) == (2, 0.05, None)
    assert frozen(project, lead).number == 3  # nothing was drawn from the second one


def test_new_labels_let_the_next_one_stand_alone_again(published, project, lead):
    frozen(project, lead, together=True)
    hand_out(project=project, user=lead, stream="audit")
    add_samples(project, 2, start=50)
    bring_up_to_date(project=project)
    assert frozen(project, lead).family_risk is None


def test_without_a_draw_the_seed_binds_nobody(queue, project, lead):
    frozen(project, lead)
    publish_seed(project=project, lead=lead, number=1)
    assert frozen(project, lead).risk == 0.05


def test_rest_says_what_to_do(published, api_client, lead):
    answer = api_client(lead).post(PATH, {}, content_type="application/json")
    assert answer.status_code == 409
    assert "freeze with a risk that all promises made so share" in answer.text
    shared = api_client(lead).post(PATH, {"together": True}, content_type="application/json")
    assert shared.status_code == 201
