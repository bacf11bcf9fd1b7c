"""An answer is paid for once: who asks the same again at temperature 0 gets it at no cost."""

import io

import pytest
from django.core.management import call_command

from generation.models import Run, RunState
from generation.runs.actions.worker import work_on

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = ["A wonderful, warm film.", "A dull and useless mess.", "I loved the story, simply brilliant."]


@pytest.fixture
def priced(peer, endpoint_at):
    return endpoint_at(peer, price_in=1, price_out=1)


@pytest.fixture
def label(priced, unlabelled, start):
    """Let the model label every text, in a run of its own."""

    def run(seed: int, **params) -> Run:
        started = start(priced, recipe="annotate", count=10, seed=seed, params={"which": "all"} | params)
        work_on(started.pk)
        started.refresh_from_db()
        return started

    return run


def labels_of(run: Run) -> list:
    rows = run.rows.filter(round=1).order_by("source_id")
    return [[label["label"] for label in row.candidates[0]["labels"]] for row in rows]


def test_at_temperature_0_another_run_pays_nothing_and_says_so(label, peer, signed_in, lead):
    first, asked = label(seed=1), peer.stats()["requests"]
    again = label(seed=2)
    assert peer.stats()["requests"] == asked
    assert (again.state, again.accepted, again.cost_usd) == (RunState.DONE, first.accepted, 0)
    assert (first.reused, again.reused, again.calls) == (0, 3, 3)
    assert first.cost_usd > 0
    assert labels_of(again) == labels_of(first)
    assert "3 answered by earlier runs, at no cost" in _page(signed_in(lead), again)
    assert "at no cost" not in _page(signed_in(lead), first)


def test_it_pays_for_what_is_new_alone(label, unlabelled, peer):
    label(seed=1)
    asked = peer.stats()["requests"]
    unlabelled("A film that nobody needs.")
    again = label(seed=2)
    assert (peer.stats()["requests"] - asked, again.reused, again.calls) == (1, 3, 4)
    assert again.cost_usd == sum(again.call_log.values_list("cost_usd", flat=True)) > 0


def test_above_temperature_0_another_run_draws_for_itself(label, peer):
    label(seed=1, temperature=0.7)
    asked = peer.stats()["requests"]
    again = label(seed=2, temperature=0.7)
    assert peer.stats()["requests"] - asked == 3
    assert again.reused == 0


def test_another_temperature_or_prompt_is_another_question(label, peer):
    label(seed=1)
    assert label(seed=2, ask_confidence=True).reused == 0


def test_rows_of_one_run_that_send_the_same_prompt_have_answers_of_their_own(priced, start):
    run = start(priced, count=6, params={"temperature": 0.0})
    work_on(run.pk)
    run.refresh_from_db()
    calls = run.call_log.filter(step="write", error="")
    assert calls.values("request_hash").distinct().count() == calls.count()
    assert run.reused == 0


def test_an_answer_that_was_of_no_use_is_asked_for_again(label, peer):
    peer.turn(rate_malformed=1)
    assert label(seed=1).accepted == 0
    peer.turn(rate_malformed=0)
    again = label(seed=2)
    assert (again.accepted, again.reused) == (3, 0)


def test_what_a_simulated_model_had_answered_stays_simulated(simulated, endpoint_at, unlabelled, start):
    endpoint = endpoint_at(simulated)
    for seed in (1, 2):
        run = start(endpoint, recipe="annotate", count=10, seed=seed, params={"which": "all"})
        work_on(run.pk)
        assert all(row.candidates[0]["simulated"] for row in run.rows.filter(round=1))


def test_the_command_says_so_too(simulated, endpoint_at, unlabelled, codebook):
    endpoint_at(simulated, price_in=1, price_out=1)
    said = [_generate("--recipe", "annotate", "--count", "3", "--param", "which=all") for _ in range(2)]
    assert "answered by earlier runs" not in said[0]
    assert "$0.0000 (simulated) (3 of 3 requests answered by earlier runs)" in said[1]


def _generate(*args: str) -> str:
    out = io.StringIO()
    call_command("generate", "reviews", *args, stdout=out)
    return out.getvalue()


def _page(client, run: Run) -> str:
    return client.get(f"/projects/reviews/runs/{run.pk}/").content.decode()
