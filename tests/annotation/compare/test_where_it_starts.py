"""Compare starts at the labels in use, not at a proposal; a text that is cut can be read on."""

import pytest
from django.utils import timezone

from annotation.compare.actions import compare_report
from generation.children import carry_out_open_jobs
from generation.models import MachineLabel
from tests.annotation.making import answer, distinct_text, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)
PROPOSED = "enhanced:mckd #1"


@pytest.fixture
def proposed(project, codebook, annotator):
    """The model labelled four rows, of which people answered two; an enhancement proposes labels for six."""
    samples = [make_sample(project, distinct_text(i)) for i in range(6)]
    for sample in samples:
        machine_label(sample, "negative", source=PROPOSED, codebook_number=1)
    MachineLabel.objects.update(replaced_at=timezone.now())
    for sample in samples[:4]:
        machine_label(sample, "positive", source="gpt", codebook_number=1)
    for sample in samples[:2]:
        answer(annotator, sample, "negative")
    return samples


def sources(project) -> list[str]:
    return [one["source"] for one in compare_report(project, {"codebook": 1})["questions"][0]["sources"]]


def test_a_mere_proposal_comes_after_the_labels_in_use(proposed, project, lead, signed_in):
    assert sources(project) == ["gpt", PROPOSED]
    client = signed_in(lead)
    client.get("/projects/reviews/compare/")
    carry_out_open_jobs()
    assert client.get("/projects/reviews/compare/").context["source"]["source"] == "gpt"


def test_in_use_it_is_a_model_like_any_other(proposed, project):
    MachineLabel.objects.filter(source=PROPOSED).update(replaced_at=None)
    assert sources(project) == [PROPOSED, "gpt"]


def look(client, **more):
    query = {"codebook": 1, "question": "sentiment", "left": "gpt", "right": "human"} | more
    return client.get("/projects/reviews/compare/items/", query)


@pytest.mark.parametrize(("length", "opens", "is_cut"), [(60, False, False), (400, True, False), (5_000, True, True)])
def test_a_text_that_is_cut_is_read_on_where_it_stands(
    project, codebook, annotator, lead, signed_in, length, opens, is_cut
):
    text = ("word " * length)[: length - 4] + " end"
    sample = make_sample(project, text, "positive", source="gpt")
    answer(annotator, sample, "negative")
    page = look(signed_in(lead), row="positive", column="negative").text
    assert ("Read on" in page) is opens
    assert (text in page) is not is_cut
    assert ("The whole sample" in page) is is_cut
