"""What is held out to judge a draft is in no figure of the comparison, and the page says how many that are."""

import pytest
from django.utils import timezone

from annotation.compare.actions import compare_report, pair_report
from annotation.curation.quality import student_accuracy
from annotation.models import Annotation, Half, Resolution, TrialItem, TrialSplit
from generation.children import carry_out_open_jobs
from generation.models import MachineLabel
from tests.annotation.making import answer, distinct_text, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def answered(project, codebook, annotator):
    """Ten that the model calls positive and people negative, ten on which both agree; by the student all negative."""
    samples = [make_sample(project, distinct_text(i), "positive", source="gpt") for i in range(20)]
    MachineLabel.objects.update(rule="R1")
    for i, sample in enumerate(samples):
        machine_label(sample, "negative", source="student")
        answer(annotator, sample, "negative" if i < 10 else "positive", rule="R1")
    return samples


@pytest.fixture
def split(answered, project, codebook, lead):
    """Four on which they differ are to judge a draft."""
    split = TrialSplit.objects.create(project=project, base=codebook, question="sentiment", seed=1, created_by=lead)
    for sample in answered[:4]:
        TrialItem.objects.create(split=split, item=sample.item, half=Half.HELD_OUT, label="negative")
    return split


def compared(project) -> dict:
    return compare_report(project, {"codebook": 1})


def pair_of(report: dict, left: str, right: str) -> dict:
    return next(one for one in report["questions"][0]["pairs"] if (one["left"], one["right"]) == (left, right))


def test_the_totals_count_none_of_them(split, project):
    report = compared(project)
    with_people = pair_of(report, "gpt", "human")
    assert report["held_out"] == 4
    assert (with_people["answered"]["n"], with_people["blind"]["n"], with_people["answered"]["value"]) == (
        16,
        16,
        0.625,
    )
    assert sorted(with_people["cells"]) == [["positive", "negative", 6], ["positive", "positive", 10]]
    assert pair_of(report, "gpt", "student")["all"]["n"] == 16
    three = report["questions"][0]["three"]["gpt"]
    assert three["rules"][0]["items"] == 16
    assert {pair["all"]["n"] for pair in three["rules"][0]["pairs"] if "all" in pair} == {16}


def test_whatever_people_say_of_them_the_report_is_the_same(split, project):
    before = compared(project)
    held = [place.item_id for place in TrialItem.objects.all()]
    other = {"sentiment": "positive"}
    Annotation.objects.filter(item__in=held).update(answers=other, rule="")
    Resolution.objects.filter(item__in=held).update(answers=other)
    assert compared(project) == before


def test_two_sides_on_demand_and_the_students_own_figure_leave_them_out_too(split, project, codebook):
    asked = {"codebook": 1, "question": "sentiment", "left": "gpt", "right": "person:anna"}
    report = pair_report(project, asked)
    assert (report["held_out"], report["answered"]["n"]) == (4, 16)
    assert student_accuracy(project, codebook)["answered"]["n"] == 16


def test_once_they_have_judged_they_count_again(split, project):
    TrialSplit.objects.update(spent_at=timezone.now())
    report = compared(project)
    assert (report["held_out"], pair_of(report, "gpt", "human")["answered"]["n"]) == (0, 20)


def test_the_page_says_how_many_are_left_out(split, lead, signed_in):
    client = signed_in(lead)
    client.get("/projects/reviews/compare/")
    carry_out_open_jobs()
    page = client.get("/projects/reviews/compare/").text
    assert "4 items are held out to judge a draft of the codebook, and are in no number here until they have." in page
