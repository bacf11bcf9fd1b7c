"""Rounds that are prepared from what settled: the same samples for any number of workers, and after a kill."""

import pytest

from generation.methods.content import content_hash
from generation.methods.schedules.gold import halves
from generation.models import Call, LabelSource, Origin, Round, Run, RunState, Sample, SampleState
from generation.runs.actions import worker
from generation.runs.actions.known import gold
from generation.runs.actions.lifecycle import resume_run
from generation.runs.actions.rounds import RoundEnds, prepare
from generation.runs.actions.worker import work_on
from generation.runs.prepared import prepared
from tests.generation.runs.processes import by_two, killed_where

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: Words that the simulated model does not use of itself, so that a student of its texts knows nothing of them.
THINGS = ("regatta", "glacier", "compiler", "embargo", "javelin", "router", "fishery", "kernel", "relay", "visa")


@pytest.fixture
def gold_samples(project):
    """Forty-eight gold samples; of half of them a student of usual reviews can only guess the label."""
    made = []
    for i in range(48):
        label, said = (("positive", "a warm and funny film"), ("negative", "a dull and useless mess"))[i % 2]
        text = f"It is {said}, take {i}." if i % 4 < 2 else f"{THINGS[i % 10]} number {i} and the {THINGS[i // 5]}."
        fields = {"text": text}
        known = {"content_hash": content_hash(fields), "reference": label}
        made.append(Sample(project=project, fields=fields, origin=Origin.GOLD, **known))
    return Sample.objects.bulk_create(made)


@pytest.fixture
def begin(simulated, endpoint_at, start, gold_samples, database):
    """Start a run of S3; one that was there before is forgotten with all that it left."""

    def make(rounds: int = 2) -> Run:
        endpoint = endpoint_at(simulated) if not Run.objects.exists() else _forgotten()
        return start(endpoint, recipe="s3", count=40, seed=11, params={"reasons": 4, "rounds": rounds})

    return make


def _forgotten():
    run = Run.objects.select_related("endpoint", "project").get()
    Sample.objects.filter(run=run).delete()
    run.project.attributes.all().delete()
    endpoint = run.endpoint
    run.delete()
    return endpoint


def finished(run: Run) -> Run:
    work_on(run.pk)
    run.refresh_from_db()
    return run


def came_to(run: Run) -> list[tuple]:
    """All that depends on the plan: each sample with its place in it, and the notes of each round."""
    rows = run.samples.order_by("planned_row__round", "planned_row__index")
    made = list(rows.values_list("planned_row__round", "planned_row__index", "fields", "current_label"))
    return made + list(run.rounds.values_list("number", "target", "accepted", "report__errors_by_label"))


def in_round(run: Run, number: int) -> bool:
    return Run.objects.filter(pk=run.pk, round=number).exists()


def test_rounds_after_the_first_extend_errors_on_the_used_half(begin):
    run = finished(begin())
    assert run.state == RunState.DONE
    first, second, third = run.rounds.all()
    assert first.accepted == first.target == 20
    report = second.report
    assert report["learned_from"] == 20
    assert sum(report["errors_by_label"].values()) > 3
    assert second.accepted > 0
    assert third.report["learned_from"] == 20 + second.accepted
    used = {demo.sample_id for demo in halves(gold(run))[0]}
    parents = {name for row in run.rows.filter(round=2) for name in row.condition["extra"]["parents"]}
    assert parents
    assert parents <= used
    assert run.accepted == run.samples.count() == sum(one.accepted for one in run.rounds.all())


def test_a_round_begins_and_a_run_ends_without_waiting_for_the_next_look(begin, rounds_here, monkeypatch):
    """Every look at what others did comes an hour late; what this worker did itself it knows."""
    monkeypatch.setattr(worker, "TICK_S", 3600.0)
    run = finished(begin())
    assert (run.state, run.rounds.count()) == (RunState.DONE, 3)


@pytest.mark.kills
@pytest.mark.scaled
@pytest.mark.timeout(900)
def test_two_workers_and_killed_ones_come_to_the_same_samples_as_one(begin, simulated, rounds_here):
    """Those that are killed prepare in a child, as workers do, and those that are not in this process."""
    alone = came_to(finished(begin(rounds=1)))
    run = by_two(begin(rounds=1))
    assert (run.state, came_to(run)) == (RunState.DONE, alone)
    simulated.turn(latency_ms=60)
    run = begin(rounds=1)
    of_first = Call.objects.filter(run=run, row__round=1, error="")
    killed_where(run, lambda: of_first.count() >= 5)
    killed_where(run, lambda: in_round(run, 2))  # its preparation has just begun
    answered = Call.objects.filter(run=run, row__round=2, error="")
    killed_where(run, lambda: answered.exists())
    run = finished(Run.objects.get(pk=run.pk))
    assert run.state == RunState.DONE
    assert came_to(run) == alone
    calls = Call.objects.filter(run=run, error="")
    assert calls.count() == calls.values("row", "step").distinct().count()
    assert Round.objects.filter(run=run).count() == 2


