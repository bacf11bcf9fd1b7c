"""A model grades rows: what it says stays in its run, and the next score makes signals of it."""

import pytest
from django.core.exceptions import ValidationError

from annotation.asked.frames import labels_by, rows_to_grade
from annotation.asked.sweeps import score_what_was_graded
from annotation.curation.filters import Filters
from annotation.curation.selection import select
from annotation.filters.given import given_labels
from annotation.filters.table import table_of
from annotation.machine.asking import TASK, enqueue_score
from annotation.models import Signal, Student
from annotation.samples.explained import explained
from generation.children import carry_out_open_jobs
from generation.models import Job, MachineLabel, RunPurpose, RunState, Sample
from generation.runs.actions.replay import replay
from generation.runs.actions.worker import work_on
from tests.annotation.asked.conftest import OTHER, WRONG
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db(transaction=True)


def done(run):
    work_on(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    return run


def scored(project):
    enqueue_score(project)
    carry_out_open_jobs()


def test_grades_become_a_signal_and_touch_nothing_else(project, samples, ask):
    before = list(Sample.objects.order_by("pk").values())
    run = done(ask())
    assert (run.purpose, run.accepted, run.cost_usd > 0) == (RunPurpose.JUDGE, 40, True)
    assert list(Sample.objects.order_by("pk").values()) == before
    assert MachineLabel.objects.exclude(source="import").count() == 0
    scored(project)
    graded = dict(Signal.objects.filter(name="llm_quality").values_list("sample", "value"))
    assert len(graded) == 40
    wrong = {samples[number].pk for number in WRONG}
    assert {pk for pk, value in graded.items() if value > 0.5} == wrong
    one = Signal.objects.get(sample=samples[WRONG[0]], name="llm_quality")
    assert explained(one.name, one.value, one.detail).startswith("Graded ")
    assert all(said.equal for row in run.rows.filter(round=1)[:3] for said in replay(row))


def test_the_preset_of_alpagasus_goes_by_them(project, codebook, samples, ask):
    done(ask(count=5))
    scored(project)
    rows = select(project, Filters(), codebook).rows
    grades = table_of(project, rows, ["negative", "positive"], given_labels(rows, codebook.judged_name)).grades
    assert ((grades >= 0) & (grades <= 5)).sum() == 5


def test_a_grade_is_of_the_label_that_the_row_had(project, samples, ask):
    done(ask())
    changed = samples[0]
    MachineLabel.objects.filter(sample=changed).update(label=OTHER[changed.current_label])
    scored(project)
    assert not Signal.objects.filter(name="llm_quality", sample=changed).exists()
    assert Signal.objects.filter(name="llm_quality").count() == 39


def test_each_thing_is_asked_about_for_itself_and_once(project, samples, ask):
    done(ask("toxicity", count=10))
    assert len(rows_to_grade(project, "toxicity", which="chance", count=100)) == 31  # with the seed
    assert len(rows_to_grade(project, "toxicity", which="chance", count=100, again=True)) == 41
    assert len(rows_to_grade(project, "quality", which="chance", count=100)) == 40
    done(ask("confidence", count=10))
    scored(project)
    spoken = set(Signal.objects.filter(sample__project=project).values_list("name", flat=True))
    assert {"llm_toxicity", "llm_verbalised"} <= spoken
    assert "llm_quality" not in spoken


def test_suspicious_rows_come_first_and_answered_ones_are_found(project, samples, ask, annotator):
    answer(annotator, samples[4], "negative")
    assert list(rows_to_grade(project, "quality", which="answered", count=9)) == [samples[4].pk]
    assert rows_to_grade(project, "quality", which="suspicious", count=9) == {}  # nothing is scored
    scored(project)
    suspicion = dict(Signal.objects.filter(name="suspicion").values_list("sample", "value"))
    first = list(rows_to_grade(project, "quality", which="suspicious", count=9))
    assert [suspicion[pk] for pk in first] == sorted(suspicion.values(), reverse=True)[:9]


def test_rows_without_a_label_take_no_place_of_those_with_one(project, samples, codebook):
    assert len(rows_to_grade(project, "quality", which="chance", count=100)) == 40  # the seed has none of a model
    assert all(len(rows_to_grade(project, "quality", which="chance", count=count)) == count for count in range(1, 41))


def test_once_a_run_has_ended_the_signals_follow_by_themselves(project, samples, ask):
    assert score_what_was_graded() == 0
    done(ask(count=3))
    assert score_what_was_graded() == 1
    assert Job.objects.filter(task=TASK).count() == 1
    carry_out_open_jobs()
    assert score_what_was_graded() == 0


def test_what_grades_are_worth_is_held_against_answers_and_marked_where_those_were_chosen(
    project, samples, ask, annotator, signed_in, lead
):
    for number in (*WRONG, 5, 6, 7, 8):
        answer(annotator, samples[number], "positive" if number % 2 else "negative")
    done(ask())
    scored(project)
    worth = Student.objects.get().metrics["grades"]
    assert (worth["rows"], worth["answered"], worth["threshold"]) == (40, 8, None)
    assert (worth["kept"]["value"], worth["dropped"]["value"]) == (1, 0)
    assert worth["correlation"] > 0.8
    assert (worth["basis"], worth["drawn"]) == ("chosen", 0)
    page = signed_in(lead).get(f"/projects/{project.slug}/grades/").content.decode()
    assert "Of rows chosen for being suspicious: chance drew 0 of" in page
    assert page.count("Too few: rows 4, needed 20.") == 2
    assert "100.0%" not in page


def test_what_does_not_fit_is_told_and_starts_nothing(project, samples, ask):
    for wrong in ({"dimension": "beauty"}, {"which": "all"}, {"count": 0}, {"count": 10_001}):
        with pytest.raises(ValidationError):
            ask(**wrong)
    assert not project.runs.exists()
    ask(count=3)
    with pytest.raises(ValidationError, match="already"):
        ask(count=3)


def test_a_model_that_has_labelled_rows_would_grade_itself(project, samples, ask, endpoint):
    assert not labels_by(project, endpoint.model)
    run = done(ask(count=2))
    run.purpose = RunPurpose.ANNOTATE
    run.save(update_fields=["purpose"])
    assert labels_by(project, endpoint.model)
