import pytest

from annotation.curation.filters import Filters
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.filters.basis import filters_report
from annotation.models import DatasetVersion, FilterBasis, Signal
from generation.children import carry_out_open_jobs
from tests.annotation.making import distinct_text, make_sample


@pytest.fixture
def samples(project, codebook):
    """Forty rows, half of each label; the n-th is rude by n / 40."""
    made = [make_sample(project, distinct_text(i), ("negative", "positive")[i % 2], probability=0.9) for i in range(40)]
    for place, sample in enumerate(made):
        Signal.objects.create(project=project, sample=sample, name="toxicity", value=round(place / 40, 6))
        Signal.objects.create(project=project, sample=sample, name="suspicion", value=round(place / 40, 6))
    return made


@pytest.fixture
def basis(project, samples) -> FilterBasis:
    filters_report(project, {})
    return FilterBasis.objects.get()


@pytest.fixture
def cut(project, lead):
    def cut_now(**filters) -> DatasetVersion:
        version = open_version(project=project, filters=Filters(**filters), note="", by=lead)
        enqueue_cut(version)
        carry_out_open_jobs()
        version.refresh_from_db()
        return version

    return cut_now
