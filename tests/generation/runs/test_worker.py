"""A run from its start to its last stored sample, over HTTP."""

import threading
from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection, connections

from generation.methods.content import content_hash
from generation.methods.verifiers.text_index import TextIndex
from generation.methods.verifiers.words import REASONS
from generation.models import Call, GateResult, MachineLabel, Origin, Run, RunState, Sample
from generation.runs.actions import rounds
from generation.runs.actions.lifecycle import cancel_run, pause_run, resume_run
from generation.runs.actions.worker import work_on
from generation.runs.api import run_json
from tests.annotation.conftest import add_samples
from tests.generation.runs.processes import killed_where, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def finished(run: Run, **more) -> Run:
    work_on(run.pk, **more)
    run.refresh_from_db()
    return run


def beside(action, *args) -> threading.Thread:
    """An action in a thread with its own connection."""

    def work() -> None:
        try:
            action(*args)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


@pytest.mark.scaled
def test_a_run_gives_as_many_samples_as_were_asked_for(peer, endpoint_at, start):
    run = finished(start(endpoint_at(peer)))
    assert (run.state, run.accepted, run.reason) == (RunState.DONE, 20, "")
    assert run.samples.count() == 20
    assert MachineLabel.objects.filter(sample__run=run).count() == 20
    assert run.claims.count() == 0


def test_samples_of_the_simulated_model_say_so(simulated, endpoint_at, start):
    run = finished(start(endpoint_at(simulated)))
    assert all(sample.simulated for sample in run.samples.all())


def test_a_run_whose_own_endpoint_leads_to_a_simulated_model_says_so_too(
    simulated, replay, project, endpoint_at, start, signed_in, lead
):
    run = start(endpoint_at(simulated))
    assert not run_json(run)["simulated"]
    assert run_json(finished(run))["simulated"]
    assert "simulated" in signed_in(lead).get("/projects/reviews/runs/").text
    project.endpoints.update(name="simulator")
    real = finished(start(endpoint_at(replay)))
    assert real.accepted
    assert not run_json(real)["simulated"]


@pytest.mark.scaled
def test_faults_cost_time_but_no_sample(peer, endpoint_at, start):
    peer.turn(rate_429=0.1, rate_500=0.1, rate_malformed=0.1, rate_refusal=0.05, rate_truncated=0.05, retry_header="ms")
    run = finished(start(endpoint_at(peer)))
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    assert run.calls == Call.objects.filter(run=run).count()
    assert Call.objects.filter(run=run).exclude(error="").exists()
    answers = Call.objects.filter(run=run, error="")  # of rows that the run's end sent back, too
    assert answers.values("row", "step").distinct().count() == answers.count()


@pytest.mark.scaled
def test_a_run_counts_why_candidates_and_requests_came_to_nothing(simulated, endpoint_at, start):
    simulated.turn(rate_500=0.2, rate_malformed=0.3, rate_refusal=0.1)
    run = finished(start(endpoint_at(simulated), count=80))
    rows = run.rows.filter(index__lt=run.settled)
    said = GateResult.objects.filter(row__in=rows, action="reject").values_list("gate", "reason")
    assert {(gate, why): n for gate, whys in run.turned_away.items() for why, n in whys.items()} == Counter(said)
    assert run.problems == Counter(run.call_log.exclude(error="").values_list("error", flat=True))
    assert run.problems
    assert run.pace[-1][1] <= run.accepted == 80


@pytest.mark.scaled
def test_what_is_there_already_is_read_before_the_project_is_locked(
    simulated, endpoint_at, start, project, monkeypatch
):
    """A project of many texts must stay open for imports and other runs while a worker reads them."""
    texts = [f"the film number {i} was long" for i in range(300)]
    Sample.objects.bulk_create(
        Sample(
            project=project, fields={"text": text}, content_hash=content_hash({"text": text}), origin=Origin.UNLABELLED
        )
        for text in texts
    )
    read, take_in = {}, TextIndex.add

    def add(index: TextIndex, text: str) -> None:
        read.setdefault(text, connection.in_atomic_block)
        take_in(index, text)

    monkeypatch.setattr(TextIndex, "add", add)
    run = start(endpoint_at(simulated), recipe="attrprompt", count=15, params={"values": 3, "dimensions": 2})
    assert finished(run).state == RunState.DONE
    assert {read[text] for text in texts} == {False}


@pytest.mark.parametrize("fault", ["quota", "hang"])
def test_trouble_that_waiting_cannot_help_pauses_the_run_with_the_reason(peer, endpoint_at, start, fault):
    peer.turn(**{f"rate_{fault}": 1})
    run = finished(start(endpoint_at(peer, timeout_s=1, concurrency=16)), patience_s=0.5)
    assert run.state == RunState.PAUSED
    assert {"quota": "no money", "hang": "does not answer"}[fault] in run.reason
    peer.turn(**{f"rate_{fault}": 0})
    assert resume_run(run=run)
    assert finished(run).state == RunState.DONE


