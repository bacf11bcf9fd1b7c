"""The worker asks for a new snapshot when an import or a run has ended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotation.certificate import sweeps
from annotation.certificate.asking import FREEZE
from annotation.models import ReviewPolicy
from generation.models import Import, Job

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _never_looked(monkeypatch):
    monkeypatch.setattr(sweeps, "EVERY_S", 0.0)


@pytest.fixture
def audited(queue):
    ReviewPolicy.objects.update(audit_open=True)


def test_the_first_freeze_is_asked_for_once(audited):
    assert (sweeps.freeze_again(), sweeps.freeze_again()) == (1, 0)
    assert Job.objects.get().task == FREEZE


def test_nothing_is_frozen_while_no_audit_is_open(queue):
    assert sweeps.freeze_again() == 0


def test_an_import_that_ended_asks_again_and_one_that_runs_does_not(audited, project):
    sweeps.freeze_again()
    Job.objects.update(state=Job.State.DONE)
    running = Import.objects.create(project=project, format="csv")
    assert sweeps.freeze_again() == 0
    Import.objects.filter(pk=running.pk).update(finished_at=timezone.now() + timedelta(seconds=1))
    assert sweeps.freeze_again() == 1
