"""The page, REST and command line of routes."""

import json
import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from annotation.models import Annotation, RoutePrices, Routing
from annotation.routing.actions import strays
from annotation.routing.answer_time import AnswerTime, answer_time
from annotation.routing.asking import answer_time_of, prices_in_force, routes
from annotation.routing.shapes import alike, beyond, chart, taken_over
from annotation.stopping.asking import stopping
from annotation.stopping.shapes import with_prices
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


def test_where_rows_would_go_elsewhere_by_then_nothing_is_carried_out(client, page, lead, reckoned):
    """The page was of older figures: what was agreed to is another thing than what would come of it."""
    client.force_login(lead)
    point = reckoned["points"][-1]
    seen = point["routes"] | {"accept": point["routes"]["accept"] + 40, "person": point["routes"]["person"] - 40}
    client.post(page + "carry-out/", {"value": point["value"], "routes": json.dumps(seen)})
    carry_out_open_jobs()
    made = Routing.objects.get()
    assert (made.state, made.people) == ("failed", None)
    assert "nothing was carried out" in client.get(page).content.decode()
    client.post(page + "carry-out/", {"value": point["value"], "routes": json.dumps(point["routes"])})
    carry_out_open_jobs()
    assert Routing.objects.first().state == "done"


@pytest.mark.parametrize("routes", ["[1]", "{", '{"accept": "all"}'])
def test_routes_that_are_none_are_refused(client, page, lead, reckoned, routes):
    client.force_login(lead)
    client.post(page + "carry-out/", {"value": 1.0, "routes": routes})
    assert not Routing.objects.exists()


def test_a_few_rows_that_people_answered_meanwhile_keep_nothing_back():
    agreed = {"accept": 208, "person": 14}
    assert not strays(agreed, {"accept": 206, "person": 13})
    assert strays(agreed, {"accept": 49, "again": 173})
    assert not strays(None, agreed)


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


@pytest.fixture
def shown(client, page, lead):
    client.force_login(lead)
    return lambda: client.get(page).content.decode()


def test_that_nobody_has_set_prices_is_said_until_somebody_does(client, page, shown, reckoned):
    assert "Nobody has set prices yet" in shown()
    client.post(page + "carry-out/", {"value": reckoned["points"][-1]["value"]})  # the usual prices are stored with it
    carry_out_open_jobs()
    assert "Nobody has set prices yet" in shown()
    client.post(page, {"wage": "30", "seconds": "8", "call": "0.01", "person_error": "2"})
    assert "Nobody has set prices yet" not in shown()


def test_how_long_an_answer_took_counts_here_and_where_it_is_enough(
    client, page, shown, api_client, lead, project, scored
):
    Annotation.objects.filter(project=project).update(seconds=7.5)
    routes(project)
    stopping(project)
    carry_out_open_jobs()
    told = re.sub(r"\s+", " ", shown())
    assert "$0.0417 for an answer (7.5 s, measured here, n = 80, at $20.00 an hour)" in told
    assert "the hour and the call are assumed" in told
    assert "the hour and the call below are assumed, the time of an answer is measured" in told
    assert "these are assumed" not in told
    assert "Take over what was measured" not in told
    there = f"/api/v1/projects/{project.slug}"
    prices = api_client(lead).get(f"{there}/routes").json()["prices"]
    assert (prices["seconds"], prices["seconds_used"], prices["seconds_measured"]) == (20, 7.5, True)
    assert prices["answer"] == pytest.approx(20 * 7.5 / 3600)
    assert with_prices(stopping(project).data, prices_in_force(project))["seconds_used"] == 7.5
    client.post(page, {"wage": "36", "seconds": "100", "call": "0.01", "person_error": "0"})
    carry_out_open_jobs()
    assert "7.5 s, measured here" in shown()


def test_before_six_answers_are_timed_the_price_list_counts(project):
    prices = RoutePrices(project=project, seconds=30)
    assert answer_time(prices, {"seconds": 7.5, "seconds_n": 5}).seconds == 30
    assert answer_time(prices, {"seconds": 7.5, "seconds_n": 6}) == AnswerTime(7.5, is_measured=True, n=6)
    assert answer_time(prices, None) == AnswerTime(30)


def test_points_of_before_went_by_the_price_list(project):
    older = {"points": [POINT], "measured": {"seconds": 7.5, "seconds_n": 80}}
    assert answer_time_of(RoutePrices(project=project), older) == AnswerTime(20)


