"""Which labels people agree on, where an answer holds several of them or marks; other kinds have none to tell of."""

import pytest

from annotation.agreement.actions import agreement_report
from annotation.models import ReviewPolicy
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from generation.children import carry_out_open_jobs
from generation.models import Sample
from tests.browser.annotation.asking import add, publish

pytestmark = pytest.mark.django_db

#: Of four items: what the first person gave, and what the second.
TAGS = [(["late"], ["late", "lost"]), (["lost"], ["lost"]), (["late"], ["lost"]), ([], [])]
LATE = 1 - 7 * 1 / (3 * 5)  # Krippendorff: 8 values, 3 of them "late", one pair that differs
LOST = 1 - 7 * 2 / (4 * 4)


def as_marks(labels: list[str]) -> list[dict]:
    return [{"start": place, "end": place + 1, "label": label} for place, label in enumerate(labels)]


@pytest.fixture
def questions(project, lead, annotator, annotator2):
    """The stored numbers by question."""
    ReviewPolicy.objects.create(project=project, overlap_share=1.0, suggestion="hidden")
    publish(
        project,
        lead,
        {"name": "tags", "type": "multi_label", "labels": ["late", "lost", "rude"], "options": {"least": 0}},
        {"name": "marks", "type": "spans", "labels": ["late", "lost", "rude"], "options": {"least": 0}},
        {"name": "mood", "type": "rating"},
    )
    add(project, *({"text": f"Where is parcel {n}?"} for n in range(len(TAGS))))
    place = {pk: n for n, pk in enumerate(Sample.objects.order_by("pk").values_list("pk", flat=True))}
    for person, user in enumerate((annotator, annotator2)):
        while assignment := hand_out(project=project, user=user):
            labels = TAGS[place[assignment.item.sample_id]][person]
            submit(assignment=assignment, answers={"tags": labels, "marks": as_marks(labels), "mood": 3})
    return {question["name"]: question for question in agreement_report(project, {})["codebooks"][0]["questions"]}


@pytest.mark.parametrize("name", ["tags", "marks"])
def test_each_label_is_held_against_all_others(questions, name):
    told = {row["label"]: (row["answers"], row["alpha"]["value"]) for row in questions[name]["labels"]}
    assert told["late"] == (3, pytest.approx(LATE))
    assert told["lost"] == (4, pytest.approx(LOST))
    assert told["rude"] == (0, None), "nobody gave it: nothing is said of it"
    assert questions[name]["coefficients"]["percent"]["value"] == 0.5, "as a whole"


def test_a_kind_without_labels_tells_of_none(questions):
    assert questions["mood"]["labels"] == []
    assert questions["mood"]["coefficients"]["percent"]["value"] == 1.0


def test_the_page_says_what_is_equal_and_draws_labels_where_there_are_some(questions, project, lead, signed_in):
    browser, page = signed_in(lead), "/projects/reviews/agreement/"
    browser.get(page)
    carry_out_open_jobs()
    tags, mood = (browser.get(page, {"question": name}).content.decode() for name in ("tags", "mood"))
    assert "the same as a whole" in tags
    assert "By label" in tags
    assert "alpha of whether each label was chosen" in tags
    assert "By label" not in mood
    assert "By pair of people" in mood
