"""A whole try by REST, killed in the middle, with two leads who want the judgement at once."""

import threading

import pytest
from django.db import connection

from annotation.models import Half, Trial
from annotation.trials.standing import Stage, standing
from generation.codebooks.actions import publish
from generation.models import Codebook, MachineLabel, Membership, Run, Sample
from tests.annotation.trials.conftest import carry_out
from tests.conftest import make_user
from tests.generation.runs.processes import killed_where

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = "/api/v1/projects/reviews/"
JSON = {"content_type": "application/json"}


@pytest.fixture
def rest(api_client, lead):
    client = api_client(lead)

    def ask(method, path, body=None):
        answer = getattr(client, method)(ROOT + path, *([] if body is None else [body]), **JSON)
        return answer.status_code, answer.json()

    return ask


def test_from_the_draw_to_the_publication(project, lead, answered, endpoint, better_draft, rest):
    samples = list(Sample.objects.order_by("pk").values())
    draft = better_draft()
    status, split = rest(
        "post", "tries/split", {"development": 20, "held_out": 20, "seed": 1, "thresholds": {"target": 0.8}}
    )
    assert (status, split["codebook"], split["development"], split["thresholds"]["target"]) == (201, 1, 20, 0.8)
    assert rest("get", "tries/split")[1] == split
    status, price = rest("post", "tries/price", {"endpoint": "peer"})
    assert (status, price["calls"][0], price["base_is_there"]) == (200, 40, False)
    assert price["usd"][0] < price["usd"][1]
    status, begun = rest("post", "tries", {"endpoint": "peer", "budget_usd": "1"})
    assert (status, begun["state"], begun["half"]) == (202, "base", "development")
    carry_out(Trial.objects.get())
    told = rest("get", f"tries/{begun['id']}")[1]
    assert (told["state"], told["done"], told["total"]) == ("done", 40, 40)
    assert told["report"]["difference"]["low"] > 0
    assert 0 < told["cost_usd"] < price["usd"][1]
    status, judged = rest("post", f"tries/{begun['id']}/judge", {})
    carry_out(Trial.objects.get(pk=judged["id"]))
    assert [one["verdict"] for one in rest("get", "tries")[1]["items"]] == ["go", ""]
    assert rest("post", f"tries/{begun['id']}/judge", {})[0] == 422
    publish(codebook=draft, author=lead)
    assert list(Sample.objects.order_by("pk").values()) == samples
    assert not MachineLabel.objects.exists()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tries/split", {"development": 3, "held_out": 20}),
        ("tries/split", {"development": 20, "held_out": 20, "thresholds": {"recall": 2}}),
        ("tries/split", {"development": 20, "held_out": 20, "seeds": 1}),
        ("tries", {"endpoint": "nobody"}),
        ("tries", {"recipe": "freeal"}),
        ("tries", {"params": {"temperature": "hot"}}),
        ("tries", {"budget_usd": "-1"}),
        ("tries", {"budget_usd": "NaN"}),
        ("tries/7/judge", {}),
    ],
)
def test_bad_input_changes_nothing(split, endpoint, better_draft, rest, path, body):
    better_draft()
    assert rest("post", path, body)[0] in (404, 422)
    assert not (Trial.objects.exists())
    assert not (Run.objects.exists())
    assert not (Codebook.candidates.exists())


def test_two_leads_who_judge_at_once_make_one_judgement(project, lead, split, endpoint, better_draft, rest, api_client):
    other = make_user("leo")
    Membership.objects.create(project=project, user=other, role="lead")
    better_draft()
    carry_out(Trial.objects.get(pk=rest("post", "tries", {})[1]["id"]))
    first, answers = Trial.objects.get(), []

    def press(client):
        answers.append(client.post(f"{ROOT}tries/{first.pk}/judge", {}, **JSON).status_code)
        connection.close()

    both = [threading.Thread(target=press, args=(api_client(person),)) for person in (lead, other)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(answers) == [202, 422]
    assert Trial.objects.filter(half=Half.HELD_OUT).count() == 1
    assert Run.objects.count() == 3


@pytest.mark.kills
def test_a_worker_that_is_killed_in_the_middle_loses_nothing(split, endpoint, better_draft, rest, simulated):
    better_draft()
    simulated.turn(latency_ms=150)
    endpoint.concurrency = 2
    endpoint.save()
    trial = Trial.objects.get(pk=rest("post", "tries", {})[1]["id"])
    killed_where(trial.base_run, lambda: Run.objects.get().call_log.exists())
    simulated.turn(latency_ms=0)
    trial = carry_out(trial)
    assert standing(trial).stage == Stage.DONE
    assert trial.report["compared"] == 30
    for run in Run.objects.all():
        assert run.call_log.filter(error="").values("row", "step").distinct().count() == 30
