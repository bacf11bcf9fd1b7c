"""The rows that a kept set leaves out: a page of them by key, each with its reason; by REST, too."""

import re

import pytest
from django.utils import timezone

from annotation.filters.actions import dropped_now, keep_filter_set
from annotation.filters.steps import steps_from
from annotation.models import Assignment, FilterSet, Stream
from annotation.models.queue import samples_numbered

pytestmark = pytest.mark.django_db
PAGE = "/projects/reviews/filters/sets/1/dropped/"
RUDE = {"filter": "signal:toxicity", "at": 0.5}


@pytest.fixture
def kept(project, lead, basis) -> FilterSet:
    """Twenty of the forty rows are rude by half or more."""
    return keep_filter_set(project=project, by=lead, name="Polite", steps=steps_from([RUDE]))


def shown(client, **params) -> list[int]:
    html = client.get(PAGE, params).content.decode()
    numbers = re.findall(r">#(\d+)</a></th>", html)
    return [pk for number in numbers for pk in samples_numbered(int(number))]


def test_each_row_that_goes_is_shown_with_the_filter_and_the_reason(kept, signed_in, lead, samples):
    html = signed_in(lead).get(PAGE).content.decode()
    assert "Rows that “Polite” leaves out" in html
    assert "20 rows go" in html
    assert html.count("rows from 0.500 on are left out") == 20
    assert "It stands at 0.975;" in html
    assert shown(signed_in(lead)) == [sample.pk for sample in samples[20:]]


def test_pages_follow_each_other_by_the_numbers_of_the_rows(kept, samples):
    ids = [sample.pk for sample in samples[20:]]
    first = dropped_now(kept, limit=8)
    second = dropped_now(kept, limit=8, after=first.older)
    last = dropped_now(kept, limit=8, after=second.older)
    assert [row.sample for page in (first, second, last) for row in page.rows] == ids
    assert (first.newer, last.older, last.total) == (None, None, 20)
    back = dropped_now(kept, limit=8, before=last.newer)
    assert [row.sample for row in back.rows] == ids[8:16]


def test_a_row_is_told_by_the_first_filter_that_drops_it(project, lead, basis, samples):
    steps = [{"filter": "signal:toxicity", "at": 0.9}, RUDE]
    page = dropped_now(keep_filter_set(project=project, by=lead, name="", steps=steps_from(steps)), limit=20)
    assert [(row.step, row.threshold) for row in page.rows] == [(2, 0.5)] * 16 + [(1, 0.9)] * 4


def test_a_filter_that_is_switched_off_leaves_nothing_out(project, lead, basis, signed_in):
    keep_filter_set(project=project, by=lead, name="", steps=steps_from([RUDE | {"on": False}]))
    assert "This set leaves nothing out" in signed_in(lead).get(PAGE).content.decode()


@pytest.mark.parametrize("params", [{"after": "x"}, {"after": "-1"}, {"before": "9" * 30}, {"after": "²"}])
def test_an_address_that_makes_little_sense_shows_the_first_page(kept, signed_in, lead, samples, params):
    assert shown(signed_in(lead), **params)[:1] == [samples[20].pk]


def test_of_a_row_that_they_are_asked_about_neither_label_nor_reason_is_told(kept, signed_in, lead, samples):
    held = {"state": Assignment.State.HELD, "blind": True, "stream": Stream.AUDIT, "expires_at": timezone.now()}
    Assignment.objects.create(
        project=kept.project, item=samples[20].item, user=lead, codebook=kept.project.codebooks.get(), **held
    )
    html = signed_in(lead).get(PAGE).content.decode()
    assert "label not told: you are being asked" in html
    assert html.count("rows from 0.500 on are left out") == 19


def test_the_page_asks_no_more_for_more_rows(kept, signed_in, lead, django_assert_max_num_queries):
    client = signed_in(lead)
    client.get(PAGE)
    with django_assert_max_num_queries(20):
        client.get(PAGE)


def test_a_set_that_is_not_there_is_not_found(signed_in, lead, codebook):
    assert signed_in(lead).get(PAGE).status_code == 404


def test_before_the_worker_has_looked_the_page_says_so(project, lead, codebook, samples, signed_in):
    keep_filter_set(project=project, by=lead, name="", steps=steps_from([RUDE]))
    assert "appear here by themselves" in signed_in(lead).get(PAGE).content.decode()


def test_by_rest_they_come_by_key(kept, api_client, lead, samples):
    there, as_lead = "/api/v1/projects/reviews/filters/sets/1/dropped", api_client(lead)
    first = as_lead.get(there, {"limit": 15}).json()
    rest = as_lead.get(there, {"limit": 15, "cursor": first["next"]}).json()
    assert [row["sample"] for row in first["items"] + rest["items"]] == [sample.pk for sample in samples[20:]]
    assert (first["rows"], rest["next"]) == (20, None)
    assert first["items"][0]["reason"] == "It stands at 0.500; rows from 0.500 on are left out."
    assert as_lead.get(there, {"cursor": "x"}).status_code == 422
    assert as_lead.get(there, {"order": "-id"}).status_code == 422