def test_an_endpoint_that_accepts_no_request_pauses_the_run_after_some_with_its_message(simulated, endpoint_at, start):
    simulated.turn(rate_400=1)
    run = finished(start(endpoint_at(simulated, concurrency=4), count=300))
    assert run.state == RunState.PAUSED
    assert run.reason.startswith("The endpoint accepts no request: ")
    assert "This request is not accepted here." in run.reason
    assert 20 <= Call.objects.filter(run=run).count() < 30
    simulated.turn(rate_400=0)
    assert resume_run(run=run)
    run = finished(run)
    assert (run.state, run.accepted) == (RunState.DONE, 300)


def test_a_pause_that_many_rows_meet_is_logged_once(simulated, endpoint_at, start, caplog):
    simulated.turn(rate_400=1)
    assert finished(start(endpoint_at(simulated, concurrency=16), count=300)).state == RunState.PAUSED
    assert [record.msg["event"] for record in caplog.records if isinstance(record.msg, dict)].count("run_paused") == 1


def test_requests_that_are_not_accepted_now_and_then_cost_their_rows_alone(simulated, endpoint_at, start):
    simulated.turn(rate_400=0.5)
    run = finished(start(endpoint_at(simulated)))
    assert (run.state, run.accepted) == (RunState.DONE, 20)


def test_a_run_of_which_nothing_was_accepted_has_failed_and_says_why(simulated, endpoint_at, start):
    simulated.turn(rate_malformed=1)
    run = finished(start(endpoint_at(simulated), count=3))
    assert (run.state, run.accepted, run.failed) == (RunState.FAILED, 0, 0)
    rows = run.rows.filter(round=1)
    assert 64 <= rows.count() < 256
    why = REASONS[rows.values_list("reason", flat=True).distinct().get()]
    assert run.reason == f"No row was accepted: 0 failed, {rows.count()} were rejected. Most often: {why}"


def test_a_run_that_found_nothing_to_ask_about_has_failed_too(simulated, endpoint_at, start, project):
    """It gave nothing either; “done” would be read as: look at what it gave. Without anything to label it would not
    have begun: here people labelled all of it first."""
    texts = add_samples(project, 2, label="", origin=Origin.UNLABELLED)
    before, run = simulated.stats()["requests"], start(endpoint_at(simulated), recipe="annotate", count=3)
    Sample.objects.filter(pk__in=[text.pk for text in texts]).update(current_label="positive")
    finished(run)
    assert (run.state, run.accepted, simulated.stats()["requests"]) == (RunState.FAILED, 0, before)
    assert run.reason.startswith("Nothing was asked: there are no samples")


def test_so_has_one_that_ended_before_its_first_round(simulated, endpoint_at, start, monkeypatch):
    def nothing_to_begin_with(*_args):
        raise rounds.RoundEnds("There are no seeds to begin with.")

    monkeypatch.setattr(rounds, "prepare", nothing_to_begin_with)
    run = finished(start(endpoint_at(simulated)))
    assert (run.state, run.reason) == (RunState.FAILED, "There are no seeds to begin with.")


def test_an_address_that_is_not_allowed_pauses_the_run(simulated, endpoint_at, start, settings):
    run = start(endpoint_at(simulated))
    settings.SYNTHLAB_ALLOWED_LLM_HOSTS = []
    assert "SYNTHLAB_ALLOWED_LLM_HOSTS" in finished(run).reason
    assert run.state == RunState.PAUSED


def test_many_workers_give_what_one_gives(simulated, endpoint_at, start):
    endpoint = endpoint_at(simulated)
    alone = finished(start(endpoint, count=60))
    texts = sorted(alone.samples.values_list("fields__text", flat=True))
    Sample.objects.all().delete()
    together = start(endpoint, count=60)
    Run.objects.filter(pk=alone.pk).update(calls=0)  # no answers from the cache: each is asked for again
    for thread in [beside(work_on, together.pk) for _ in range(3)]:
        thread.join(30)
    together.refresh_from_db()
    assert sorted(together.samples.values_list("fields__text", flat=True)) == texts
    assert together.call_log.filter(error="").count() == together.call_log.values("row", "step").distinct().count()


def test_the_same_run_again_is_answered_from_the_cache(simulated, endpoint_at, start):
    endpoint = endpoint_at(simulated, price_in=1, price_out=1)
    first = finished(start(endpoint))
    Sample.objects.all().delete()
    before = simulated.stats()["requests"]
    again = finished(start(endpoint))
    assert simulated.stats()["requests"] == before
    assert (again.accepted, again.cost_usd) == (20, 0)
    assert first.cost_usd > 0


@pytest.mark.scaled
def test_a_pause_is_obeyed_within_a_second_and_a_resume_goes_on(simulated, endpoint_at, start):
    simulated.turn(latency_ms=50)
    run = start(endpoint_at(simulated, concurrency=2), count=200)
    worker = beside(work_on, run.pk)
    wait_for(lambda: Call.objects.filter(run=run).count() > 4)
    assert pause_run(run=run)
    worker.join(2)
    assert not worker.is_alive()
    run.refresh_from_db()
    assert run.state == RunState.PAUSED
    assert not run.rows.filter(state="claimed").exists()
    assert resume_run(run=run)
    run.count = 20
    run.save(update_fields=["count"])
    assert finished(run).state == RunState.DONE


