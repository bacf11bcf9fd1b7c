"""A version's card against a truth that is known: rows are audited, filtered and cut many times over.

Which rows a filter keeps depends on who was reviewed and how it ended: flagged rows are left out, of near-duplicates an
answered one stays, an answered row needs no probability. So would a model's new labels, for answered rows keep theirs.
An interval made from the draws among the rows kept misses the truth.
"""

import random

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from annotation.curation.actions import curate
from annotation.curation.filters import Filters
from annotation.curation.quality import label_estimate
from annotation.models import AuditDraw, DatasetVersion, Item, Resolution, Row, Snapshot, SnapshotItem, Stream
from generation.models import Codebook, LabelSource, Sample, SampleState
from tests.annotation.curation.auditing import frozen
from tests.annotation.making import distinct_text, make_sample

pytestmark = pytest.mark.django_db

ROWS, RUNS, LEAST = 300, 25, 0.8  # 25 runs tell 0.95 to about 0.045


@pytest.fixture
def version(project, codebook):
    return DatasetVersion.objects.create(project=project, number=1, codebook=codebook)


def made(project, text_of=distinct_text):
    return [make_sample(project, text_of(i), "positive", probability=0.9) for i in range(ROWS)]


class Study:
    """The same rows again and again: which are wrong and which are drawn is by chance."""

    def __init__(self, project, codebook, samples):
        self.project, self.codebook, self.samples = project, codebook, samples
        self.snapshot = frozen(project, codebook, samples)
        self.rows = {row.item_id: row for row in self.snapshot.items.all()}
        self.items = dict(Item.objects.values_list("sample", "pk"))

    def audit(self, drawn, wrong, flagged=frozenset()):
        """People answer the rows drawn, or flag them for a lead."""
        QuerySet(SnapshotItem).update(removal=None, stream="")  # past what refuses it
        Resolution.objects.all().delete()
        AuditDraw.objects.all()._raw_delete("default")
        Sample.objects.update(current_label="positive", label_source=LabelSource.MACHINE, state=SampleState.ACCEPTED)
        Item.objects.update(state=Item.State.OPEN)
        Snapshot.objects.update(removals=len(drawn))
        rows = [self.rows[self.items[sample.pk]] for sample in drawn]
        for place, row in enumerate(rows, start=1):
            row.removal, row.stream = place, Stream.AUDIT
        SnapshotItem.objects.bulk_update(rows, ["removal", "stream"])
        AuditDraw.objects.bulk_create(
            AuditDraw(snapshot=self.snapshot, removal=place, item_id=self.items[sample.pk], remaining=ROWS - place + 1)
            for place, sample in enumerate(drawn, start=1)
        )
        said = {one.pk: "negative" if one in wrong else "positive" for one in drawn if one not in flagged}
        Resolution.objects.bulk_create(
            Resolution(item_id=self.items[pk], label=label, rule="single", settles=True, codebook=self.codebook)
            for pk, label in said.items()
        )
        for label in ("positive", "negative"):
            answered = Sample.objects.filter(pk__in=[pk for pk in said if said[pk] == label])
            answered.update(current_label=label, label_source=LabelSource.PERSON)
        unsure = [one.pk for one in drawn if one in flagged]
        Sample.objects.filter(pk__in=unsure).update(state=SampleState.NEEDS_PERSON)
        Item.objects.filter(sample__in=unsure).update(state=Item.State.FLAGGED)
        return 1 - (len(wrong) - sum(label == "negative" for label in said.values())) / ROWS

    def estimate(self, version, **filters):
        """As the card of a version cut now states it."""
        curated = curate(self.project, Filters(**filters), Codebook.objects.with_parts().get(pk=self.codebook.pk))
        Row.objects.filter(version=version).delete()
        Row.objects.bulk_create(
            Row(version=version, position=place, sample_id=row.sample, label=row.label, source=row.source)
            for place, row in enumerate(curated.rows)
        )
        version.chosen_at = timezone.now()
        assert len(curated.rows) < ROWS
        return label_estimate(self.project, version)


def held(results):
    """Of how many runs the interval holds the truth, and by how much the values are off on the average."""
    inside = [share["low"] - 1e-9 <= truth <= share["high"] + 1e-9 for share, truth in results]
    return sum(inside) / len(results), sum(share["value"] - truth for share, truth in results) / len(results)


def test_the_default_filters_drop_flagged_rows_and_the_interval_holds(project, codebook, version):
    rng, results = random.Random(1), []
    samples = made(project)
    study = Study(project, codebook, samples)
    for _run in range(RUNS):
        hard = {sample for sample in samples if rng.random() < 0.25}
        wrong = {sample for sample in samples if rng.random() < (0.6 if sample in hard else 0.02)}
        truth = study.audit(rng.sample(samples, 90), wrong, flagged=hard)
        results.append((study.estimate(version), truth))
    assert held(results)[0] >= LEAST


def test_labels_that_a_model_changes_where_nobody_answered_leave_the_interval_as_it_was(project, codebook):
    """All rows count with their frozen labels: of those that keep theirs, the answered ones would be too many."""
    rng, results = random.Random(4), []
    samples = made(project)
    study = Study(project, codebook, samples)
    for _run in range(RUNS):
        hard = {sample for sample in samples if rng.random() < 0.25}
        wrong = {sample for sample in samples if rng.random() < (0.6 if sample in hard else 0.02)}
        truth = study.audit(rng.sample(samples, 90), wrong)
        unheard = Sample.objects.filter(pk__in=[sample.pk for sample in hard], label_source=LabelSource.MACHINE)
        changed = unheard.update(current_label="negative")
        results.append((label_estimate(project), truth))
        assert results[-1][0]["changed"] == changed > 0
    share, bias = held(results)
    assert share >= LEAST
    assert abs(bias) < 0.01


def test_near_duplicates_are_joined_and_the_interval_holds(project, codebook, version):
    def twin(number):
        return f"{distinct_text(number // 3)}, {distinct_text(number // 3 + ROWS)}" + "." * (number % 3)

    rng, results = random.Random(2), []
    samples = made(project, twin)
    study = Study(project, codebook, samples)
    for _run in range(RUNS):
        bad = {group for group in range(ROWS // 3) if rng.random() < 0.15}
        wrong = {sample for place, sample in enumerate(samples) if place // 3 in bad}
        truth = study.audit(rng.sample(samples, 120), wrong)
        results.append((study.estimate(version, deduplicate=True), truth))
    share, bias = held(results)
    assert share >= LEAST
    assert abs(bias) < 0.01


def test_an_answered_row_needs_no_probability_and_the_interval_holds(project, codebook, version):
    rng, results = random.Random(3), []
    samples = made(project)
    unsure = set(samples[: ROWS // 3])
    for sample in unsure:
        sample.machine_labels.update(probability=0.4)
    study = Study(project, codebook, samples)
    for _run in range(RUNS):
        wrong = {sample for sample in samples if rng.random() < (0.4 if sample in unsure else 0.02)}
        truth = study.audit(rng.sample(samples, 90), wrong)
        results.append((study.estimate(version, min_probability=0.8), truth))
    share, bias = held(results)
    assert share >= LEAST
    assert abs(bias) < 0.01
