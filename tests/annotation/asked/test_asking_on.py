"""Asking on where a model's answers differ: few times about every row, more often about those that are undecided."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from annotation.asked.failing import TRIES
from annotation.asked.going_on import ENDED_BY_HAND, NEW_CODEBOOK, SPENT, go_on, open_rows
from annotation.asked.labelling import ask_again, likely_price, price_of_again
from annotation.asked.sweeps import ask_on_where_answers_differ, score_what_was_graded
from annotation.machine.asking import TASK, enqueue_score
from annotation.models import Asking, Dispenser, Signal
from generation.audit_words import told
from generation.children import carry_out_open_jobs
from generation.models import Codebook, Event, Job, MachineLabel, Run
from generation.runs.actions.lifecycle import cancel_run, start_run
from generation.runs.actions.worker import work_on
from tests.annotation.making import make_sample

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}
BASE = "/api/v1/projects/reviews/grades/again"
EASY, HARD = 12, 8


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """Runs wait until the test works on them."""
    monkeypatch.setattr("annotation.asked.labelling.ring_workers", lambda run: None)


@pytest.fixture
def first(project, codebook, endpoint, lead):
    """A run that labelled rows of which the model is sure, and rows of which it is not."""
    easy = [
        make_sample(project, f"positive, warm and great: positive of the {number}th kind") for number in range(EASY)
    ]
    hard = [make_sample(project, f"A grey thing of the {number}th kind on a table") for number in range(HARD)]
    assert len(easy + hard) == EASY + HARD
    Dispenser.objects.update_or_create(project=project, defaults={"pulled_until": hard[-1].pk})
    run = start_run(project=project, recipe="annotate", params={}, count=20, endpoint=endpoint, by=lead, seed=5)
    work_on(run.pk)
    run.refresh_from_db()
    assert run.accepted == EASY + HARD
    return run


@pytest.fixture
def begin(project, lead, first):
    def ask(**more):
        return ask_again(project=project, by=lead, **{"run": first.pk, "times": 3, "most": 7, "count": 100} | more)

    return ask


def carried_out() -> Asking:
    """All that workers and sweeps do, until nothing is left to do."""
    for _step in range(40):
        for run in Run.objects.exclude(state__in=("done", "failed", "cancelled", "paused")):
            work_on(run.pk)
        if not ask_on_where_answers_differ():
            break
    return Asking.objects.get()


def answers(asking: Asking, first: Run) -> dict[int, list[str]]:
    """What each row was said to be, the label given first."""
    sources = [f"peer #{pk}" for pk in (first.pk, *asking.runs)]
    said: dict[int, list[str]] = {}
    for sample, label in MachineLabel.objects.filter(source__in=sources).order_by("pk").values_list("sample", "label"):
        said.setdefault(sample, []).append(label)
    return said


def test_rows_on_which_all_agree_are_asked_about_no_further(begin, first):
    begin()
    asking = carried_out()
    assert (asking.state, asking.stopped) == ("done", "")
    said = answers(asking, first)
    agreed = [labels for labels in said.values() if len(set(labels[:4])) == 1]
    differed = [labels for labels in said.values() if len(set(labels[:4])) > 1]
    assert agreed
    assert differed
    assert {len(labels) for labels in agreed} == {1 + 3}
    for labels in differed:
        (_best, most), (_next, second) = Counter(labels).most_common(2)
        left = 7 - (len(labels) - 1)
        assert left == 0 or most - second > left
    assert sum(map(len, said.values())) < 20 * 8


def test_each_further_run_asks_about_what_is_undecided_by_then(begin, first):
    begin()
    asking = carried_out()
    runs = [Run.objects.get(pk=pk) for pk in asking.runs]
    assert 3 < len(runs) <= 7
    counts = [run.count for run in runs]
    assert counts[:3] == [20] * 3
    assert counts == sorted(counts, reverse=True)
    assert len({run.seed for run in runs}) == len(runs)
    assert {run.setup["asked_on"] for run in runs[3:]} == {True}
    assert {run.params["temperature"] for run in runs} == {0.7}


def test_whoever_dies_between_two_runs_leaves_one_to_begin_and_no_answer_is_asked_twice(begin, first):
    """A sweep that is killed has stored the next run, or nothing: the one after it finds what is to be done."""
    for run in begin():
        assert not ask_on_where_answers_differ()  # not before all have ended
        work_on(run.pk)
    asking = Asking.objects.get()
    assert go_on(asking)
    assert not go_on(asking)  # with what it was before, as a second worker has it
    assert Run.objects.count() == 1 + 4
    asking.refresh_from_db()
    assert asking.runs[-1] == Run.objects.order_by("pk").last().pk
    calls = {run.pk: run.calls for run in Run.objects.all()}
    work_on(asking.runs[-1])
    work_on(asking.runs[-1])
    assert {run.pk: run.calls for run in Run.objects.filter(pk__in=asking.runs[:3])} == {
        pk: calls[pk] for pk in asking.runs[:3]
    }


def test_what_a_model_graded_meanwhile_is_scored_though_an_asking_goes_on(begin, first, project):
    begin()
    Run.objects.filter(pk=first.pk).update(purpose="judge")
    assert score_what_was_graded() == 1


def test_one_that_cannot_go_on_does_not_keep_the_others_waiting(begin):
    for run in begin():
        work_on(run.pk)
    began = Asking.objects.get()
    Asking.objects.create(project=began.project, first=began.first, times=3, most=7, runs=[])  # met first, and broken
    assert ask_on_where_answers_differ() >= 1


@pytest.fixture
def broken(begin) -> Asking:
    """One that fails each time it is to go on: it knows no run."""
    for run in begin():
        work_on(run.pk)
    Asking.objects.update(runs=[])
    return Asking.objects.get()


def swept_until_it_ends(asking: Asking, *, monkeypatch) -> int:
    """Sweeps as time goes on, a second each. Returns how many tries there were."""
    tries, now = [], timezone.now()
    monkeypatch.setattr("annotation.asked.sweeps.log.exception", lambda *said, **more: tries.append(said))
    for second in range(400):
        monkeypatch.setattr("django.utils.timezone.now", lambda passed=second: now + timedelta(seconds=passed))
        ask_on_where_answers_differ()
    asking.refresh_from_db()
    return len(tries)


def test_one_that_always_fails_is_tried_a_few_times_and_then_ends_with_its_reason(broken, monkeypatch):
    assert swept_until_it_ends(broken, monkeypatch=monkeypatch) == TRIES
    assert (broken.state, broken.retry_at) == ("failed", None)
    assert "IndexError" in broken.stopped
    assert broken.finished_at - broken.created_at > timedelta(minutes=5)
    event = Event.objects.get(verb="asking.failed")
    assert (event.actor, event.subject) == (None, f"run {broken.first_id}")
    assert event.detail == {"error": broken.stopped}
    assert told(event) == f"asked no further about labels of run {broken.first_id}, for it could not go on"


@pytest.mark.parametrize("problem", ["database is locked", "database table is locked: annotation_asking"])
def test_a_locked_database_is_waited_for_quietly_however_long(begin, monkeypatch, problem):
    for run in begin():
        work_on(run.pk)

    def locked(asking):
        raise OperationalError(problem)

    with monkeypatch.context() as patched:
        patched.setattr("annotation.asked.sweeps.go_on", locked)
        patched.setattr("annotation.asked.sweeps.log.exception", lambda *said, **more: pytest.fail("told"))
        for _second in range(3 * TRIES):
            assert not ask_on_where_answers_differ()
    assert (Asking.objects.get().tries, Asking.objects.get().state) == (0, "running")
    assert ask_on_where_answers_differ() == 1


def test_one_whose_cause_passes_goes_on_and_forgets_its_tries(begin, monkeypatch):
    for run in begin():
        work_on(run.pk)

    def away(asking):
        raise ConnectionError("the disk was away")

    with monkeypatch.context() as patched:
        patched.setattr("annotation.asked.sweeps.go_on", away)
        assert not ask_on_where_answers_differ()
        asking = Asking.objects.get()
        assert (asking.tries, asking.stopped) == (1, "ConnectionError: the disk was away")
    assert not ask_on_where_answers_differ()  # not before its pause is over
    Asking.objects.update(retry_at=timezone.now())
    assert ask_on_where_answers_differ() == 1
    asking.refresh_from_db()
    assert (asking.tries, asking.retry_at, asking.stopped, len(asking.runs)) == (0, None, "", 4)


def test_the_page_tells_the_lead_why(broken, monkeypatch, signed_in, lead):
    ask_on_where_answers_differ()
    page = signed_in(lead).get("/projects/reviews/grades/").text
    assert "It could not go on, and is tried again by itself (1 of 6): IndexError" in page
    swept_until_it_ends(broken, monkeypatch=monkeypatch)
    page = signed_in(lead).get("/projects/reviews/grades/").text
    assert "It ended, for it could not go on in 6 tries: IndexError" in page
    assert "It goes on by itself." not in page


def test_a_sweep_takes_no_lock_while_runs_move(begin, django_assert_num_queries):
    begin()
    with django_assert_num_queries(2):
        assert not ask_on_where_answers_differ()


def test_without_a_most_nothing_follows(begin):
    for run in begin(most=None):
        work_on(run.pk)
    assert not Asking.objects.exists()
    assert not ask_on_where_answers_differ()


def test_the_signal_knows_all_answers_and_is_made_once_they_are_there(project, begin, first):
    runs = begin()
    for run in runs:
        work_on(run.pk)
    Job.objects.all().delete()
    assert score_what_was_graded() == 0  # it goes on
    asking = carried_out()
    assert Job.objects.filter(task=TASK, state=Job.State.OPEN).count() == 1
    assert score_what_was_graded() == 0  # it is asked for already
    carry_out_open_jobs()
    found = Signal.objects.filter(project=project, name="consistency_runs")
    said = answers(asking, first)
    assert {one.sample_id: one.value for one in found} == pytest.approx(
        {sample: 1 - labels.count(labels[0]) / len(labels) for sample, labels in said.items()}, abs=1e-6
    )
    assert max(one.value for one in found) > 0


def test_the_price_before_is_the_most_it_can_be(project, first):
    asked = {"project": project, "run": first.pk, "count": 100}
    once, _rows, _run = price_of_again(times=1, **asked)
    price, _rows, _run = price_of_again(times=3, most=7, **asked)
    assert (price.calls[0], price.usd[0]) == (3 * once.calls[0], 3 * once.usd[0])
    assert (price.calls[1], price.usd[1]) == (7 * once.calls[1], 7 * once.usd[1])
    likely = likely_price(price, times=3, most=7)
    assert [float(end) for end in likely.usd] == pytest.approx([4 * float(end) for end in once.usd])
    assert likely_price(once, times=1, most=None) is None
    assert likely_price(once, times=3, most=3) is None


def test_what_was_paid_stays_within_the_price_and_the_budget(project, begin, first):
    price, _rows, _run = price_of_again(project=project, run=first.pk, times=3, most=7, count=100)
    begin(budget_usd=Decimal(1))
    asking = carried_out()
    spent = sum(Run.objects.filter(pk__in=asking.runs).values_list("cost_usd", flat=True))
    assert 0 < spent <= price.usd[1]
    later = Run.objects.filter(pk__in=asking.runs[3:])
    assert all(run.budget_usd <= 1 for run in later)


def test_where_the_budget_is_spent_it_ends(begin):
    for run in begin(budget_usd=Decimal(1)):
        work_on(run.pk)
    Run.objects.filter(setup__has_key="again_of").update(cost_usd="0.34")
    asking = carried_out()
    assert (asking.state, asking.stopped, len(asking.runs)) == ("done", SPENT, 3)


def test_who_cancels_one_of_its_runs_ends_it(begin):
    runs = begin()
    cancel_run(run=runs[2])
    asking = carried_out()
    assert (asking.stopped, len(asking.runs)) == (ENDED_BY_HAND, 3)


def test_another_codebook_ends_it(begin, first):
    for run in begin():
        work_on(run.pk)
    old = first.codebook
    now = {"created_by": old.created_by, "published_at": timezone.now()}
    new = Codebook.objects.create(project=first.project, number=old.number + 1, fields=old.fields, **now)
    assert Codebook.objects.current(first.project) == new
    assert carried_out().stopped == NEW_CODEBOOK


def test_while_another_model_labels_it_waits(begin, project, first, endpoint, lead):
    for run in begin():
        work_on(run.pk)
    make_sample(project, "One more of no kind")
    other = start_run(project=project, recipe="annotate", params={}, count=1, endpoint=endpoint, by=lead)
    assert not ask_on_where_answers_differ()
    work_on(other.pk)
    assert ask_on_where_answers_differ() == 1


def test_labels_in_another_order_each_time_are_another_form(project, begin, first):
    runs = begin(shuffled=True, most=None)
    assert {run.params["order"] for run in runs} == {"shuffled"}
    assert {run.setup["same_words"] for run in runs} == {False}
    for run in runs:
        work_on(run.pk)
        run.refresh_from_db()
        assert (run.accepted, run.reused) == (20, 0)
    enqueue_score(project)
    carry_out_open_jobs()
    assert Signal.objects.filter(project=project, name="consistency_forms").count() == 20
    assert not Signal.objects.filter(project=project, name="consistency_runs").exists()
    assert begin(most=None)[0].count == 20  # in the same order they have not been asked about yet


@pytest.mark.parametrize("wording", ["choice", "true", "negated", "short"])
def test_in_other_words_the_model_answers_and_the_signal_knows_the_form(project, begin, first, wording):
    (run,) = begin(form=f"annotate/{wording}", times=1, most=None)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted, run.params["wording"]) == ("done", 20, wording)
    enqueue_score(project)
    carry_out_open_jobs()
    assert Signal.objects.filter(project=project, name="consistency_forms").count() == 20
    with pytest.raises(ValidationError, match="No such rows"):
        begin(form=f"annotate/{wording}", times=1, most=None)
    assert begin(form="annotate/reader", times=1, most=None)[0].count == 20


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"most": 2}, "3 to 10 times"),
        ({"most": 11}, "3 to 10 times"),
        ({"form": "annotate/haiku"}, "no form “annotate/haiku”"),
        ({"form": "label-by-vote", "shuffled": True}, "keeps the order"),
    ],
)
def test_what_does_not_fit_is_told(begin, more, said):
    with pytest.raises(ValidationError, match=said):
        begin(**more)
    assert not Asking.objects.exists()


def test_on_the_page_the_most_and_the_likely_price_are_told(signed_in, lead, project, first):
    client, there = signed_in(lead), "/projects/reviews/grades/again/"
    said = {"run": first.pk, "form": "same", "times": 3, "which": "chance", "count": 12}
    plain = client.post(there, said, headers={"HX-Request": "true"}).content.decode()
    assert "data-likely" not in plain
    told = client.post(there, said | {"most": 7}, headers={"HX-Request": "true"}).content.decode()
    assert "Where answers differ on one row in four" in told
    page = client.post(there, said | {"most": 7, "shuffled": "on", "do": "start"}, follow=True).content.decode()
    assert "3 times, up to 7 where answers differ" in page
    assert "labels in another order" in page
    assert "In another form: Annotate: Multiple choice" in page
    asking = Asking.objects.get()
    assert (asking.times, asking.most, len(asking.runs)) == (3, 7, 3)


def test_by_rest_and_by_command_too(api_client, lead, first):
    client = api_client(lead)
    price = client.get(f"{BASE}/price?run={first.pk}&times=3&most=7&count=5&form=annotate/choice").json()
    assert price["usd"][0] < price["likely_usd"][0]
    assert price["likely_usd"][1] < price["usd"][1]
    assert client.get(f"{BASE}/price?run={first.pk}&times=3&count=5").json()["likely_usd"] is None
    out = StringIO()
    call_command(
        "ask_again", "reviews", str(first.pk), "--most", "7", "--shuffled", "--count", "5", "--price", stdout=out
    )
    assert "Where answers differ on one row in four" in out.getvalue()
    assert not Asking.objects.exists()
    body = {"run": first.pk, "times": 3, "most": 5, "count": 5, "shuffled": True, "form": "annotate/true"}
    assert client.post(BASE, body, **JSON).status_code == 202
    assert Asking.objects.get().most == 5
    assert open_rows(Asking.objects.get(), Run.objects.filter(setup__has_key="again_of").order_by("pk")) == []
