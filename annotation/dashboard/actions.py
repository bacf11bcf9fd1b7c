"""The numbers of the project home, counted by the worker and stored as a report."""

from django.db.models import Count, Exists, OuterRef, Q

from annotation.agreement.actions import agreement_over_time
from annotation.certificate.frames import current_snapshot, removals
from annotation.curation.quality import label_estimate, student_accuracy
from annotation.methods.signals.words import SUSPICION
from annotation.models import Annotation, Item, Signal, Student
from generation.models import Codebook, LabelSource, MachineLabel, Project, Sample, SampleState
from generation.models.machine import STUDENT


def dashboard_report(project: Project, args: dict) -> dict:
    """Everything on the home page that grows with the project."""
    codebook = Codebook.objects.current(project)
    return {
        "samples": _samples(project),
        "queue": _counts(Item.objects.filter(project=project), "state"),
        "answers": _answers(project),
        "estimate": label_estimate(project),
        "audit": _audit(project),
        **(_by_codebook(project, codebook) if codebook else {}),
    }


def _samples(project: Project) -> dict:
    samples = Sample.objects.filter(project=project)
    kept = samples.exclude(state=SampleState.REJECTED)
    machine = MachineLabel.objects.filter(sample=OuterRef("pk")).exclude(source=STUDENT)
    people = Q(label_source__in=[LabelSource.PERSON, LabelSource.REFERENCE])
    seen = people | Q(Exists(Item.objects.filter(sample=OuterRef("pk"), answers__gt=0)))
    return {
        "total": samples.count(),
        "origins": _counts(samples, "origin"),
        "rejected": samples.filter(state=SampleState.REJECTED).count(),
        "needs_person": samples.filter(state=SampleState.NEEDS_PERSON).count(),
        "simulated": samples.filter(simulated=True).count(),
        "machine_labelled": kept.filter(Exists(machine)).count(),
        "answered": Item.objects.filter(project=project, answers__gt=0).count(),
        "labelled": kept.filter(seen | Q(Exists(machine))).count(),
        "seen": kept.filter(seen).count(),
        "resolved": kept.filter(people).count(),
        "scored": Signal.objects.filter(project=project, name=SUSPICION).count(),
        "labels": _counts(kept.exclude(current_label=""), "current_label"),
    }


def _answers(project: Project) -> dict:
    valid = Annotation.objects.valid().filter(project=project)
    return {"total": valid.count(), "streams": _counts(valid, "stream"), "people": _people(project)}


def _audit(project: Project) -> dict | None:
    """How far the audit of the snapshot in force is: what the certificate counts, not the estimate's older snapshot."""
    snapshot = current_snapshot(project)
    if snapshot is None:
        return None
    drawn = [row.removal for row in removals(snapshot.items.all()) if row.removal.audit]
    return {"snapshot": snapshot.number, "answered": sum(draw.loss is not None for draw in drawn)}


def _people(project: Project) -> int:
    return Annotation.objects.valid().filter(project=project).values("user").distinct().count()


def _by_codebook(project: Project, codebook: Codebook) -> dict:
    return {
        "judged": codebook.judged,
        "agreement": agreement_over_time(project, codebook) | {"codebook": codebook.number},
        "student": _student(project, codebook),
    }


def _student(project: Project, codebook: Codebook) -> dict | None:
    question = codebook.judged_name
    newest = Student.objects.filter(project=project, question=question).first()
    if newest is None:
        return None
    trained = {"rows": newest.rows, "answers": newest.answers, "at": newest.created_at.isoformat()}
    return trained | student_accuracy(project, codebook)


def _counts(rows, name: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(name).annotate(n=Count("pk")).order_by("-n", name))
