"""Asking the model of a run again: in the same words several times, or in another form."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from annotation.asked.labelling import ask_again, price_of_again
from annotation.asked.sweeps import score_what_was_graded
from annotation.machine.asking import enqueue_score
from annotation.models import Dispenser, Signal
from generation.children import carry_out_open_jobs
from generation.models import Job, MachineLabel, Run, Sample
from generation.runs.actions.lifecycle import start_run
from generation.runs.actions.worker import work_on
from tests.annotation.making import make_sample

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}
PAGE, BASE = "/projects/reviews/grades/", "/api/v1/projects/reviews/grades/again"


@pytest.fixture(autouse=True)
def no_worker(monkeypatch):
    """Runs wait until the test works on them."""
    monkeypatch.setattr("annotation.asked.labelling.ring_workers", lambda run: None)


@pytest.fixture
def first(project, codebook, endpoint, lead, samples):
    """A run that labelled twenty rows which had no label."""
    made = [make_sample(project, f"A warm film of its own kind, the {number}th of them") for number in range(20)]
    Dispenser.objects.update(pulled_until=made[-1].pk)
    run = start_run(project=project, recipe="annotate", params={}, count=20, endpoint=endpoint, by=lead)
    work_on(run.pk)
    run.refresh_from_db()
    assert (run.state, run.accepted) == ("done", 20)
    return run


@pytest.fixture
def again(project, lead, first):
    def begin(**more):
        asked = {"run": first.pk, "form": "same", "times": 3, "which": "chance", "count": 100, "by": lead} | more
        return ask_again(project=project, **asked)

    return begin


def signal(project, name) -> list[float]:
    enqueue_score(project)
    carry_out_open_jobs()
    return list(Signal.objects.filter(project=project, name=name).values_list("value", flat=True))


def test_in_the_same_words_several_times_feeds_self_consistency(project, again, first):
    runs = again(times=3)
    assert [(run.recipe, run.count, run.params["temperature"]) for run in runs] == [("annotate", 20, 0.7)] * 3
    assert len({run.seed for run in runs}) == 3
    for run in runs:
        work_on(run.pk)
    assert MachineLabel.objects.filter(source__endswith=f"#{runs[2].pk}").count() == 20
    assert Run.objects.get(pk=runs[0].pk).reused == 0
    assert len(signal(project, "consistency_runs")) == 20
    assert signal(project, "consistency_forms") == []


def test_in_another_form_feeds_the_other_signal(project, again):
    (run,) = again(form="label-by-vote", times=1)
    work_on(run.pk)
    assert len(signal(project, "consistency_forms")) == 20
    assert signal(project, "consistency_runs") == []


def test_the_signals_follow_by_themselves(again):
    for run in again(times=1):
        work_on(run.pk)
    Job.objects.all().delete()
    assert score_what_was_graded() == 1
    assert score_what_was_graded() == 0


def test_each_row_is_asked_about_once_in_a_form(again):
    for run in again(times=1, count=15):
        work_on(run.pk)
    (rest,) = again(times=1)
    assert rest.count == 5
    work_on(rest.pk)
    with pytest.raises(ValidationError, match="No such rows"):
        again(times=1)
    assert again(form="label-by-vote", times=1)[0].count == 20


def test_a_row_that_carries_another_label_is_not_asked_about(again, first, project):
    label = MachineLabel.objects.filter(source__endswith=f"#{first.pk}").first()
    MachineLabel.objects.filter(pk=label.pk).update(replaced_at=first.finished_at)
    assert again(times=1)[0].count == 19


def test_the_budget_is_of_all_together_and_the_price_too(project, again, first):
    asked = {"run": first.pk, "form": "same", "which": "chance", "count": 100}
    once, rows, _run = price_of_again(project=project, times=1, **asked)
    thrice, _rows, _run = price_of_again(project=project, times=3, **asked)
    assert (rows, thrice.calls[0], thrice.usd[1]) == (20, 3 * once.calls[0], 3 * once.usd[1])
    assert not Run.objects.exclude(pk=first.pk).exists()
    assert {run.budget_usd for run in again(budget_usd=Decimal(1))} == {Decimal("0.333333")}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"form": "annotate"}, "the same words"),
        ({"form": "haiku"}, "no form"),
        ({"times": 0}, "1 to 10 times"),
        ({"count": 0}, "1 to 10000 rows"),
        ({"which": "best"}, "no rows"),
        ({"run": 999}, "No run 999"),
        ({"budget_usd": Decimal(-1)}, "budget"),
    ],
)
def test_what_does_not_fit_is_told_and_starts_nothing(again, first, more, said):
    with pytest.raises(ValidationError, match=said):
        again(**more)
    assert Run.objects.count() == 1


def test_while_a_model_labels_rows_nothing_is_asked(again):
    again(times=1)
    with pytest.raises(ValidationError, match="already"):
        again(times=1)


def test_what_wrote_its_texts_is_asked_in_another_form(again, first):
    Run.objects.filter(pk=first.pk).update(recipe="attrprompt", purpose="generate")
    Sample.objects.filter(planned_rows__run=first).update(run=first)
    with pytest.raises(ValidationError, match="another form"):
        again()
    assert again(form="annotate", times=1)[0].count == 20


def test_a_lead_sees_the_price_on_the_page_and_asks(signed_in, lead, first):
    client = signed_in(lead)
    shown = client.get(PAGE).content.decode()
    assert "Ask again about labels" in shown
    assert shown.count("data-price") == 2
    said = {"run": first.pk, "form": "same", "times": 2, "which": "chance", "count": 12, "budget_usd": "1"}
    there = f"{PAGE}again/"
    priced = client.post(there, said, headers={"HX-Request": "true"}).content.decode()
    assert 'id="again-price"' in priced
    assert "$" in priced
    assert Run.objects.count() == 1
    assert client.post(there, said | {"times": 0, "do": "start"}).status_code == 422
    answer = client.post(there, said | {"do": "start"}, follow=True)
    assert Run.objects.count() == 3
    assert f"Labels of run {first.pk}, in the same words" in answer.content.decode()


def test_without_labels_of_a_run_nothing_is_offered(signed_in, lead, samples, endpoint):
    assert "Ask again about labels" not in signed_in(lead).get(PAGE).content.decode()


def test_by_rest_it_is_priced_and_asked(api_client, lead, first):
    client = api_client(lead)
    price = client.get(f"{BASE}/price?run={first.pk}&times=2&count=5").json()
    assert (price["count"], price["calls"][0], price["free"]) == (5, 10, False)
    answer = client.post(BASE, {"run": first.pk, "form": "label-by-vote", "times": 1, "count": 5}, **JSON)
    assert (answer.status_code, answer.json()["count"], len(answer.json()["runs"])) == (202, 5, 1)
    assert client.post(BASE, {"run": first.pk, "form": "haiku"}, **JSON).status_code == 422


def test_by_command_it_is_priced_and_asked(first):
    out = StringIO()
    call_command("ask_again", "reviews", str(first.pk), "--times", "2", "--count", "7", "--price", stdout=out)
    assert out.getvalue().startswith("7 rows, 14 to ")
    assert Run.objects.count() == 1
    call_command("ask_again", "reviews", str(first.pk), "--times", "2", "--count", "7", stdout=out)
    assert Run.objects.count() == 3
