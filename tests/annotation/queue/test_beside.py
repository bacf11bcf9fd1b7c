"""A person answers while an import, or a run, is in the middle of the same sample: the person's label stays."""

import threading
from contextlib import contextmanager

import pytest
from django.db import connections

from annotation.models import Item
from annotation.queue.actions import settle
from annotation.queue.actions.answer import submit
from annotation.queue.actions.dispense import hand_out
from annotation.queue.actions.pull import pull
from annotation.queue.actions.undo import undo
from generation.endpoints.simulated import simulated_endpoint
from generation.models import LabelSource, MachineLabel, Sample
from generation.runs.actions import accepting
from generation.runs.actions.lifecycle import start_run
from generation.runs.actions.worker import work_on
from generation.support import merge
from tests.generation.support.bringing import bring

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]

TEXT = {"text": "A film."}


@pytest.fixture
def assignment(project, codebook, policy, annotator):
    """One text without a label, in the hands of a person."""
    bring(project, [TEXT])
    pull(project=project)
    return hand_out(project=project, user=annotator)


@contextmanager
def beside():
    """`start(work)` runs on a connection of its own and has a second to be first; whether it waits, a lock says."""
    threads, problems = [], []

    def start(work):
        def run():
            try:
                work()
            except BaseException as problem:
                problems.append(problem)
            finally:
                connections.close_all()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        threads[-1].join(1)

    yield start
    assert threads, "the moment never came"
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    if problems:
        raise problems[0]


def held() -> tuple[str, str]:
    return Sample.objects.values_list("current_label", "label_source").get()


def test_an_answer_beside_an_import_stays(project, assignment, monkeypatch):
    write = merge._write
    with beside() as start:

        def answered_meanwhile(*given):
            start(lambda: submit(assignment=assignment, answers={"sentiment": "positive"}))
            return write(*given)

        monkeypatch.setattr(merge, "_write", answered_meanwhile)
        bring(project, [TEXT | {"label": "negative"}], source="model")
    assert held() == ("positive", LabelSource.PERSON)
    assert Item.objects.get().state == Item.State.ANSWERED
    assert MachineLabel.objects.get().label == "negative"


def test_an_answer_beside_a_run_stays(project, assignment, lead, monkeypatch):
    run = start_run(project=project, recipe="annotate", count=1, endpoint=simulated_endpoint(project), by=lead)
    note, said = accepting.Accepting._note_on_item, []
    with beside() as start:

        def answered_meanwhile(chunk, sample, state, answers, *more):
            said.append("negative" if answers["sentiment"] == "positive" else "positive")
            start(lambda: submit(assignment=assignment, answers={"sentiment": said[0]}))
            return note(chunk, sample, state, answers, *more)

        monkeypatch.setattr(accepting.Accepting, "_note_on_item", answered_meanwhile)
        work_on(run.pk)
    assert held() == (said[0], LabelSource.PERSON)
    assert MachineLabel.objects.get().label != said[0]


def test_a_reference_imported_while_an_answer_is_taken_back_holds(project, assignment, monkeypatch):
    bring(project, [TEXT | {"label": "negative"}], source="model")
    answer = submit(assignment=assignment, answers={"sentiment": "negative"})
    read = settle.machine_answer
    with beside() as start:

        def imported_meanwhile(sample):
            start(lambda: bring(project, [TEXT | {"label": "positive", "origin": "gold"}]))
            return read(sample)

        monkeypatch.setattr(settle, "machine_answer", imported_meanwhile)
        undo(annotation=answer)
    assert held() == ("positive", LabelSource.REFERENCE)
