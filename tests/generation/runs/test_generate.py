"""`manage.py generate`: the same run from the command line."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from generation.models import Call, Run, RunState

pytestmark = pytest.mark.django_db(transaction=True)


def generate(*args) -> str:
    out = io.StringIO()
    call_command("generate", "reviews", *args, stdout=out)
    return out.getvalue()


def test_it_works_on_the_run_itself_and_says_how_it_ended(codebook):
    said = generate("--recipe", "simprompt", "--count", "5", "--param", "temperature=0.7")
    assert "5 of 5 accepted" in said
    assert "simulated" in said
    assert Run.objects.get().params["temperature"] == 0.7


def test_json_lines_end_with_the_result(codebook):
    last = generate("--recipe", "simprompt", "--count", "3", "--json").splitlines()[-1]
    assert json.loads(last)["state"] == "done"


def test_a_dry_run_shows_the_prompt_and_asks_nothing(codebook):
    said = generate("--recipe", "simprompt", "--count", "3", "--dry-run")
    assert "The reviewer speaks well of the film." in said
    assert "requests, $" in said
    assert (Run.objects.count(), Call.objects.count()) == (0, 0)


def test_a_dry_run_with_too_small_a_budget_says_what_the_page_says(codebook, endpoint_at, simulated):
    endpoint_at(simulated, price_in=100, price_out=100)
    asked = ("--recipe", "simprompt", "--count", "30", "--dry-run")
    assert "Even the low end costs more." in generate(*asked, "--budget", "0.01")
    assert "Even the low end costs more." not in generate(*asked, "--budget", "900")
    [warning] = json.loads(generate(*asked, "--budget", "0.01", "--json"))["warnings"]
    assert warning.startswith("Even the low end costs more.")


def test_one_that_ends_paused_ends_with_1_and_says_why_and_how_it_goes_on(codebook, endpoint_at, simulated, caplog):
    endpoint_at(simulated, price_in=100, price_out=100)
    with pytest.raises(CommandError) as paused:
        generate("--recipe", "simprompt", "--count", "30", "--budget", "0.2")
    run = Run.objects.get()
    why = "What is left of the budget does not cover one more request at the most that it can cost."
    how = f"Raise it and go on: generate reviews --resume {run.pk} --budget USD"
    assert (str(paused.value), paused.value.returncode) == (f"Run {run.pk} is paused: {why} {how}", 1)
    assert run.state == RunState.PAUSED
    assert "run_paused" not in caplog.text


def test_what_cannot_be_resumed_is_told_apart(codebook, project, endpoint_at, simulated, start):
    run = start(endpoint_at(simulated), count=4)
    Run.objects.filter(pk=run.pk).update(state=RunState.DONE)
    with pytest.raises(CommandError, match=f"Run {run.pk} is done: it has ended and cannot be resumed."):
        generate("--resume", str(run.pk))
    with pytest.raises(CommandError, match="There is no run 99 in reviews."):
        generate("--resume", "99")


def test_a_paused_run_is_resumed(codebook, project, lead, endpoint_at, simulated, start):
    run = start(endpoint_at(simulated), count=4)
    Run.objects.filter(pk=run.pk).update(state=RunState.PAUSED)
    assert "4 of 4 accepted" in generate("--resume", str(run.pk))


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--recipe", "simprompt", "--count", "5", "--budget", "much"),
        ("--recipe", "simprompt", "--count", "5", "--param", "temperature"),
        ("--recipe", "simprompt", "--count", "5", "--param", "warmth=3"),
        ("--recipe", "simprompt", "--count", "5", "--endpoint", "nobody"),
        ("--resume", "99"),
    ],
)
def test_what_does_not_fit_is_said(codebook, args):
    with pytest.raises(CommandError):
        generate(*args)
    assert Run.objects.count() == 0
