"""A text that the simulated model wrote says so, also in the annotator's room."""

import pytest

from annotation.queue.actions.pull import pull
from generation.models import Sample
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("simulated", [True, False])
def test_the_room_marks_simulated_texts(project, codebook, annotator, signed_in, simulated):
    add_samples(project, 1)
    Sample.objects.update(simulated=simulated)
    pull(project=project)
    page = signed_in(annotator).get("/projects/reviews/review/").content.decode()
    assert ('class="tag simulated"' in page) is simulated
