"""Which samples a run of “annotate” takes: those that nobody has labelled yet, or every one."""

import pytest
from django.urls import reverse

from generation.endpoints.simulated import simulated_endpoint
from generation.models import LabelSource, MachineLabel, Origin, PlannedRow, Run, RunState, Sample
from generation.runs.actions.known import items as known_items
from generation.runs.actions.worker import work_on
from generation.runs.frames.items import items, next_items
from tests.annotation.conftest import add_samples

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def texts(project):
    """Five texts that came without a label; a model has labelled the first two since, a person the third."""
    samples = add_samples(project, 5, label="", origin=Origin.UNLABELLED)
    for sample, source in zip(samples, [LabelSource.MACHINE, LabelSource.MACHINE, LabelSource.PERSON], strict=False):
        sample.current_label, sample.label_source = "positive", source
        sample.save()
        if source == LabelSource.MACHINE:
            MachineLabel.objects.create(sample=sample, question="sentiment", source="run:1", label="positive")
    return samples


def taken(project, which="unlabelled", **more) -> list[int]:
    return [int(item.id) for item in items(project, which, 100, **more)]


def test_the_unlabelled_are_those_without_a_label_today(project, texts):
    assert taken(project) == [texts[3].pk, texts[4].pk]
    assert taken(project, "all") == [sample.pk for sample in texts]


def test_the_imported_are_those_that_no_run_wrote(simulated, endpoint_at, start, project, texts):
    run = start(endpoint_at(simulated), count=3)
    work_on(run.pk)
    assert len(taken(project, "all")) == 8
    assert taken(project, "imported") == [sample.pk for sample in texts]


def test_what_the_student_says_is_no_label(project, texts):
    MachineLabel.objects.create(sample=texts[3], question="sentiment", source="student", label="positive")
    assert texts[3].pk in taken(project)


def test_another_question_has_labels_of_its_own(project, texts):
    """A model that answered the first question can still be asked the second; where a person answered, nobody is."""
    MachineLabel.objects.create(sample=texts[4], question="length", source="run:2", label="short")
    assert taken(project, question="length") == [texts[0].pk, texts[1].pk, texts[3].pk]


def test_the_page_offers_as_many_as_there_are(project, codebook, lead, signed_in, texts):
    simulated_endpoint(project)
    page = signed_in(lead).get(reverse("generation:recipe-detail", args=["reviews", "annotate"]))
    assert page.context["form"]["count"].value() == 2
    assert "Review 3" in page.content.decode()
    assert "Review 0" not in page.content.decode()


def test_a_second_run_labels_what_came_since(simulated, endpoint_at, start, project):
    endpoint = endpoint_at(simulated)
    add_samples(project, 3, label="", origin=Origin.UNLABELLED)
    runs = []
    for more in (0, 2):
        add_samples(project, more, label="", origin=Origin.UNLABELLED, start=3)
        runs.append(start(endpoint, recipe="annotate", count=3))
        work_on(runs[-1].pk)
        runs[-1].refresh_from_db()
    assert [(run.state, run.accepted) for run in runs] == [(RunState.DONE, 3), (RunState.DONE, 2)]


def test_a_run_that_has_used_them_up_says_so(simulated, endpoint_at, start, texts):
    run = start(endpoint_at(simulated), recipe="annotate", count=9)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == (RunState.DONE, 2)
    assert "are used up" in run.reason


def test_a_run_takes_what_was_there_when_it_started(simulated, endpoint_at, start, project, texts):
    """What another run writes, or somebody imports, while it waits for its turn is left to the next run."""
    endpoint = endpoint_at(simulated)
    labelling = start(endpoint, recipe="annotate", count=9)
    writing = start(endpoint, count=3)
    add_samples(project, 1, label="", origin=Origin.UNLABELLED, start=5)
    work_on(writing.pk)
    Sample.objects.filter(run=writing).update(current_label="")  # as by a recipe that writes texts alone
    work_on(labelling.pk)
    labelling.refresh_from_db()
    assert (labelling.state, labelling.accepted) == (RunState.DONE, 2)
    labelled = PlannedRow.objects.filter(run=labelling, source__isnull=False)
    assert set(labelled.values_list("source", flat=True)) == {texts[3].pk, texts[4].pk}


def test_its_rounds_know_of_no_later_ones_either(simulated, endpoint_at, start, project, texts):
    run = start(endpoint_at(simulated), recipe="annotate", count=9)
    add_samples(project, 2, label="", origin=Origin.UNLABELLED, start=5)
    assert {int(item.id) for item in known_items(run)} <= {text.pk for text in texts}


def test_one_that_started_before_this_was_frozen_takes_all(simulated, endpoint_at, start, project, texts):
    run = start(endpoint_at(simulated), recipe="annotate", count=9)
    Run.objects.filter(pk=run.pk).update(setup={k: v for k, v in run.setup.items() if k != "items_to"})
    run.refresh_from_db()
    (later,) = add_samples(project, 1, label="", origin=Origin.UNLABELLED, start=5)
    assert later.pk in [int(item.id) for item in next_items(run, "unlabelled", 9)]
