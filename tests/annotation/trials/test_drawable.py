"""What could be drawn is told at the same price, however many items people have answered."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import TrialItem, TrialSplit
from annotation.trials import drawable as counted
from annotation.trials.drawable import drawable
from generation.models import Codebook
from tests.annotation.making import answer, distinct_text, make_sample

pytestmark = [pytest.mark.django_db, pytest.mark.scaled]


@pytest.fixture
def told(project):
    return lambda: drawable(project, Codebook.objects.current(project))


@pytest.fixture
def answer_more(project, codebook, annotator):
    count = 0

    def answered(n: int, **more) -> list:
        nonlocal count
        samples = [make_sample(project, distinct_text(count + number)) for number in range(n)]
        count += n
        for sample in samples:
            answer(annotator, sample, "positive", **more)
        return samples

    return answered


def test_it_counts_what_is_settled_blind_and_unused(answer_more, told, project, lead):
    first, *_others = answer_more(6)
    answer_more(3, blind=False)
    split = TrialSplit.objects.create(
        project=project, base=Codebook.objects.current(project), question="sentiment", seed=1, created_by=lead
    )
    TrialItem.objects.create(split=split, item=first.item, half="development", label="positive")
    assert told() == {"answered": 6, "fresh": 5, "adjudicated": 0, "at_random": 0, "newest": 0}


def test_of_many_answers_it_looks_at_the_newest_and_says_so(answer_more, told, monkeypatch):
    monkeypatch.setattr(counted, "NEWEST", 4)
    answer_more(4)
    assert (told()["answered"], told()["newest"]) == (4, 0)
    answer_more(3)
    assert (told()["answered"], told()["newest"]) == (4, 4)


def test_the_page_reads_no_more_rows_for_more_answers(answer_more, lead, signed_in, monkeypatch):
    """Rows and not queries alone: one query may read everything."""
    monkeypatch.setattr(counted, "NEWEST", 4)
    client, read = signed_in(lead), []
    real = counted.answered_items
    monkeypatch.setattr(counted, "answered_items", lambda *given, **more: read.append(real(*given, **more)) or read[-1])
    costs = []
    for more in (5, 20):
        answer_more(more)
        with CaptureQueriesContext(connection) as seen:
            page = client.get(reverse("annotation:trial-list", args=["reviews"]))
        costs.append((len(seen), len(read[-1])))
    assert costs[0] == costs[1]
    assert costs[0][1] == 4
    assert "Among the newest 4 answers" in page.text
