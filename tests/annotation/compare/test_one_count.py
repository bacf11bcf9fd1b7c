"""What people said is counted once: comparison, signals and dataset card speak of the same rows and the same labels."""

import pytest
from django.urls import reverse

from annotation.certificate.actions import freeze
from annotation.compare.actions import compare_report
from annotation.curation.filters import Filters
from annotation.dashboard.actions import dashboard_report
from annotation.datasets.opening import enqueue_cut, open_version
from annotation.machine.asking import enqueue_score
from annotation.models import Item, ReviewPolicy, Stream, Student
from annotation.queue.actions.answer import submit
from annotation.queue.actions.decide import decide, send_back
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.handback import flag
from annotation.queue.actions.undo import undo
from generation.children import carry_out_open_jobs
from generation.models import LabelSource, Sample, SampleState
from generation.models.machine import STUDENT
from tests.annotation.making import distinct_text, make_sample

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(project, codebook, lead):
    """Forty labelled rows; an audit is open, and every item of the queue goes to two people."""
    for i in range(40):
        make_sample(project, distinct_text(i), ("negative", "positive")[i % 2], source="gpt")
    Item.objects.all().delete()  # the queue makes its own
    ReviewPolicy.objects.create(project=project, audit_open=True, audit_share=0.5, overlap_share=1.0)
    freeze(project=project, lead=lead, risk=0.05, reference_rule="one_blind")
    enqueue_score(project)
    carry_out_open_jobs()


@pytest.fixture
def take(project):
    """`take(user, "positive")`: that person's next item is answered so."""

    def answer_next(user, label, **more):
        return submit(assignment=hand_out(project=project, user=user, **more), answers={"sentiment": label})

    return answer_next


@pytest.fixture
def reviewed(asked, project, codebook, lead, annotator, annotator2, take):
    """Agreed, open, disputed, taken back, flagged by the second person and left there, decided by a lead, sent back by
    a lead: each way that answers can end."""
    for _turn in range(10):
        take(annotator, "positive")
    for turn in range(7):
        take(annotator2, "negative" if turn < 2 else "positive")
    undo(annotation=take(annotator, "positive"))
    for settled in ("left to a lead", "decided", "sent back"):
        assignment = hand_out(project=project, user=annotator2)
        flag(assignment=assignment, reason="odd")
        item = Item.objects.get(pk=assignment.item_id)
        if settled == "decided":
            decide(item=item, lead=lead, codebook=codebook, answers={"sentiment": "negative"}, reason="clear to me")
        elif settled == "sent back":
            send_back(item=item, lead=lead)
    enqueue_score(project)
    carry_out_open_jobs()


def pair_of(project, codebook) -> dict:
    [question] = compare_report(project, {"codebook": codebook.number})["questions"]
    return next(pair for pair in question["pairs"] if (pair["left"], pair["right"]) == (STUDENT, "human"))


def test_comparison_signals_and_card_say_the_same_of_student_and_people(reviewed, project, codebook, lead):
    version = open_version(project=project, filters=Filters(), note="", by=lead)
    enqueue_cut(version)
    carry_out_open_jobs()
    version.refresh_from_db()
    assert Sample.objects.filter(state=SampleState.NEEDS_PERSON, label_source=LabelSource.PERSON).count() == 1
    compared, card = pair_of(project, codebook)["answered"], version.card["student"]
    signals = Student.objects.filter(project=project).first().metrics["answers"]
    home = dashboard_report(project, {})["student"]["answered"]
    assert compared["n"] == signals["n"] == card["n"] == home["n"] > 0
    assert compared["value"] == signals["value"] == card["accuracy"]
    assert compared["drawn"] == signals["drawn"] == card["drawn"]


def test_a_drawn_row_that_waits_for_another_person_is_drawn_wherever_it_is_counted(
    asked, project, codebook, take, annotator
):
    for _turn in range(12):
        take(annotator, "positive")
    enqueue_score(project)
    carry_out_open_jobs()
    waiting = Item.objects.filter(project=project, stream=Stream.AUDIT, answers=1).exclude(state=Item.State.ANSWERED)
    assert waiting.exists()
    signals = Student.objects.filter(project=project).first().metrics["answers"]
    compared = pair_of(project, codebook)["answered"]
    assert (compared["n"], compared["drawn"]) == (signals["n"], signals["drawn"])
    assert signals["drawn"] > 0


def test_a_row_is_drawn_by_how_it_was_first_asked_whoever_answers_again(
    asked, project, codebook, take, annotator, annotator2
):
    for person in (annotator, annotator2):
        for _turn in range(6):
            take(person, "positive")
    first = Item.objects.filter(project=project, answers__gt=0, stream=Stream.AUDIT).count()
    assert pair_of(project, codebook)["answered"]["drawn"] == first > 0


def test_a_cell_opens_as_many_rows_as_it_counts_with_who_decided(reviewed, project, codebook, signed_in, viewer):
    look = signed_in(viewer).get
    query = {"codebook": 1, "question": "sentiment", "left": "gpt", "right": "human"}
    cells = next(pair for pair in compare_report(project, {"codebook": 1})["questions"][0]["pairs"])["cells"]
    shown = [
        look(reverse("annotation:compare-items", args=[project.slug]), query | {"row": row, "column": column}).text
        for row, column, _count in cells
    ]
    assert [page.count('<td class="text">') for page in shown] == [count for _row, _column, count in cells]
    assert any("clear to me" in page for page in shown)
