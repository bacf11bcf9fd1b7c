"""A choice at a round's end: what waits for it is not accepted yet, and the counts agree with the samples."""

from collections import Counter
from datetime import timedelta
from itertools import count as count_from

import pytest
from django.urls import reverse
from django.utils import timezone

from generation.methods.conditions import Scope
from generation.methods.steps import Candidate, LabelDraft
from generation.models import GateResult, PlannedRow, Round, Run, RunState
from generation.runs.actions import planning, rounds
from generation.runs.actions.candidates import candidate_json
from generation.runs.actions.settling import Settler
from generation.runs.actions.worker import work_on
from generation.runs.frames.progress import progress, progress_of
from generation.runs.prepared import prepared

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]
State = PlannedRow.State
TEXTS = (
    "A heron stands on a frozen lake.", "Seven tins of red paint were left over.", "How do bees count?",
    "The night train came late to Linz.", "Chalk breaks where it likes.", "My neighbour plays the tuba at noon.",
    "Nobody had ordered the soup.", "Two rivers meet below that bridge.", "She mends watches for a living.",
    "Rain is expected by tomorrow evening.", "Old maps show an island here.",
)  # fmt: skip


def candidate(place: int) -> dict:
    fields = {"text": TEXTS[place]}
    label = LabelDraft("sentiment", ("positive", "negative")[place % 2])
    return candidate_json(Candidate(fields, (label,), kept={"score": float(place)}), simulated=False)


def add(run: Run, index: int, **more) -> None:
    PlannedRow.objects.create(run=run, index=index, **({"round": 1, "batch": 0, "seed": index} | more))


@pytest.fixture
def held(simulated, endpoint_at, start):
    """A run of SuperGen all of whose rows have settled: those of its first batch gave so many candidates, and that of
    its second none."""
    endpoint = endpoint_at(simulated)

    def make(count: int, *, target: int, rows: list[int]) -> Run:
        run = start(endpoint, recipe="supergen", count=count)
        run.rows.all().delete()  # the set-up
        setup = run.setup | {"scope": Scope().to_json()}
        Run.objects.filter(pk=run.pk).update(state=RunState.RUNNING, batches=2, setup=setup)
        Round.objects.create(run=run, number=1, target=target)
        places = count_from(0)
        for index, number in enumerate(rows):
            made = [candidate(next(places)) for _candidate in range(number)]
            add(run, index, state=State.ANSWERED, candidates=made)
        add(run, len(rows), batch=1, state=State.REJECTED)
        run.refresh_from_db()
        settler = Settler(prepared(run).context, prepared(run).gates, holds=True)
        while settler.settle(run.pk):
            pass
        run.refresh_from_db()
        return run

    return make


def planned(run: Run) -> Run:
    """The run when nothing is left to plan."""
    while planning.plan(Run.objects.get(pk=run.pk), prepared(run)):
        pass
    run.refresh_from_db()
    return run


def kept(run: Run) -> list[tuple]:
    return list(run.samples.order_by("planned_row__index", "place").values_list("planned_row__index", "place"))


def test_what_waits_for_the_choice_is_not_accepted_yet(held):
    run = held(2, target=4, rows=[1, 1, 1, 1])
    assert (run.accepted, run.held, run.rounds.get().accepted) == (0, 4, 4)
    assert set(run.rows.filter(batch=0).values_list("state", flat=True)) == {State.HELD}


def test_what_came_after_there_were_enough_is_no_matter_of_choice(held):
    run = held(2, target=3, rows=[2, 2])
    [rows] = rounds._held(run, 1)
    assert [at.place for at in rounds.held_candidates(rows)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("count", "target", "rows"), [(2, 3, [2, 2]), (1, 2, [5]), (3, 6, [2, 3, 2, 4]), (2, 4, [1, 1, 1, 1])]
)
def test_its_counts_agree_with_its_samples(held, count, target, rows):
    run = planned(held(count, target=target, rows=rows))
    round = run.rounds.get()
    assert (run.state, run.reason) == (RunState.DONE, "")
    assert run.samples.count() == run.accepted == round.kept == count
    assert sum(run.rows.values_list("accepted", flat=True)) == count
    assert (round.accepted, run.held, run.rejected) == (target, 0, target - count + 1)
    assert run.turned_away == {"choice": {"others were better": target - count}}
    said = GateResult.objects.filter(row__run=run, action="reject").values_list("gate", flat=True)
    assert Counter(said) == {"choice": target - count}


