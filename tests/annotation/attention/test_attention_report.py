"""What the page says of people who hurry, repeat themselves or miss checks: by name, with intervals, to whom it may."""

import io
import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotation.attention.report import attention_report
from annotation.models import Dispenser, Item, ReviewPolicy, Stream
from generation.audit_words import details
from generation.children import carry_out_open_jobs
from generation.models import Event, Membership
from tests.annotation.effects.conftest import World
from tests.annotation.review.test_lead_pages import CHOSEN

pytestmark = pytest.mark.django_db(transaction=True)

PATH = "/api/v1/projects/reviews/attention"
POLICY = "/api/v1/projects/reviews/policy"


@pytest.fixture
def world(project, codebook) -> World:
    return World(project)


@pytest.fixture
def worked(world, project, annotator, annotator2):
    """One always says positive, in a second each, and misses seven checks of ten; the other takes turns and time."""
    ReviewPolicy.objects.create(project=project, overlap_share=0.0, gold_share=0.1)
    for turn in range(40):
        world.answered(annotator, "positive", seconds=0.05, minute=turn)
        label = ("positive", "negative")[turn // 2 % 2]
        world.answered(annotator2, label, seconds=6.0 + turn % 5, minute=turn)
    for turn in range(10):
        for person, right in ((annotator, turn < 3), (annotator2, True)):
            sample = world.sample(reference="positive", origin="gold")
            label = "positive" if right else "negative"
            world.answered(
                person, label, sample=sample, seconds=7.0, minute=100 + turn, stream=Stream.GOLD, resolve=False
            )
            Item.objects.filter(sample=sample).update(state=Item.State.GOLD)


def person(report: dict, user) -> dict:
    return next(one for one in report["people"] if one["person"] == user.get_username())


def read(client, url: str):
    client.get(url)
    carry_out_open_jobs()
    return client.get(url)


def test_each_person_has_figures_with_interval_and_n(worked, project, annotator, annotator2):
    report = attention_report(project, {})
    assert [one["person"] for one in report["people"]] == sorted(one["person"] for one in report["people"])
    hurried, calm = person(report, annotator), person(report, annotator2)
    assert (hurried["gold"]["count"], hurried["gold"]["n"], hurried["gold"]["advice"]) == (3, 10, "pause")
    assert hurried["gold"]["below"] == pytest.approx(0.9957, abs=5e-5)
    assert calm["gold"]["advice"] == ""
    assert hurried["time"]["in_runs"] == 40
    assert hurried["time"]["fast"]["low"] < 0.8 < hurried["time"]["fast"]["high"]
    assert calm["time"]["runs"] == []
    assert calm["order"]["n"] == 48


def test_a_lead_reads_of_everybody_and_that_nothing_happens_by_itself(worked, signed_in, lead, annotator):
    text = read(signed_in(lead), reverse("annotation:attention", args=["reviews"])).text
    assert "Consider a pause" in text
    assert "3 of 10 right" in text
    assert "answers came in runs of five or more" in text
    assert "nothing happens by itself" in text


class TestWhatChecksAskFor:
    """Three right of ten: a pause where 70 % are asked for, nothing where 20 % are."""

    def advice(self, project, annotator) -> str:
        return person(attention_report(project, {}), annotator)["gold"]["advice"]

    def test_is_the_leads_rule_by_rest(self, worked, project, api_client, lead, annotator):
        assert self.advice(project, annotator) == "pause"
        told = api_client(lead).patch(POLICY, {"gold_least": 0.2}, content_type="application/json").json()
        assert told["gold_least"] == 0.2
        assert self.advice(project, annotator) == ""

    def test_is_the_leads_rule_on_their_page_which_says_it_everywhere(
        self, worked, project, signed_in, lead, annotator
    ):
        browser = signed_in(lead)
        browser.post(reverse("annotation:policy", args=["reviews"]), CHOSEN | {"gold_share": "10", "gold_least": "60"})
        assert ReviewPolicy.objects.get().gold_least == 0.6
        assert dict(details(Event.objects.get()))["checks that ought to be right, %"] == "60"
        page = read(browser, reverse("annotation:attention", args=["reviews"])).text
        assert "fewer than 60.0% of gold checks" in page
        assert reverse("annotation:policy", args=["reviews"]) + "#rules-gold" in page

    def test_nothing_is_no_share_of_answers(self, worked, signed_in, lead):
        refused = signed_in(lead).post(reverse("annotation:policy", args=["reviews"]), CHOSEN | {"gold_least": "100"})
        assert refused.status_code == 422


def test_an_annotator_reads_their_own_alone_in_kind_words(worked, signed_in, annotator, annotator2):
    text = read(signed_in(annotator), reverse("annotation:attention", args=["reviews"])).text
    assert "That may well be the codebook" in text
    assert "Some answers in a row came very fast" in text
    assert annotator2.get_username() not in text
    calm = read(signed_in(annotator2), reverse("annotation:attention", args=["reviews"])).text
    assert "Nothing stands out" in calm


def test_by_rest_too_everybody_has_their_own_line_alone(worked, api_client, lead, annotator, annotator2):
    whole = read(api_client(lead), PATH).json()
    mine = api_client(annotator).get(PATH).json()
    assert len(whole["people"]) == 2
    assert [one["person"] for one in mine["people"]] == [annotator.get_username()]
    assert {"slow", "worn", "wrong"} <= set(whole) - set(mine)
    assert {"changed"} == set(person(whole, annotator)) - set(person(mine, annotator))
    assert "others" not in mine["people"][0]["most"]
    assert mine["people"][0]["tiring"] == {"tires": False}


def test_where_people_are_not_told_of_checks_this_page_does_not_tell_them(worked, api_client, annotator):
    ReviewPolicy.objects.update(gold_feedback=False)
    mine = read(api_client(annotator), PATH).json()["people"][0]
    assert not {"gold", "tiring"} & set(mine)


@pytest.mark.parametrize("stream", [Stream.AUDIT, Stream.ACTIVE, Stream.OVERLAP, Stream.GOLD])
def test_an_answer_moves_ones_own_line_alike_whatever_it_was_asked_for(
    worked, world, api_client, annotator, lead, stream
):
    """Two reads around it: one answer more, of one label more, whether it was a check or somebody else's item, too."""
    ReviewPolicy.objects.update(gold_feedback=False)
    before = read(api_client(annotator), PATH).json()["people"][0]
    sample = world.sample(reference="positive" if stream == Stream.GOLD else "")
    if stream == Stream.OVERLAP:
        world.answered(lead, sample=sample, minute=300)
    world.answered(annotator, "positive", sample=sample, seconds=9.0, minute=301, stream=stream, resolve=False)
    if stream == Stream.GOLD:
        Item.objects.filter(sample=sample).update(state=Item.State.GOLD)
    annotator.annotations.first().project.reports.all().delete()
    after = read(api_client(annotator), PATH).json()["people"][0]
    counts = [
        (one["answers"], one["time"]["fast"]["n"], one["most"]["n"], one["order"]["n"]) for one in (before, after)
    ]
    assert [b - a for a, b in zip(*counts, strict=True)] == [1, 1, 1, 0]
    assert set(after) == {"person", "answers", "time", "most", "order"}


class TestAGoldItemThatIsMissed:
    """Six good annotators, of whom three miss the one item that the lead then takes out."""

    @pytest.fixture
    def missed(self, world, project, django_user_model):
        ReviewPolicy.objects.create(project=project, overlap_share=0.0, gold_share=0.1)
        samples = [world.sample(reference="positive", origin="gold") for _ in range(7)]
        for number in range(6):
            user = django_user_model.objects.create_user(f"person-{number}")
            for turn, sample in enumerate(samples):
                label = "negative" if turn == 0 and number < 3 else "positive"
                minute = number * 10 + turn
                world.answered(user, label, sample=sample, minute=minute, stream=Stream.GOLD, resolve=False)
        Item.objects.filter(sample__in=samples).update(state=Item.State.GOLD)
        return samples[0]

    def test_a_lead_takes_it_out_on_the_page_and_puts_it_back(self, missed, signed_in, lead):
        browser, url = signed_in(lead), reverse("annotation:attention", args=["reviews"])
        out, back = (
            reverse(f"annotation:attention-{verb}", args=["reviews", missed.pk]) for verb in ("retire", "put-back")
        )
        page = read(browser, url).text
        assert "missed by 3 of 6 people who are right elsewhere" in page
        assert out in page
        page = browser.post(out, follow=True).text
        assert out not in page
        assert "its answers count for nobody" in page
        page = browser.post(back, follow=True).text
        assert "its answers count for nobody" not in page

    def test_so_by_rest(self, missed, api_client, lead, project):
        client, gold = api_client(lead), f"/api/v1/projects/reviews/gold/{missed.pk}"
        assert client.post(f"{gold}/retire", {}, content_type="application/json").json()["counts"] is False
        assert client.post(f"{gold}/retire", {}, content_type="application/json").status_code == 409
        assert attention_report(project, {})["worn"] == []
        assert [one["sample"] for one in read(client, PATH).json()["retired"]] == [missed.pk]
        assert client.post(f"{gold}/put-back").json()["sample"] == missed.pk
        assert [one["sample"] for one in attention_report(project, {})["worn"]] == [missed.pk]

    def test_where_none_is_left_the_lead_is_told_to_bring_others(self, missed, project, signed_in, lead):
        dispenser, _new = Dispenser.objects.get_or_create(project=project)
        url = reverse("annotation:attention", args=["reviews"])
        assert "No gold check is left to give" not in read(signed_in(lead), url).text
        Dispenser.objects.filter(pk=dispenser.pk).update(checks_spent_at=timezone.now())
        assert "No gold check is left to give" in signed_in(lead).get(url).text


def test_a_viewer_and_a_stranger_read_nothing(worked, api_client, viewer, stranger):
    assert api_client(viewer).get(PATH).status_code == 403
    assert api_client(stranger).get(PATH).status_code == 404


def test_without_answers_it_says_so(project, codebook, signed_in, lead, annotator):
    assert attention_report(project, {})["people"] == []
    url = reverse("annotation:attention", args=["reviews"])
    assert "Nobody has answered yet" in read(signed_in(lead), url).text
    assert "You have not answered yet" in signed_in(annotator).get(url).text
    with pytest.raises(CommandError, match="Nobody has answered yet"):
        call_command("attention", "reviews")


def test_the_command_says_the_same(worked, annotator):
    said, whole = io.StringIO(), io.StringIO()
    call_command("attention", "reviews", stdout=said)
    assert "3 of 10 right" in said.getvalue()
    call_command("attention", "reviews", "--json", stdout=whole)
    assert person(json.loads(whole.getvalue()), annotator)["gold"]["n"] == 10


def test_items_that_take_too_long_are_listed_for_the_codebook(world, project, annotator):
    ReviewPolicy.objects.create(project=project, overlap_share=0.0)
    slow = world.sample()
    world.answered(annotator, sample=slow, seconds=200.0, minute=500)
    for turn in range(60):
        world.answered(annotator, seconds=6.0 + turn % 5, minute=turn)
    (found,) = attention_report(project, {})["slow"]
    assert found["sample"] == slow.pk
    assert found["ratio"] > 10


def test_the_page_takes_as_many_queries_with_many_people_and_answers(
    worked, world, signed_in, lead, annotator, django_assert_max_num_queries
):
    client, page = signed_in(lead), reverse("annotation:attention", args=["reviews"])
    read(client, page)
    with CaptureQueriesContext(connection) as asked:
        client.get(page)
    before = len(asked)  # the next request clears the log
    for turn in range(12):
        someone = get_user_model().objects.create_user(username=f"another-{turn}")
        Membership.objects.create(project=world.project, user=someone, role="annotator")
        world.answered(someone, "positive", seconds=1.0, minute=turn)
    read(client, page)
    with django_assert_max_num_queries(before + 3):  # whether figures are being reckoned anew, never one a person
        client.get(page)