def test_a_point_is_carried_out_by_the_time_that_it_was_shown_with(client, page, project, lead, reckoned):
    client.force_login(lead)
    client.post(page + "carry-out/", {"value": reckoned["points"][-1]["value"]})
    Annotation.objects.filter(project=project).update(seconds=900)
    carry_out_open_jobs()
    made = Routing.objects.get()
    assert (made.state, made.told["answer"]) == ("done", reckoned["answer"])


def test_a_call_that_was_measured_is_offered_to_be_taken_over(project):
    prices = RoutePrices(project=project)
    assert taken_over(prices, {"seconds": 7.5, "seconds_n": 80, "call": 0.0004}) == {"call": "0.0004"}
    assert taken_over(prices, {"seconds": 7.5, "seconds_n": 3, "call": None}) == {"seconds": "7.5"}


def test_the_question_before_carrying_out_says_what_it_costs_and_where_rows_go(shown, reckoned):
    last = reckoned["points"][-1]
    asked = re.findall(r'data-confirm="([^"]+)"', shown())[-1]
    assert f"${last['cost']:.2f}" in asked
    assert f"{last['routes']['person']} to people" in asked


def test_that_the_audits_column_may_go_up_by_chance_is_said(shown, reckoned):
    assert any(point["judged"] for point in reckoned["points"])
    assert "may go up from one line to the next by chance" in shown()


def test_the_cheapest_point_names_no_price_of_a_wrong_label(shown, reckoned):
    assert shown().count("next to nothing") == 1


def test_while_one_is_carried_out_the_page_says_why_no_other_can_be(client, page, shown, reckoned):
    client.post(page + "carry-out/", {"value": reckoned["points"][-1]["value"]})
    held = shown()
    assert "The worker sends each row its way; what comes of it stands here by itself." in held
    assert "A worker takes it up within seconds." in held
    assert f"Routes {Routing.objects.get().pk} are being carried out" in held
    assert held.count('disabled aria-describedby="why-not-now"') == held.count("Carry out the point for")


def test_the_way_back_stands_beside_the_rows_for_people(client, page, shown, reckoned):
    client.post(page + "carry-out/", {"value": reckoned["points"][-1]["value"]})
    carry_out_open_jobs()
    back = re.search(r'action="([^"]+/in-turn/)"', shown())[1]
    client.post(back)
    assert "asked in turn" in shown()
    assert Routing.objects.get().people.asked_at is None


POINT = {"value": 1.0, "cost": 2.0, "error": 0.1, "people": 1.0, "routes": {"accept": 1, "person": 1}, "judged": None}
NOBODY_ELSE = {"line": [{"cost": 0, "error": 0.2}], "people_alone": [{"cost": 0, "error": 0.2}], "chance": [POINT]}


def judged(*values: float) -> dict:
    points = [POINT | {"judged": {"value": v, "low": v - 0.05, "high": v + 0.05, "n": 45}} for v in values]
    everybody = POINT | {"routes": {"person": 2}, "judged": {"value": 0.0, "low": 0.0, "high": 0.05, "n": 45}}
    return {"rows": 2, "points": [*points, everybody]}


def test_of_two_lines_that_coincide_one_is_drawn_under_both_names():
    names = [line["name"] for line in chart(NOBODY_ELSE)]
    assert names == ["Best routes, which are people alone, riskiest first", "By chance"]
    assert len(chart(NOBODY_ELSE | {"line": [{"cost": 0, "error": 0.1}]})) == 3


@pytest.mark.parametrize(("shares", "rows"), [((0.04, 0.02), 45), ((0.2, 0.02), 0), ((0.04,), 0), ((), 0)])
def test_points_that_drawn_rows_cannot_tell_apart_are_said_to_be_so(shares, rows):
    assert alike(judged(*shares)) == rows


@pytest.mark.parametrize(("rows", "left", "later"), [(200, 160, 40), (160, 160, 0), (160, 162, 0)])
def test_rows_that_came_after_the_audits_were_frozen_are_counted(rows, left, later):
    """162 of 160: two wait for another person."""
    point = POINT | {"judged": {"value": 0.1, "low": 0.05, "high": 0.2, "n": 45, "population": left}}
    assert beyond({"rows": rows, "points": [point]}) == later


def test_where_no_audit_judges_none_is_counted_as_later():
    assert beyond({"rows": 3, "points": [POINT]}) == beyond({}) == 0