def test_a_kill_in_the_midst_of_the_choice_changes_nothing(held, monkeypatch):
    whole = held(3, target=6, rows=[2, 1, 3])
    undisturbed = kept(planned(whole))
    whole.samples.all().delete()
    whole.delete()
    run = held(3, target=6, rows=[2, 1, 3])
    settle_chosen, done = rounds._settle_chosen, []

    def killed_after_one(*args) -> None:
        if done:
            raise KeyboardInterrupt
        settle_chosen(*args)
        done.append(args)

    monkeypatch.setattr(rounds, "CHUNK", 1)
    monkeypatch.setattr(rounds, "_settle_chosen", killed_after_one)
    with pytest.raises(KeyboardInterrupt):
        planned(run)
    monkeypatch.setattr(rounds, "_settle_chosen", settle_chosen)
    assert run.rows.filter(state=State.HELD).count() == 2
    run = planned(run)
    assert run.state == RunState.DONE
    assert run.rows.count() == 4  # none was planned for what the choice had turned away
    assert kept(run) == undisturbed
    assert (run.accepted, run.held, run.rejected) == (3, 0, 4)


def test_who_chooses_again_changes_nothing(held):
    run = held(2, target=4, rows=[2, 2])
    recipe, round = prepared(run), run.rounds.get()
    for _time in range(2):
        rounds.choose(run, recipe, round)
    run.refresh_from_db()
    assert (run.samples.count(), run.accepted, run.rejected, run.rounds.get().kept) == (2, 2, 3, 2)


def test_a_run_of_which_hardly_anything_waits_for_the_choice_pauses_and_asks(held):
    run = held(500, target=1500, rows=[1])
    for index in range(2, 602):
        add(run, index, state=State.REJECTED)
    Run.objects.filter(pk=run.pk).update(settled=602, rejected=601)
    run = planned(run)
    assert run.state == RunState.PAUSED
    assert run.reason.startswith("Only 1 of 602 candidates are accepted.")


def test_its_page_says_how_many_wait_for_the_choice(held, signed_in, lead, django_assert_max_num_queries):
    run = held(2, target=6, rows=[1, 1, 1])
    Run.objects.update(started_at=timezone.now() - timedelta(seconds=30))
    now = progress(Run.objects.get(pk=run.pk))
    assert (now.choice_of, now.share) == (6, 0.5)
    assert 4 < now.rate < 7  # three in half a minute
    assert 25 < now.seconds_left < 40
    page = signed_in(lead).get(reverse("generation:run-panel", args=["reviews", run.pk])).text
    assert "Wait for the choice at the end" in page
    assert "3 / 6" in page
    assert TEXTS[0] in page
    run = held(2, target=4, rows=[1, 1, 1, 1])
    Run.objects.update(started_at=timezone.now() - timedelta(seconds=30))
    runs = list(Run.objects.all())
    with django_assert_max_num_queries(2):
        progress_of(runs)
    assert (progress(planned(run)).choice_of, progress(run).share) == (0, 1.0)
    assert progress(run).rate > 0


def test_while_it_runs_it_never_says_that_more_were_accepted_than_asked_for(simulated, endpoint_at, start):
    run, seen = start(endpoint_at(simulated), recipe="supergen", count=10), []
    work_on(run.pk, on_tick=lambda run: seen.append(run.accepted))
    run.refresh_from_db()
    assert max(seen) <= 10
    assert (run.state, run.accepted, run.samples.count()) == (RunState.DONE, 10, 10)
    assert run.rounds.get().accepted == 30