def test_a_cancelled_run_keeps_what_it_had_and_asks_nothing_more(simulated, endpoint_at, start):
    simulated.turn(latency_ms=50)
    run = start(endpoint_at(simulated, concurrency=2), count=200)
    worker = beside(work_on, run.pk)
    wait_for(lambda: Sample.objects.filter(run=run).count() > 2)
    assert cancel_run(run=run)
    worker.join(2)
    asked = simulated.stats()["requests"]
    assert finished(run).state == RunState.CANCELLED
    assert simulated.stats()["requests"] == asked
    assert run.samples.count() > 2


@pytest.mark.scaled
def test_workers_together_never_spend_more_than_the_budget(simulated, endpoint_at, start):
    simulated.turn(latency_ms=20)
    endpoint = endpoint_at(simulated, price_in=Decimal(1), price_out=Decimal(4), concurrency=16)
    run = start(endpoint, count=500, budget_usd=Decimal("0.02"), params={"max_tokens": 200})
    for thread in [beside(work_on, run.pk) for _ in range(4)]:
        thread.join(30)
    run.refresh_from_db()
    paid = sum(Call.objects.filter(run=run).values_list("cost_usd", flat=True))
    assert run.state == RunState.PAUSED
    assert "budget" in run.reason
    assert Decimal("0.01") < run.cost_usd <= Decimal("0.02")
    assert run.cost_usd == paid
    assert run.reserved_usd == 0
    assert run.lost_usd == 0


def test_a_request_that_timed_out_may_be_billed_and_stays_out_of_the_budget(simulated, endpoint_at, start):
    simulated.turn(rate_hang=0.3)
    endpoint = endpoint_at(simulated, price_in=Decimal(1), price_out=Decimal(4), concurrency=8, timeout_s=1)
    run = finished(start(endpoint, count=30, budget_usd=Decimal(1), params={"max_tokens": 200}))
    timed_out = Call.objects.filter(run=run, error__startswith="timeout").count()
    assert (run.state, run.accepted) == (RunState.DONE, 30)
    assert timed_out > 0
    assert run.lost_usd >= timed_out * 200 * Decimal(4) / 1_000_000
    assert abs(run.reserved_usd) < Decimal("0.0000001")


@pytest.mark.kills
@pytest.mark.scaled
def test_a_worker_killed_at_any_moment_loses_and_repeats_nothing(simulated, endpoint_at, start):
    simulated.turn(latency_ms=100)
    run = start(endpoint_at(simulated, concurrency=8, price_in=1, price_out=1), count=40, budget_usd=Decimal(1))
    hanging = simulated.stats()["in_flight"]  # of tests before this one
    killed_where(run, lambda: Call.objects.filter(run=run).count() > 8)
    wait_for(lambda: simulated.stats()["in_flight"] <= hanging)  # it reads what the dead one had sent, and counts it
    stored = Call.objects.filter(run=run).count()
    asked = simulated.stats()["requests"]
    run = finished(run)
    assert (run.state, run.accepted, run.samples.count()) == (RunState.DONE, 40, 40)
    calls = Call.objects.filter(run=run, error="")
    assert calls.count() == calls.values("row", "step").distinct().count()
    # A slow machine may time one out, sent or not; it is asked again then, and each attempt is a row.
    made = Call.objects.filter(run=run).count() - stored
    assert simulated.stats()["requests"] - asked <= made, run.problems
    assert run.reserved_usd == 0
    assert run.cost_usd == sum(calls.values_list("cost_usd", flat=True))


def test_attrprompt_lists_its_values_first_and_keeps_them_with_each_sample(simulated, endpoint_at, start, project):
    run = finished(start(endpoint_at(simulated), recipe="attrprompt", count=15, params={"values": 3, "dimensions": 2}))
    assert (run.state, run.accepted) == (RunState.DONE, 15)
    assert project.attributes.exists()
    sample = run.samples.select_related("planned_row").first()
    assert sample.planned_row.condition["conditions"]
    assert sample.planned_row.calls.filter(step="write").get().request["messages"]


def test_annotate_labels_the_unlabelled_and_names_its_words(simulated, endpoint_at, start, project):
    texts = ["A wonderful, warm film.", "A dull and useless mess.", "I loved the story, simply brilliant."]
    Sample.objects.bulk_create(
        Sample(
            project=project, fields={"text": text}, content_hash=content_hash({"text": text}), origin=Origin.UNLABELLED
        )
        for text in texts
    )
    simulated.turn(label_noise=0)
    run = finished(start(endpoint_at(simulated), recipe="annotate", count=10))
    assert (run.state, run.accepted) == (RunState.DONE, 3)
    found = {label.sample.fields["text"]: label for label in MachineLabel.objects.select_related("sample")}
    assert [found[text].label for text in texts] == ["positive", "negative", "positive"]
    assert all(label.quote in text and 0 < label.probability <= 1 for text, label in found.items())
    assert Sample.objects.get(fields__text=texts[0]).current_label == "positive"
