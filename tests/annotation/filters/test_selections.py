"""Rows that somebody picked out, left out of a version or kept alone."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.datasets.exports import card_text
from annotation.filters.actions import dropped_now, effect_now, keep_filter_set
from annotation.filters.basis import filters_report
from annotation.filters.steps import steps_from
from annotation.models import DroppedRow, FilterColumn, FilterSet, Row, Selection
from annotation.selections.actions import MOST_ROWS, drop_selection, keep_selection
from generation.models import Project
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/projects/reviews/filters/"
ROOT = "/api/v1/projects/reviews"


@pytest.fixture
def corner(project, lead, samples) -> Selection:
    """The first seven rows; kept before the worker writes the columns."""
    return keep_selection(project=project, by=lead, name="corner", samples=[one.pk for one in samples[:7]])


@pytest.fixture
def keep(project, lead):
    return lambda steps, name="": keep_filter_set(project=project, by=lead, name=name, steps=steps_from(steps))


def without(selection: Selection) -> list[dict]:
    return [{"filter": "without_selection", "at": selection.pk}]


def only(selection: Selection) -> list[dict]:
    return [{"filter": "only_selection", "at": selection.pk}]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_its_rows_go_or_stay_alone_and_people_s_labels_spare_none(project, corner, samples, annotator):
    answer(annotator, samples[0], "positive")
    filters_report(project, {})
    told = effect_now(project, steps_from(without(corner)))
    assert told["rows"] == {"before": 40, "after": 33}
    assert (told["steps"][0]["dropped"], told["steps"][0]["spared"]) == (7, 0)
    assert effect_now(project, steps_from(only(corner)))["rows"]["after"] == 7
    assert effect_now(project, steps_from([*without(corner), *only(corner)]))["rows"]["after"] == 0


def test_one_that_the_worker_has_not_seen_counts_the_same_as_one_it_has(project, corner, samples, lead):
    filters_report(project, {})
    late = keep_selection(project=project, by=lead, name="late", samples=[one.pk for one in samples[:7]])
    stored = FilterColumn.objects.filter(name__startswith="selection:").values_list("name", flat=True)
    assert list(stored) == [f"selection:{corner.pk}"]
    for steps in (without, only):
        seen, unseen = (effect_now(project, steps_from(steps(one))) for one in (corner, late))
        assert seen["steps"][0] | {"at": 0} == unseen["steps"][0] | {"at": 0}
        assert seen["rows"] == unseen["rows"]
        assert seen["rows"]["after"] in (7, 33)


def test_a_stored_selection_costs_no_statement_and_another_one_two_whatever_its_rows(project, corner, samples, lead):
    filters_report(project, {})

    def statements(steps) -> int:
        with CaptureQueriesContext(connection) as seen:
            effect_now(project, steps_from(steps))
        return len(seen)

    plain = statements([{"filter": "length", "at": 5}])
    assert statements(without(corner)) == plain
    for rows in (1, 30):
        made = keep_selection(project=project, by=lead, name="", samples=[one.pk for one in samples[:rows]])
        assert statements(without(made)) == plain + 2


def test_a_version_leaves_its_rows_out_each_with_the_reason(project, corner, samples, keep, cut):
    kept = keep(without(corner), "No corner")
    version = cut(filter_set=kept.number)
    assert version.state == "ready", version.error
    gone = DroppedRow.objects.filter(version=version).values_list("sample", "step", "rule", "score", "threshold")
    assert list(gone) == [(one.pk, 1, "without_selection", None, corner.pk) for one in samples[:7]]
    assert set(Row.objects.filter(version=version).values_list("sample", flat=True)) == {s.pk for s in samples[7:]}
    assert version.card["filter_set"]["steps"][0]["selection"] == "corner"
    assert "corner" in card_text(version)
    alone = cut(filter_set=keep(only(corner)).number)
    assert set(Row.objects.filter(version=alone).values_list("sample", flat=True)) == {s.pk for s in samples[:7]}


def test_the_rows_that_a_kept_set_leaves_out_are_listed_with_the_reason(
    project, corner, samples, keep, api_client, lead
):
    kept = keep(without(corner))
    filters_report(project, {})
    assert [row.sample for row in dropped_now(kept, limit=50).rows] == [one.pk for one in samples[:7]]
    items = api_client(lead).get(f"{ROOT}/filters/sets/{kept.number}/dropped").json()["items"]
    assert {row["reason"] for row in items} == {f"It is in selection {corner.pk}."}


def test_what_a_kept_set_goes_by_cannot_be_dropped_and_another_one_can(
    project, corner, samples, keep, lead, api_client
):
    kept = keep(without(corner), "No corner")
    with pytest.raises(ValidationError, match=f"filter set {kept.number}, “No corner”"):
        drop_selection(selection=corner, by=lead)
    refused = api_client(lead).delete(f"{ROOT}/selections/{corner.pk}")
    assert (refused.status_code, "No corner" in refused.text) == (422, True)
    other = keep_selection(project=project, by=lead, name="other", samples=[samples[9].pk])
    filters_report(project, {})
    steps = steps_from(without(other))
    drop_selection(selection=other, by=lead)
    assert list(Selection.objects.all()) == [corner]
    assert effect_now(project, steps)["steps"][0]["missing"], "its column went with it"


def test_the_page_of_selections_says_why_one_stays(corner, keep, signed_in, lead):
    keep(only(corner), "Corner alone")
    address = reverse("annotation:selection-delete", args=["reviews", corner.pk])
    assert "goes by this selection, so it stays" in text_of(signed_in(lead).post(address, follow=True).text)
    assert Selection.objects.filter(pk=corner.pk).exists()


def test_one_of_another_project_and_one_that_is_too_large_are_refused(project, corner, keep, lead, samples):
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere", created_by=lead)
    Selection.objects.filter(pk=corner.pk).update(project=elsewhere)
    filters_report(project, {})
    assert effect_now(project, steps_from(without(corner)))["steps"][0]["missing"]
    with pytest.raises(ValidationError, match="There is no selection"):
        keep(without(corner))
    Selection.objects.filter(pk=corner.pk).update(project=project, rows=MOST_ROWS + 1)
    with pytest.raises(ValidationError, match="10000 rows at most"):
        keep(without(corner))
    assert not FilterSet.objects.exists()


@pytest.mark.parametrize("at", [None, 0, -1, 1.5, True, "7", 1e13])
def test_a_step_says_which_selection_by_its_number(at):
    with pytest.raises(ValidationError, match="say which selection"):
        steps_from([{"filter": "without_selection", "at": at}])


def test_the_button_of_the_map_leads_to_the_filters_with_that_step(project, samples, signed_in, lead):
    filters_report(project, {})
    chosen = ",".join(str(one.pk) for one in samples[:5])
    address = reverse("annotation:selection-create", args=["reviews"])
    html = signed_in(lead).post(address, {"samples": chosen, "name": "five", "then": "leave_out"}, follow=True).text
    assert "5 of 40 rows that come to it go" in text_of(html)
    assert re.search(r"<option value=\"\d+\" selected>five · 5 rows</option>", html)


def test_the_page_of_selections_leads_there_too_and_a_step_can_be_added_first(project, corner, signed_in, lead, keep):
    filters_report(project, {})
    client = signed_in(lead)
    page = client.get(reverse("annotation:selection-list", args=["reviews"])).text
    link = re.search(r'href="([^"]*without_selection[^"]*)"', page)
    assert "7 of 40 rows that come to it go" in text_of(client.get(link[1].replace("&amp;", "&")).text)
    added = client.get(PAGE, {"form": 1, "do": "add", "add": "only_selection"}, follow=True).text
    assert "Choose one" in added
    assert "corner · 7 rows" in added
    assert "40 of 40 rows stay" in text_of(added), "nothing is chosen yet"
    keep(without(corner), "No corner")
    assert "Leave out a selection: “corner”" in text_of(client.get(PAGE).text)


def test_examples_are_of_both_sides(project, corner, signed_in, lead):
    filters_report(project, {})
    asked = {"step": 0, "form": 1, "filter-0": "only_selection", "at-0": corner.pk, "on-0": "on"}
    html = signed_in(lead).get(f"{PAGE}examples/", asked).text
    shown = [int(number) for number in re.findall(r"samples/(\d+)/", html)]
    inside = set(corner.selected.values_list("sample", flat=True))
    assert len(shown) == 6
    assert [one in inside for one in shown] == [False] * 3 + [True] * 3


def test_by_rest_and_on_the_command_line(project, corner, samples, api_client, lead, capsys):
    filters_report(project, {})
    client = api_client(lead)
    rules = {one["filter"]: one for one in client.get(f"{ROOT}/filters/rules").json()["items"]}
    assert (rules["without_selection"]["available"], rules["without_selection"]["at"]) == (True, None)
    body = json.dumps({"steps": without(corner)})
    told = client.post(f"{ROOT}/filters/preview", body, content_type="application/json")
    assert told.json()["rows"] == {"before": 40, "after": 33}
    call_command("filters", "reviews", "--step", f"without_selection={corner.pk}", "--keep", "No corner")
    out = capsys.readouterr().out
    assert f"without_selection={corner.pk}: 7 of 40 rows go" in out
    assert FilterSet.objects.get().steps == [{"filter": "without_selection", "at": corner.pk, "on": True}]
    with pytest.raises(CommandError, match="There is no selection 999999"):
        call_command("filters", "reviews", "--step", "only_selection=999999", "--keep", "No")
