import pytest

from annotation.curation.filters import Filters
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.models import DatasetVersion
from generation.children import carry_out_open_jobs
from tests.annotation.making import distinct_text, make_sample


@pytest.fixture
def samples(project, codebook):
    return [make_sample(project, distinct_text(i), ("negative", "positive")[i % 2], probability=0.9) for i in range(40)]


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
