import pytest

from annotation.models import Dispenser
from tests.annotation.curation.auditing import frozen


@pytest.fixture
def snapshot(project, codebook, samples):
    made = frozen(project, codebook, samples)
    Dispenser.objects.filter(project=project).update(snapshot=made)
    return made
