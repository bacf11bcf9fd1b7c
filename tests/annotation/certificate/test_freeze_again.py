"""The worker asks for a new snapshot when an import or a run has ended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotation.certificate import sweeps
from annotation.certificate.actions import bring_up_to_date, freeze
from annotation.certificate.asking import FREEZE
from annotation.certificate.frames import current_snapshot
from annotation.enhance.actions import switch_labels
from annotation.enhance.asking import SWITCH, put_back, use
from annotation.models import Enhancement, ReviewPolicy, Stream
from annotation.queue.actions.dispense import hand_out
from generation.models import Codebook, Import, Job, MachineLabel, Sample

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


class TestAnExchangeOfLabels:
    """Rows whose label is another one than the frozen one are in no version with it: their audit says nothing."""

    @pytest.fixture
    def enhancement(self, queue, project, lead, policy):
        """Done, it would have the last row's label another one; an audit is under way."""
        freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
        hand_out(project=project, user=lead, stream=Stream.AUDIT)
        made = Enhancement.objects.create(
            project=project,
            method="mckd",
            question="sentiment",
            codebook=Codebook.objects.get(),
            state="done",
            changed=1,
        )
        left = current_snapshot(project).items.filter(removal=None).order_by("-item").first()
        MachineLabel.objects.create(
            sample_id=left.item.sample_id, question="sentiment", source=made.source, label="negative",
            replaced_at=timezone.now(),
        )  # fmt: skip
        Job.objects.all().delete()
        Job.objects.create(task=FREEZE, key=f"project-{project.pk}", project=project, state=Job.State.DONE)
        return made

    def switched(self, project) -> None:
        """As the worker does it."""
        job = Job.objects.get(task=SWITCH, state=Job.State.OPEN)
        switch_labels(job)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, finished_at=timezone.now())

    def frozen_anew(self, project) -> int:
        assert sweeps.freeze_again() == 1
        bring_up_to_date(project=project)
        Job.objects.filter(task=FREEZE).update(state=Job.State.DONE)
        assert sweeps.freeze_again() == 0
        return current_snapshot(project).number

    def test_opens_a_new_snapshot_once_it_is_over(self, enhancement, project, lead):
        use(enhancement=enhancement, by=lead)
        assert sweeps.freeze_again() == 0
        self.switched(project)
        assert Sample.objects.filter(current_label="negative").count() == 1
        assert self.frozen_anew(project) == 2
        assert set(current_snapshot(project).items.values_list("label", flat=True)) == {"positive", "negative"}

    def test_and_another_one_when_they_are_put_back(self, enhancement, project, lead):
        use(enhancement=enhancement, by=lead)
        self.switched(project)
        self.frozen_anew(project)
        # Not the row that is drawn.
        current_snapshot(project).items.filter(label="negative").update(audit_key=2**63 - 1)
        hand_out(project=project, user=lead, stream=Stream.AUDIT)
        put_back(enhancement=enhancement, by=lead)
        self.switched(project)
        assert self.frozen_anew(project) == 3

    def test_is_told_before_it_happens(self, enhancement, project, lead, signed_in, api_client):
        told = api_client(lead).get(f"/api/v1/projects/reviews/enhancements/{enhancement.pk}").json()
        assert told["warnings"][0].startswith("An audit is open. Other labels close snapshot 1")
        page = signed_in(lead).get(reverse("annotation:enhancement", args=["reviews", enhancement.pk])).text
        assert "Other labels close snapshot 1 and open a new one" in page
        ReviewPolicy.objects.update(audit_open=False)
        page = signed_in(lead).get(reverse("annotation:enhancement", args=["reviews", enhancement.pk])).text
        assert "Use these labels" in page
        assert "close snapshot" not in page
