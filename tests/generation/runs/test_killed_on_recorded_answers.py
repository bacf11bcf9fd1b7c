"""A recipe of each kind of rounds on recorded answers of real models, with faults, its worker killed in the middle: it
goes on from the database, and no stored answer is asked for again.
"""

from time import sleep

import pytest

from generation.catalogue.registry import RECIPES
from generation.methods.content import content_hash
from generation.methods.schedules.registry import SCHEDULES
from generation.models import Call, Label, LabelSource, Origin, Run, RunState, Sample, SampleState
from generation.runs.actions.lifecycle import resume_run
from generation.runs.actions.worker import work_on
from tests.generation.runs.processes import killed_where, wait_for

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.kills]

#: Kind of rounds: a recipe that has them, how many samples, its settings, and in which round the worker is killed.
RUNS = {
    "single": ("simprompt", 12, {}, 1),
    "rounds": ("logit-suppression", 8, {"rounds": 2}, 1),
    "feedback": ("progen", 16, {"first": 8}, 2),
    "agreement": ("freeal", 12, {"own": 2, "times": 1}, 2),
    "ambiguity": ("wanli", 6, {"group": 3, "share": 0.5}, 1),
    "selective": ("vote-k", 12, {"most": 4}, 1),
    "routing": ("coannotating", 6, {"people": 0.25}, 1),
    "explained": ("annollm", 12, {"seeds": 6, "tries": 1}, 2),
    "adversarial": ("alice", 6, {"agreed": True, "by": "random", "over": 2, "judge": False}, 1),
}
#: test_killed_in_rounds.py, test_rounds.py, test_instruction_runs.py, at more than one moment.
KILLED_ELSEWHERE = {"score_top", "guarding", "retrieval", "evolution", "extrapolation"}
#: As `rounds_here` has it: that a preparation is killed which has a process of its own is in test_rounds.py.
HERE = """
from generation.runs.actions import rounds
from tests.generation.runs.loaded import prepared_here
rounds._in_child = prepared_here
"""
FAULTS = {"rate_429": 0.1, "rate_500": 0.05, "rate_malformed": 0.05, "rate_truncated": 0.03, "retry_header": "ms"}


def test_every_kind_of_rounds_is_here():
    assert {*RUNS, *KILLED_ELSEWHERE} == {*SCHEDULES}
    assert all(RECIPES[recipe].schedule.name == kind for kind, (recipe, *_rest) in RUNS.items())


@pytest.fixture
def material(project, codebook) -> None:
    """Seeds, gold samples and samples without a label, each of a field for either kind of recipe."""
    made = []
    for i in range(20):
        label, said = (("positive", "a warm and funny film"), ("negative", "a dull and useless mess"))[i % 2]
        for origin in (Origin.SEED, Origin.GOLD, Origin.UNLABELLED):
            fields = {"text": f"It is {said}, take {i}, {origin}."}
            known = "" if origin == Origin.UNLABELLED else label
            made.append(
                Sample(
                    project=project,
                    fields=fields,
                    content_hash=content_hash(fields),
                    origin=origin,
                    reference=known,
                    current_label=known,
                    label_source=LabelSource.REFERENCE if known else "",
                )
            )
    Sample.objects.bulk_create(made)


def finished(run: Run) -> Run:
    work_on(run.pk)
    run.refresh_from_db()
    return finished(run) if _people_answered(run) else run


def _people_answered(run: Run) -> bool:
    """Whether the run waited for people, who have labelled by now what it asked them about."""
    if run.state != RunState.PAUSED or "People label" not in run.reason:
        return False
    asked = Sample.objects.filter(project=run.project_id, state=SampleState.NEEDS_PERSON)
    asked.update(current_label=Label.objects.first().name, label_source=LabelSource.PERSON, state=SampleState.ACCEPTED)
    return resume_run(run=run)


@pytest.fixture
def begin(replay, endpoint_at, start, material, rounds_here):
    """Start the run of a kind, up to its first request."""

    def make(kind: str) -> Run:
        recipe, count, params, _number = RUNS[kind]
        endpoint = endpoint_at(replay, concurrency=2)  # so that much is left to ask when the worker dies
        run = start(endpoint, recipe=recipe, count=count, params=params, least_yield=0)
        if kind == "selective":  # its first round waits for people before anything is asked
            work_on(run.pk)
            run.refresh_from_db()
            assert _people_answered(run)
        return run

    return make


@pytest.mark.parametrize("kind", RUNS)
def test_it_goes_on_and_asks_for_no_stored_answer_again(kind, replay, begin):
    replay.turn(latency_ms=120, **FAULTS)
    run, number = begin(kind), RUNS[kind][-1]
    answered = Call.objects.filter(run=run, error="")
    there = answered.filter(row__round=number)
    killed_where(run, lambda: sleep(0.04) or there.count() >= 3, HERE)  # looking costs, too
    wait_for(lambda: replay.stats()["in_flight"] == 0)
    stored = {call.pk: call.reply for call in answered}
    attempts, asked = Call.objects.filter(run=run).count(), replay.stats()["requests"]
    replay.turn(latency_ms=0)
    run = finished(run)
    assert run.state == RunState.DONE, run.reason
    assert run.accepted > 0
    assert {call.pk: call.reply for call in answered.filter(pk__in=stored)} == stored
    assert answered.all().count() == answered.values("row", "step").distinct().count() > len(stored)
    assert replay.stats()["requests"] - asked <= Call.objects.filter(run=run).count() - attempts