@pytest.fixture
def unlabelled(project) -> list[Sample]:
    texts = [f"{said} film, take {i}" for i in range(12) for said in ("A warm and funny", "A dull and useless")]
    contents = [(fields, content_hash(fields)) for fields in ({"text": text} for text in texts)]
    return Sample.objects.bulk_create(
        Sample(project=project, fields=fields, content_hash=content, origin=Origin.UNLABELLED)
        for fields, content in contents
    )


def test_a_run_waits_for_people_and_goes_on_with_their_labels(simulated, endpoint_at, start, unlabelled, database):
    run = finished(start(endpoint_at(simulated), recipe="vote-k", count=24, params={"most": 4, "shown": 3}))
    assert (run.state, run.calls) == (RunState.PAUSED, 0)
    assert "People label" in run.reason
    asked = Sample.objects.filter(state=SampleState.NEEDS_PERSON)
    assert asked.count() == 4
    chosen = set(asked.values_list("pk", flat=True))
    asked.update(current_label="positive", label_source=LabelSource.PERSON, state=SampleState.ACCEPTED)
    resume_run(run=run)
    run = finished(run)
    assert (run.state, run.accepted) == (RunState.DONE, 20)
    assert {row.source_id for row in run.rows.all()} == {one.pk for one in unlabelled} - chosen
    shown = {name for row in run.rows.all() for name in row.condition["demonstrations"]}
    assert shown <= {str(pk) for pk in chosen}
    assert len(shown) >= 3


def test_it_still_waits_for_people_where_other_runs_labelled_everything_meanwhile(
    simulated, endpoint_at, start, unlabelled, rounds_here
):
    run = finished(start(endpoint_at(simulated), recipe="vote-k", count=24, params={"most": 4, "shown": 3}))
    chosen = list(Sample.objects.filter(state=SampleState.NEEDS_PERSON).values_list("pk", flat=True))
    labelled = {"current_label": "positive", "label_source": LabelSource.MACHINE, "state": SampleState.ACCEPTED}
    Sample.objects.update(**labelled)
    resume_run(run=run)
    run = finished(run)
    assert (run.state, run.calls, run.accepted) == (RunState.PAUSED, 0, 0)
    assert "People label" in run.reason
    again = Sample.objects.filter(state=SampleState.NEEDS_PERSON).values_list("pk", flat=True)
    assert list(again) == chosen


def test_a_later_round_changes_the_label_of_its_own_run_and_keeps_both(
    simulated, endpoint_at, start, unlabelled, rounds_here
):
    params = {"own": 2, "times": 1, "select": False}
    run = finished(start(endpoint_at(simulated), recipe="freeal", count=24, params=params))
    assert (run.state, run.accepted) == (RunState.DONE, 24)
    assert run.samples.count() == 0  # the examples that the model wrote are no samples
    assert [one.accepted for one in run.rounds.all()] == [4, 24, 24]
    for sample in Sample.objects.filter(origin=Origin.UNLABELLED):
        said = list(sample.machine_labels.order_by("pk"))
        assert [one.source for one in said] == [f"peer #{run.pk}.2", f"peer #{run.pk}.3"]
        assert sample.current_label == said[-1].label
        assert [one.replaced_at is None for one in said] == [False, True]


def test_of_a_larger_pool_as_many_are_labelled_as_were_asked_for(
    simulated, endpoint_at, start, unlabelled, rounds_here
):
    run = finished(start(endpoint_at(simulated), recipe="freeal", count=8, params={"own": 2, "times": 2}))
    assert (run.state, run.accepted) == (RunState.DONE, 8)
    assert Sample.objects.filter(label_source=LabelSource.MACHINE).count() == 8


def test_what_ends_the_run_in_a_round_s_child_ends_it_here(simulated, endpoint_at, start, unlabelled, database):
    run = start(endpoint_at(simulated), recipe="freeal", count=8, params={"own": 2, "times": 2})
    run.round = 3
    run.save(update_fields=["round"])
    Sample.objects.all().delete()
    with pytest.raises(RoundEnds, match=r"^No sample was there to be labelled\.$"):
        prepare(run, prepared(run))


def test_the_lead_s_share_goes_to_people_at_the_end_of_the_round(simulated, endpoint_at, start, unlabelled):
    run = finished(start(endpoint_at(simulated), recipe="coannotating", count=24, params={"people": 0.25}))
    assert (run.state, run.accepted, run.samples.count()) == (RunState.DONE, 24, 0)
    assert Sample.objects.filter(label_source=LabelSource.MACHINE).count() == 24
    assert Sample.objects.filter(state=SampleState.NEEDS_PERSON).count() == 6
    assert run.rounds.get().kept == 24
