import pytest

from annotation.curation.filters import Filters
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.models import DatasetVersion, Dispenser, Stream
from generation.children import carry_out_open_jobs
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.making import distinct_text, make_sample


@pytest.fixture
def samples(project, codebook):
    return [make_sample(project, distinct_text(i), ("negative", "positive")[i % 2], probability=0.9) for i in range(40)]


@pytest.fixture
def audited(project, codebook, samples, annotator):
    """Thirty of forty rows are drawn and right, one more is found wrong by the queue, one is drawn and open."""
    snapshot = frozen(project, codebook, samples)
    Dispenser.objects.create(project=project, snapshot=snapshot)
    for sample in samples[:30]:
        remove(snapshot, sample, annotator, sample.current_label)
    remove(snapshot, samples[30], annotator, "positive", stream=Stream.ACTIVE)
    remove(snapshot, samples[31], annotator)
    return snapshot


@pytest.fixture
def cut(project, lead):
    """`cut(deduplicate=True)`: a version, cut as the worker does it."""

    def cut_now(**filters) -> DatasetVersion:
        version = open_version(project=project, filters=Filters(**filters), note="", by=lead)
        enqueue_cut(version)
        carry_out_open_jobs()
        version.refresh_from_db()
        return version

    return cut_now
