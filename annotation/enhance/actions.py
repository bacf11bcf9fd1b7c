"""Making an enhancement, and bringing the rows' labels in line with the one in use."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from annotation.enhance.asking import Asked, forget_parts, give_up
from annotation.enhance.frames import first_labels
from annotation.enhance.labelling import start_run
from annotation.enhance.rounds import rounds_before
from annotation.machine.upserts import upsert
from annotation.methods.enhancement.words import ENHANCEMENTS
from annotation.models import Enhancement, Selection
from annotation.selections.actions import LONGEST_NAME, fill
from annotation.trials.frames import said_in
from generation import jobs
from generation.models import Codebook, Job, LabelSource, MachineLabel, Project, Sample
from generation.models.machine import ENHANCED
from synthlab.turns import turn

AT_ONCE = 500


def make_enhancement(job: Job) -> None:
    """Run the method and store its labels, which hold nothing yet. Done twice, it stores the same again.

    No transaction is open while it computes; the enhancement is done once all its labels are there. A method that asks
    a model is run twice: to hear which rows it wants asked, and, after the run that asks, with what was said.
    """
    known = Enhancement.objects.select_related("project", "codebook", "run__endpoint", "created_by")
    made = known.get(pk=job.args["enhancement"])
    if made.state != Enhancement.State.RUNNING:
        return
    try:
        _make(made, job)
    except CannotAsk as problem:
        give_up(made, str(problem))


def _make(made: Enhancement, job: Job) -> None:
    from annotation.enhance.by_model import as_ask, rows_to_ask  # noqa: PLC0415 - pandas and scikit-learn: worker only
    from annotation.enhance.material import material_of  # noqa: PLC0415 - as above
    from annotation.methods.enhancement.registry import enhance  # noqa: PLC0415 - as above

    started = time.monotonic()
    jobs.report(job, step="read", done=0)
    material = material_of(made.project, made.question)
    jobs.report(job, step="compute")
    before = rounds_before(made)
    heard = [as_ask(_said(one), material) for one in before]
    same = {"earlier": heard, "random_state": (before or [made])[0].pk}  # all rounds draw by the seed of the first
    if ENHANCEMENTS[made.method].asks and made.run is None:
        _ask(made, job.args, *rows_to_ask(made.method, material, job.args["count"], **same))
        return  # a sweep asks for this job again once the run has ended
    ask = as_ask(_said(made), material) if made.run else None
    found = enhance(made.method, material, sure=made.sure, ask=ask, **same)
    codes = dict(zip(material.samples.tolist(), material.given.tolist(), strict=True))
    given = {sample: material.classes[code] for sample, code in codes.items() if code >= 0}
    said = [row for row in found.proposals.itertuples(index=False) if row.sample in given]
    proposals, withheld = [row for row in said if row.label], [int(row.sample) for row in said if not row.label]
    jobs.report(job, step="write", total=len(proposals))
    for done in store_proposals(made, proposals):
        jobs.report(job, done=done)
    _keep_apart(made, "withheld", withheld)
    _keep_apart(made, "doubted", found.doubted)
    of = {"labelled": len(given), "answered": int(material.pinned.sum())}
    made.notes, made.seconds = found.notes, round(time.monotonic() - started, 2)
    finish(made, proposals, given, found.report | of)


class CannotAsk(Exception):
    """The message says why no model was asked, or nothing came of it."""


def _ask(made: Enhancement, told: Mapping, samples: Sequence[int], shown: Mapping[int, str]) -> None:
    if not samples and made.follows_id:
        raise CannotAsk(_("Nothing is left to ask: every label fits the others, or the round before does not hold."))
    if not samples:
        raise CannotAsk(_("There are no rows to ask a model about: every label fits the others."))
    asked = Asked.from_json(made.project, told)
    if asked is None:
        raise CannotAsk(_("The endpoint has been removed meanwhile."))
    try:
        start_run(made, samples=samples, examples=shown, asked=asked)
    except ValidationError as problem:
        raise CannotAsk(" ".join(problem.messages)) from problem


def _said(made: Enhancement) -> dict[int, str]:
    """Sample -> the label that the model gave it."""
    if made.run and (said := said_in(made.run, made.question)):
        return {sample: one.label for sample, one in said.items()}
    raise CannotAsk(_("The model gave no label: its run ended before it answered."))


def finish(made: Enhancement, proposals: Sequence, given: Mapping[int, str], report: dict) -> None:
    """All its labels are stored: note what they would change, of rows that had these labels."""
    changes = Counter((given[row.sample], row.label) for row in proposals)
    made.report = report | {"changes": [[old, new, count] for (old, new), count in sorted(changes.items())]}
    made.changed, made.state, made.finished_at = len(proposals), Enhancement.State.DONE, timezone.now()
    made.save(update_fields=["report", "changed", "notes", "seconds", "state", "finished_at"])


def _keep_apart(made: Enhancement, why: str, samples: Sequence[int]) -> None:
    """Put rows whose label it would leave out (`withheld`), or its judge would not give (`doubted`), into a selection:
    people may be asked about them first."""
    if not samples:
        return
    by = made.created_by or made.project.created_by
    name = _("%(method)s %(number)d") % {"method": _(ENHANCEMENTS[made.method].name), "number": made.pk}
    kept = Selection.objects.create(project=made.project, name=name[:LONGEST_NAME], rows=len(samples), created_by=by)
    setattr(made, why, kept)
    made.save(update_fields=[why])
    fill(kept, samples)


def store_proposals(made: Enhancement, proposals: Sequence) -> Iterator[int]:
    """Store rows of (sample, label, probability, why) as labels that hold nothing yet; yields how many are done."""
    forget_parts(made)  # of a try that was cut off
    return _store(made, proposals)


def _store(made: Enhancement, proposals: Sequence) -> Iterator[int]:
    now = MachineLabel._meta.get_field("created_at").get_db_prep_save(timezone.now(), connection)
    fixed = {"rule": "", "quote": "", "simulated": bool(made.run and made.run.simulated)}
    rows = (
        (
            int(row.sample), made.question, made.source, row.label, _rounded(row.probability), made.codebook.number,
            now, now, row.why, *fixed.values(),
        )
        for row in proposals
    )  # fmt: skip
    columns = {
        "sample_id": "bigint", "question": "varchar", "source": "varchar", "label": "varchar",
        "probability": "float8", "codebook_number": "int", "created_at": "timestamptz", "replaced_at": "timestamptz",
        "rationale": "text", "rule": "varchar", "quote": "text", "simulated": "bool",
    }  # fmt: skip
    return upsert(MachineLabel._meta.db_table, columns, ("sample_id", "question", "source"), rows)


def _rounded(probability: float) -> float | None:
    return None if probability != probability else round(float(probability), 6)


def switch_labels(job: Job) -> None:
    """Bring labels in line with what is in use now. Cut off, it goes on with what is left, for each part is whole."""
    project = job.project
    codebook = Codebook.objects.current(project)
    if codebook is None:
        return
    used, done = Enhancement.objects.filter(project=project, in_use_at__isnull=False).first(), 0
    for turn_part, part in _parts(project, used):
        with turn():
            turn_part(used, part, codebook.judged_name)
        done += len(part)
        jobs.report(job, done=done)


def _parts(project: Project, used: Enhancement | None) -> Iterator[tuple[Callable, list[MachineLabel]]]:
    """Labels that stand although theirs is not in use, then the proposals of the one in use that do not stand yet."""
    labels = MachineLabel.objects.filter(sample__project=project)
    too_many = labels.standing().filter(source__startswith=ENHANCED).exclude(source=used.used_as if used else "")
    works = [(_put_away, too_many)]
    if used:
        there = MachineLabel.objects.filter(sample=OuterRef("sample"), source=used.used_as)
        works.append((_append, labels.filter(~Exists(there), source=used.source)))
    for work, wanted in works:
        last = 0
        while part := list(wanted.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
            yield work, part
            last = part[-1].pk


@transaction.atomic
def _put_away(_used: Enhancement | None, part: list[MachineLabel], question: str) -> None:
    samples = _locked(part)
    MachineLabel.objects.filter(pk__in=[label.pk for label in part]).update(replaced_at=timezone.now())
    _label_anew(samples, question)


@transaction.atomic
def _append(used: Enhancement, part: list[MachineLabel], question: str) -> None:
    samples = _locked(part)
    names = ("sample_id", "question", "label", "probability", "codebook_number", "rationale")
    standing = [MachineLabel(source=used.used_as, **{name: getattr(label, name) for name in names}) for label in part]
    MachineLabel.objects.bulk_create(standing, ignore_conflicts=True)
    _label_anew(samples, question)


def _locked(part: list[MachineLabel]) -> list[Sample]:
    """The rows under a lock: a person may answer at this moment, and what they say stays."""
    ids = {label.sample_id for label in part}
    return list(Sample.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk"))


def _label_anew(samples: list[Sample], question: str) -> None:
    """The first label that stands is a row's, where no person and no reference says another."""
    first = first_labels([sample.pk for sample in samples], question)
    changed = []
    for sample in samples:
        if sample.label_source != LabelSource.MACHINE or not (label := first.get(sample.pk)):
            continue
        sample.current_label = label
        if question in sample.answers:
            sample.answers = sample.answers | {question: label}
        changed.append(sample)
    Sample.objects.bulk_update(changed, ["current_label", "answers"])
