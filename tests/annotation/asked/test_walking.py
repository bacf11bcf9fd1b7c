"""Rows to ask a model about are found without looking through the project."""

import pytest
from django.urls import reverse

from annotation.asked import walking
from annotation.asked.frames import rows_to_ask_again, rows_to_grade
from annotation.models import Signal
from generation.models import Codebook, MachineLabel, PlannedRow, Run, Sample
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def labelled(project, codebook, endpoint, samples):
    """A run that labelled five of forty rows, which carried no label before."""
    run = Run.objects.create(
        project=project, codebook=Codebook.objects.current(project), endpoint=endpoint, recipe="annotate",
        purpose="annotate", state="done", seed=1, count=5, accepted=5, setup={"endpoint": endpoint.facts()},
    )  # fmt: skip
    for index, sample in enumerate(samples[::8]):
        PlannedRow.objects.create(
            run=run, round=1, batch=1, index=index, source=sample, seed=index, state=PlannedRow.State.ACCEPTED
        )
        sample.machine_labels.all().delete()
        MachineLabel.objects.create(
            sample=sample, question=codebook.judged_name, source=f"{endpoint.name} #{run.pk}", label="positive"
        )
    return run


def again(project, run, which="chance", count=2) -> list[int]:
    return rows_to_ask_again(project, run, recipe="annotate", params={}, which=which, count=count)


def test_a_run_of_few_rows_is_looked_through_itself(
    project, labelled, samples, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(walking, "AT_ONCE", 5)
    with django_assert_max_num_queries(7):  # one of its five rows; the project's forty-one would take nine
        found = again(project, labelled, count=5)
    assert set(found) == {sample.pk for sample in samples[::8]}


def test_so_it_is_for_the_most_suspicious_of_them(project, labelled, samples):
    for place, sample in enumerate(samples):
        Signal.objects.create(project=project, sample=sample, name="suspicion", value=place / 40)
    assert again(project, labelled, "suspicious") == [samples[32].pk, samples[24].pk]


def test_and_for_those_that_people_answered(project, labelled, samples, annotator):
    answer(annotator, samples[8], "positive")
    answer(annotator, samples[9], "positive")
    assert again(project, labelled, "answered") == [samples[8].pk]


@pytest.fixture
def of_few(monkeypatch):
    """So few rows may be looked at that the run has more."""
    monkeypatch.setattr(walking, "LOOKED_AT", 4)
    monkeypatch.setattr(walking, "TIMES", 1)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_of_a_run_of_more_rows_a_part_of_its_own_is_looked_through(project, labelled, samples, of_few, count):
    own = {sample.pk for sample in samples[::8]}
    found = again(project, labelled, count=count)
    assert len(found) == count, "each of the run's rows carries its label, and a fifth of the project's does"
    assert set(found) < own


def test_which_part_it_is_depends_on_the_turn_and_no_row_of_it_is_passed_by(labelled, samples):
    own = {sample.pk for sample in samples[::8]}
    parts = [walking.of_a_run(labelled, 2, turn=f"{turn}") for turn in range(40)]
    assert all(len(part) == len(set(part)) == 2 for part in parts)
    assert set().union(*parts) == own
    assert parts[0] == walking.of_a_run(labelled, 2, turn="0")


def test_a_run_that_wrote_its_rows_is_walked_the_same_way(project, labelled, samples):
    Run.objects.filter(pk=labelled.pk).update(purpose="generate")
    labelled.refresh_from_db()
    own = {sample.pk for sample in samples[::8]}
    Sample.objects.filter(pk__in=own).update(run=labelled)
    parts = [walking.of_a_run(labelled, 2, turn=f"{turn}") for turn in range(60)]
    assert all(len(set(part)) == 2 and set(part) < own for part in parts)
    assert set().union(*parts) == own


def test_suspicious_rows_of_a_large_run_are_found_where_others_are_the_project_s_most_suspicious(
    project, labelled, samples, of_few
):
    for place, sample in enumerate(samples):
        is_own = place % 8 == 0
        Signal.objects.create(project=project, sample=sample, name="suspicion", value=place / 100 + (not is_own) / 2)
    found = again(project, labelled, "suspicious", count=4)
    assert len(found) == 2, "half of what may be looked at is of the run itself"
    assert set(found) < {sample.pk for sample in samples[::8]}
    assert found == sorted(found, reverse=True), "the more suspicious first"


def test_where_the_run_has_the_project_s_most_suspicious_rows_these_come_first(project, labelled, samples, of_few):
    for place, sample in enumerate(samples):
        Signal.objects.create(project=project, sample=sample, name="suspicion", value=place / 100 + (place == 16) / 2)
    assert again(project, labelled, "suspicious", count=1) == [samples[16].pk]


def test_the_page_says_so_of_a_run_that_is_looked_at_in_part(project, labelled, signed_in, lead):
    told = "a part may be looked at"
    address = reverse("annotation:asked", args=[project.slug])
    assert told not in signed_in(lead).get(address).text
    Run.objects.filter(pk=labelled.pk).update(accepted=walking.LOOKED_AT + 1)
    assert told in signed_in(lead).get(address).text


def test_what_people_answered_of_a_large_run_is_found_among_the_newest_answers(
    project, labelled, samples, annotator, of_few
):
    answer(annotator, samples[8], "positive")
    assert again(project, labelled, "answered") == [samples[8].pk]


def test_no_more_rows_are_looked_at_than_it_takes(project, samples, monkeypatch, django_assert_num_queries):
    order = [sample.pk for sample in samples]
    monkeypatch.setattr(walking, "AT_ONCE", 4)
    with django_assert_num_queries(2):
        assert walking.first_of(order, Sample.objects.all(), 8) == order[:8]
    with django_assert_num_queries(4):  # every other one
        assert walking.first_of(order, Sample.objects.filter(pk__in=order[::2]), 8) == order[:16:2]


def test_and_never_more_than_a_bounded_number(project, samples, monkeypatch):
    monkeypatch.setattr(walking, "LOOKED_AT", 10)
    monkeypatch.setattr(walking, "TIMES", 2)
    assert len(rows_to_grade(project, "toxicity", which="chance", count=5)) == 5
    Sample.objects.exclude(pk=samples[0].pk).update(state="rejected")
    assert len(walking.by_chance(project, walking.farthest(1), turn="")) == 10
    assert len(walking.by_chance(project, walking.farthest(8), turn="")) == 16


def test_each_asking_begins_elsewhere_and_passes_no_row_by(project, samples):
    everything = set(Sample.objects.values_list("pk", flat=True))
    orders = [walking.by_chance(project, 100, turn=f"quality {turn}") for turn in range(9)]
    assert all(set(order) == everything and len(order) == len(everything) for order in orders)
    assert len({order[0] for order in orders}) > 1
    assert walking.by_chance(project, 100, turn="quality 0") == orders[0]
