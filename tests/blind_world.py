"""A project in which every label is unmistakable, and every item may still be asked of the annotator blind.

The text of each row holds TEXT; whatever says what a row is, or what somebody said of it, holds LABEL. The codebook's
own labels hold neither, and neither do the annotator's own answers.
"""

from functools import partial

from annotation.certificate.actions import freeze
from annotation.models import Annotation, Item, Resolution, Signal, Stream
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag, return_, skip
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import undo
from generation.models import LabelSource, MachineLabel, Origin, PlannedRow, Run, Sample
from generation.runs.actions.ingredients import note
from tests.annotation.making import answer, machine_label
from tests.permission_world import dataset_version

TEXT = "zx-text"
LABEL = "zx-label"
PROBABILITY, SIGNAL = 0.88123, 0.77123
MADE_FROM = "value:subtopic=a lost plot"  # a value that only one label has


def open_audit(world) -> None:
    """Rows in each state in which they may still come to the annotator."""
    answered, own, taken_back, second, *_rest = [labelled(world, n) for n in range(12)]
    pull(project=world.project)
    answer(world.lead, answered, LABEL)
    answer(world.annotator, own, "negative")  # may be taken back
    undo(annotation=answer(world.annotator, taken_back, "negative"))
    answer(world.lead, second, LABEL)
    Item.objects.filter(sample=second).update(state=Item.State.WAITING, answers_needed=2)
    freeze(project=world.project, lead=world.lead, risk=0.05, reference_rule="two_adjudicated")
    audit = partial(hand_out, project=world.project, stream=Stream.AUDIT)
    for end in (skip, return_, flag):
        end(assignment=audit(user=world.annotator))
    audit(user=world.annotator)  # holds it
    audit(user=world.lead)
    labelled(world, "imported a moment ago")
    gold = {"origin": Origin.GOLD, "reference": LABEL, "label_source": LabelSource.REFERENCE}
    labelled(world, "gold", **gold)
    mark(world)


def labelled(world, name, **more) -> Sample:
    sample = Sample.objects.create(
        project=world.project, fields={"text": TEXT}, content_hash=str(name).ljust(16).encode()[:16],
        **({"origin": Origin.GENERATED, "current_label": LABEL, "label_source": LabelSource.MACHINE} | more),
    )  # fmt: skip
    machine_label(sample, LABEL, probability=PROBABILITY)
    machine_label(sample, LABEL, source="student")
    Signal.objects.create(project=world.project, sample=sample, name="suspicion", value=SIGNAL)
    return sample


def mark(world) -> None:
    """Give all that was made since the same unmistakable words."""
    samples = Sample.objects.filter(project=world.project)
    samples.update(fields={"text": f"{TEXT} of a row"}, metadata={"old": LABEL})
    samples.exclude(label_source=LabelSource.NONE).update(current_label=LABEL)
    note(world.project.pk, {samples.earliest("pk").pk: {MADE_FROM}})
    said = MachineLabel.objects.filter(sample__project=world.project)
    said.update(label=LABEL, rule=LABEL, quote=LABEL, rationale=LABEL)
    others = Annotation.objects.filter(project=world.project).exclude(user=world.annotator)
    others.update(label=LABEL, answers={"sentiment": LABEL}, comment=LABEL)
    Resolution.objects.filter(item__project=world.project).update(label=LABEL, answers={"sentiment": LABEL})
    for run in Run.objects.filter(project=world.project):
        _write_rows(run)


def _write_rows(run: Run) -> None:
    """A run that wrote a row, and one that labelled a row that was there."""
    old = Sample.objects.filter(project=run.project).first()
    fields = {"text": f"{TEXT} of a run"}
    for index, source in ((90, None), (91, old)):
        PlannedRow.objects.create(
            run=run, round=1, batch=1, index=index, seed=1, source=source, state=PlannedRow.State.ACCEPTED,
            condition={"labels": {"sentiment": LABEL}}, candidates=[{"fields": fields, "labels": [{"label": LABEL}]}],
        )  # fmt: skip


def relabelled_versions(world) -> dict:
    """Two versions between which every label changed."""
    dataset_version(world)
    samples = Sample.objects.filter(project=world.project)
    samples.exclude(label_source=LabelSource.NONE).update(current_label=f"{LABEL}-now")
    number = dataset_version(world)["number"]
    return {"number": number}


def both_versions(world) -> dict:
    return relabelled_versions(world) | {"other": 1}
