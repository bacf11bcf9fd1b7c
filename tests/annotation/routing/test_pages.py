"""The page, REST and command line of routes."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotation.models import RoutePrices, Routing
from annotation.routing.asking import routes
from generation.children import carry_out_open_jobs

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {"content_type": "application/json"}


@pytest.fixture
def page(project):
    return f"/projects/{project.slug}/routing/"


@pytest.fixture
def reckoned(project, scored):
    routes(project)
    carry_out_open_jobs()
    return routes(project).data


def test_a_lead_sees_what_money_buys_and_carries_a_point_out(client, page, lead, reckoned):
    client.force_login(lead)
    shown = client.get(page).content.decode()
    assert "What money buys" in shown
    moving = [point for point in reckoned["points"] if point["routes"]["accept"] < reckoned["rows"]]
    assert shown.count("Carry out the point") == len(moving) > 0
    answer = client.post(page + "carry-out/", {"value": reckoned["points"][-1]["value"]}, follow=True)
    assert "being routed" in answer.content.decode()
    carry_out_open_jobs()
    shown = client.get(page).content.decode()
    assert "Rows for people, before all others" in shown
    assert Routing.objects.get().state == "done"


def test_prices_are_set_on_the_page_and_errors_are_told(client, page, lead, codebook):
    client.force_login(lead)
    answer = client.post(page, {"wage": "-3", "seconds": "8", "call": "0.01", "person_error": "2"})
    assert answer.status_code == 422
    assert not RoutePrices.objects.exists()
    client.post(page, {"wage": "30", "seconds": "8", "call": "0.01", "person_error": "2"})
    prices = RoutePrices.objects.get()
    assert (prices.wage, prices.person_error) == (30, 0.02)


def test_a_viewer_sees_the_points_and_no_button(client, page, viewer, reckoned):
    client.force_login(viewer)
    shown = client.get(page).content.decode()
    assert "What money buys" in shown
    assert "Carry out the point" not in shown


@pytest.mark.parametrize("value", ["", "none", "-1", "nan", "inf", "1e999"])
def test_a_point_that_is_none_is_refused(client, page, lead, codebook, value):
    client.force_login(lead)
    client.post(page + "carry-out/", {"value": value})
    assert not Routing.objects.exists()


def test_before_anything_is_scored_the_page_says_what_to_do(client, page, lead, project, codebook):
    routes(project)
    carry_out_open_jobs()
    client.force_login(lead)
    assert "Nothing is scored yet" in client.get(page).content.decode()


def test_the_page_asks_no_more_for_more_rows(client, page, lead, reckoned, django_assert_max_num_queries):
    client.force_login(lead)
    client.get(page)
    with django_assert_max_num_queries(24):
        client.get(page)


def test_by_rest_prices_are_set_and_a_point_is_carried_out(api_client, project, lead, reckoned):
    there = f"/api/v1/projects/{project.slug}"
    as_lead = api_client(lead)
    assert as_lead.get(f"{there}/routes").json()["rows"] == reckoned["rows"]
    assert as_lead.put(f"{there}/routes/prices", {"wage": 36, "seconds": 10}, **JSON).json()["answer"] == pytest.approx(
        0.1
    )
    answer = as_lead.post(f"{there}/routings", {"value": 1.5}, **JSON)
    assert (answer.status_code, answer.json()["state"]) == (202, "running")
    carry_out_open_jobs()
    done = as_lead.get(f"{there}/routings").json()["items"][0]
    assert (done["state"], done["told"]["rows"]) == ("done", reckoned["rows"])
    assert as_lead.post(f"{there}/routings", {"value": -1}, **JSON).status_code == 422
    assert as_lead.post(f"{there}/routings/{done['id']}/ask", {"endpoint": "none"}, **JSON).status_code == 422


def command(*words) -> str:
    out = StringIO()
    call_command("route", "reviews", *words, stdout=out)
    return out.getvalue()


def test_by_command_the_points_are_listed_and_one_is_carried_out(scored):
    assert "expected to be wrong; an answer costs $0.100." in command("--wage", "36", "--seconds", "10")
    assert "Expected:" in command("--value", "1.5")
    told = json.loads(command("--value", "1.5", "--json"))
    assert Routing.objects.filter(state="done").count() == 2
    assert sum(told["routes"].values()) == told["rows"]


def test_by_command_what_cannot_be_is_told(codebook):
    with pytest.raises(CommandError, match="run `score` first"):
        command()
    with pytest.raises(CommandError, match="above 0"):
        command("--value", "-1")
    assert not RoutePrices.objects.exists()  # to look changes nothing
    with pytest.raises(CommandError):
        command("--wage", "0")
