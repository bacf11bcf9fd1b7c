"""Some of the rows that a kept set leaves out, drawn by chance and looked at by people: how many of them were right."""

import json
from collections import Counter
from io import StringIO
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from annotation.filters import actions
from annotation.filters.actions import check_dropped, drawn_open, keep_filter_set
from annotation.filters.frames import drop_check
from annotation.filters.steps import steps_from
from annotation.models import DropCheck, FilterSet, Item, Selection
from generation.models import Sample
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db
PAGE = "/projects/reviews/filters/sets/1/dropped/"
CHECK = "/projects/reviews/filters/sets/1/check/"
REST = "/api/v1/projects/reviews/filters/sets/1/check"
OTHER = {"positive": "negative", "negative": "positive"}


@pytest.fixture
def kept(project, lead, basis) -> FilterSet:
    """Thirty of the forty rows go."""
    return keep_filter_set(
        project=project, by=lead, name="Polite", steps=steps_from([{"filter": "signal:toxicity", "at": 0.25}])
    )


def answered(check: DropCheck, annotator, *, wrong: int = 0, most: int = 20) -> None:
    for place, (pk, label) in enumerate(list(check.labels.items())[:most]):
        answer(annotator, Sample.objects.get(pk=pk), OTHER[label] if place < wrong else label)


def test_twenty_of_what_is_left_out_are_drawn_and_people_are_asked_about_them_first(kept, lead, samples):
    check = check_dropped(kept=kept, by=lead)
    drawn = {int(pk) for pk in check.labels}
    assert len(drawn) == 20
    assert drawn <= {sample.pk for sample in samples[10:]}
    assert check.population == 30
    first = set(Item.objects.order_by("-priority").values_list("sample", flat=True)[:20])
    assert first == drawn


def test_it_is_drawn_once_and_nobody_draws_until_the_figure_pleases(kept, lead):
    assert check_dropped(kept=kept, by=lead) == check_dropped(kept=kept, by=lead)
    assert Selection.objects.count() == 1


def test_the_share_is_told_once_all_are_answered_and_not_of_a_part(kept, lead, annotator):
    assert drop_check(kept) is None
    check = check_dropped(kept=kept, by=lead)
    answered(check, annotator, wrong=5, most=19)
    told = drop_check(kept)
    assert (told["answered"], told["false_drops"]) == (19, None)
    pk, label = list(check.labels.items())[-1]
    answer(annotator, Sample.objects.get(pk=pk), label)
    share = drop_check(kept)["false_drops"]
    assert (share["value"], share["n"]) == (0.75, 20)
    assert 0.5 < share["low"] < 0.6 < 0.85 < share["high"] < 0.95


def test_rows_that_people_answered_are_not_drawn(kept, lead, annotator, samples):
    for sample in samples[10:25]:
        answer(annotator, sample, sample.current_label)
    check = check_dropped(kept=kept, by=lead)
    assert {int(pk) for pk in check.labels} == {sample.pk for sample in samples[25:]}


def test_each_open_row_is_drawn_as_often_as_any_other(project, annotator, samples):
    """Six of thirty were answered after the columns were written: of the other 24 each is among 20 in five draws of
    six, and where chance alone moves the counts, they stay within four standard errors."""
    for sample in samples[:6]:
        answer(annotator, sample, sample.current_label)
    random, seen = Random(7), Counter()
    for _draw in range(300):
        drawn = drawn_open(project, [sample.pk for sample in samples[:30]], random)
        assert len(drawn) == 20
        seen.update(list(drawn))
    assert set(seen) == {sample.pk for sample in samples[6:30]}
    error = (300 * 5 / 6 * 1 / 6) ** 0.5
    assert all(abs(times - 250) < 4 * error for times in seen.values())


def test_labels_are_read_until_enough_rows_are_open_and_never_of_all(
    project, samples, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(actions, "AT_ONCE", 5)
    with django_assert_num_queries(4):  # all are open: twenty of forty are enough
        assert len(drawn_open(project, [sample.pk for sample in samples], Random(1))) == 20
    Sample.objects.filter(pk__in=[sample.pk for sample in samples[2:]]).update(label_source="person")
    monkeypatch.setattr(actions, "MOST_TRIED", 10)
    with django_assert_num_queries(2):  # hardly one is open: it ends all the same
        assert len(drawn_open(project, [sample.pk for sample in samples], Random(1))) < 3


def test_a_set_that_leaves_nothing_out_has_nothing_to_draw(project, lead, basis):
    steps = steps_from([{"filter": "signal:toxicity", "at": 0.5, "on": False}])
    with pytest.raises(ValidationError, match="leaves out no row"):
        check_dropped(kept=keep_filter_set(project=project, by=lead, name="", steps=steps), by=lead)


def test_from_the_page(kept, signed_in, lead, viewer, annotator):
    client = signed_in(lead)
    assert "Check 20 of them by chance" in client.get(PAGE).content.decode()
    assert "Check 20 of them by chance" not in signed_in(viewer).get(PAGE).content.decode()
    shown = client.post(CHECK, follow=True).content.decode()
    assert "20 rows, drawn by chance, are asked about first." in shown
    assert "0 of 20 are answered" in shown
    answered(DropCheck.objects.get(), annotator, wrong=10)
    shown = client.get(PAGE).content.decode()
    assert "Right although left out: 50" in shown
    assert "n = 20" in shown


def test_where_fewer_can_be_drawn_the_button_says_how_many(project, kept, lead, samples, signed_in):
    few = keep_filter_set(
        project=project, by=lead, name="", steps=steps_from([{"filter": "signal:toxicity", "at": 0.85}])
    )
    page = f"/projects/reviews/filters/sets/{few.number}/dropped/"
    shown = signed_in(lead).get(page).text
    drawn = len(check_dropped(kept=few, by=lead).labels)
    assert drawn < 20
    assert f"Check all {drawn} of them" in shown
    assert "Check 20 of them" not in shown


def test_by_rest_and_by_the_command(kept, api_client, lead, annotator):
    client = api_client(lead)
    assert client.get(REST).status_code == 404
    made = client.post(REST)
    assert (made.status_code, made.json()["rows"]) == (201, 20)
    answered(DropCheck.objects.get(), annotator)
    assert client.get(REST).json()["false_drops"]["value"] == 1
    out = StringIO()
    call_command("filters", "reviews", "--set", "1", "--check", "--json", stdout=out)
    assert json.loads(out.getvalue())["answered"] == 20
