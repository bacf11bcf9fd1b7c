"""Asking a model once more: a job chooses the rows, then a run begins."""

import pytest
from celery import current_app
from django.core.exceptions import ValidationError

from annotation.methods.signals.words import WRONG
from annotation.models import Item, Routing, Signal, Stream
from annotation.routing import opinions
from annotation.routing.asking import set_prices
from annotation.routing.labelling import TASK, ask_again, choose_and_ask, last_asking
from annotation.routing.opinions import answered_rows, routed_rows
from annotation.selections.actions import keep_selection
from generation.children import carry_out
from generation.models import Job, Run
from tests.annotation.making import answer, machine_label, make_sample

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}


@pytest.fixture
def endpoint(project):
    return project.endpoints.create(name="local", base_url="http://127.0.0.1:9/v1", model="m")


@pytest.fixture
def routed(project, codebook, lead, annotator) -> Routing:
    """Routes with ten rows for a model, of which the last has a second opinion; eight further rows were answered."""
    made = [make_sample(project, f"film {number}", "good") for number in range(18)]
    for sample in made[10:]:
        answer(annotator, sample, "good")
    Item.objects.filter(sample__in=made[11::2]).update(stream=Stream.AUDIT)
    kept = keep_selection(project=project, by=lead, name="again", samples=[sample.pk for sample in made[:10]])
    machine_label(made[9], "bad", source="another model")
    for number, sample in enumerate(made[:7]):
        Signal.objects.create(project=project, sample=sample, name=WRONG, value=(number % 3) / 4)
    done = {"state": Routing.State.DONE, "value": 1.5, "again": kept}
    return Routing.objects.create(project=project, prices=set_prices(project=project, by=lead, wage=30), **done)


def choose(project) -> None:
    """What a worker does of it, without the run that it begins: nobody answers at its endpoint."""
    current_app.loader.import_default_modules()  # the tasks register what carries them out
    carry_out(last_asking(project).pk)


def test_a_worker_chooses_the_rows_and_begins_a_run(project, routed, lead, endpoint):
    ask_again(project=project, routing=routed, endpoint=endpoint, by=lead)
    assert not Run.objects.exists()  # nothing is looked through while somebody waits
    choose(project)
    run, job = Run.objects.get(), last_asking(project)
    assert run.count == 9
    assert job.progress == {"total": 10, "done": 10, "run": run.pk, "count": 9}


def test_cut_off_after_the_run_began_it_begins_no_other(project, routed, lead, endpoint):
    job = ask_again(project=project, routing=routed, endpoint=endpoint, by=lead)
    choose_and_ask(job)
    choose_and_ask(Job.objects.get(task=TASK))
    assert Run.objects.count() == 1


def test_what_stands_in_its_way_by_then_is_told_and_tried_no_more(project, routed, lead, endpoint):
    ask_again(project=project, routing=routed, endpoint=endpoint, by=lead)
    endpoint.delete()
    choose(project)
    job = last_asking(project)
    assert (job.state, job.progress["problem"]) == ("done", "The endpoint has been removed meanwhile.")
    assert not Run.objects.exists()


def test_one_is_asked_at_a_time(project, routed, lead, endpoint):
    ask_again(project=project, routing=routed, endpoint=endpoint, by=lead)
    with pytest.raises(ValidationError, match="being chosen already"):
        ask_again(project=project, endpoint=endpoint, by=lead)


def test_routes_without_rows_for_a_model_ask_none(project, routed, lead, endpoint):
    routed.again = None
    with pytest.raises(ValidationError, match="no rows"):
        ask_again(project=project, routing=routed, endpoint=endpoint, by=lead)
    assert last_asking(project) is None


@pytest.mark.parametrize("at_once", [1, 3, 1000])
def test_however_large_the_pieces_the_same_rows_are_chosen(project, routed, monkeypatch, at_once):
    """By chance drawn first; the likeliest to be wrong first, those without a chance last."""
    first = routed.again.selected.order_by("sample").values_list("sample", flat=True)[0]
    whole = answered_rows(project), routed_rows(routed)
    assert [pk - first for pk in whole[0]] == [11, 13, 15, 17, 10, 12, 14, 16]
    assert [pk - first for pk in whole[1]] == [2, 5, 1, 4, 0, 3, 6, 7, 8]
    monkeypatch.setattr(opinions, "AT_ONCE", at_once)
    assert (answered_rows(project), routed_rows(routed)) == whole


def test_no_more_are_tried_or_asked_than_may_be(project, routed, monkeypatch):
    tried, asked = answered_rows(project), routed_rows(routed)
    monkeypatch.setattr(opinions, "MOST_TRIED", 4)
    monkeypatch.setattr(opinions, "MOST_ASKED", 4)
    assert (answered_rows(project), routed_rows(routed)) == (tried[:4], asked[:4])


def test_the_page_shows_how_far_it_is_and_then_the_run(client, project, routed, lead, endpoint):
    client.force_login(lead)
    page = f"/projects/{project.slug}/routing/"
    answer = client.post(f"{page}{routed.pk}/ask/", {"endpoint": endpoint.pk}, follow=True).content.decode()
    assert "Rows for a model are being chosen" in answer
    assert "load delay:1500ms" in answer
    choose(project)
    assert f"/runs/{Run.objects.get().pk}/" in client.get(page).content.decode()


def test_by_rest_the_job_is_told_and_its_run(api_client, project, routed, lead, endpoint):
    there, as_lead = f"/api/v1/projects/{project.slug}", api_client(lead)
    answer = as_lead.post(f"{there}/routings/{routed.pk}/ask", {"endpoint": "local"}, **JSON)
    assert (answer.status_code, answer.json()["state"], answer.json()["run"]) == (202, "open", None)
    assert as_lead.post(f"{there}/routes/try", {"endpoint": "local"}, **JSON).status_code == 422
    choose(project)
    told = as_lead.get(f"{there}/routes").json()["asking"]
    assert (told["state"], told["run"], told["count"], told["done"]) == ("done", Run.objects.get().pk, 9, 10)


@pytest.mark.parametrize("budget", ["-1", "0.000000001", "1e30"])
def test_by_rest_a_budget_that_is_none_is_refused_at_once(api_client, project, routed, lead, endpoint, budget):
    body = {"endpoint": "local", "budget_usd": budget}
    there = f"/api/v1/projects/{project.slug}/routings/{routed.pk}/ask"
    assert api_client(lead).post(there, body, **JSON).status_code == 422
    assert last_asking(project) is None
