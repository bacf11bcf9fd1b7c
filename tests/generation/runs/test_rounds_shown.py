"""The rounds of a run, by page and by REST: what each found out, in words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.endpoints.simulated import simulated_endpoint
from generation.methods.schedules.words import REPORTED
from generation.models import Round
from generation.runs.findings import MOST_NAMES, ROUNDS_SHOWN, findings_of

pytestmark = pytest.mark.django_db
PANEL = {"HX-Request": "true"}

#: A report with every key that any schedule writes.
WHOLE = {
    "learned_from": 1200, "right_of_used": 0.8125, "right_of_unused": 0.75, "errors_by_label": {"x": 2, "other": 9},
    "shown_from": 40, "distinct_of_first": 0.97, "labelled": 200, "clean": 150, "changed": 8, "asked_again": 50,
    "ambiguous": 30, "groups": 12, "asked": ["4", "9", "11"], "explained": 2, "recovered": {"5": 1.0, "7": 0.5},
}  # fmt: skip


@pytest.fixture
def run(project, start):
    return start(simulated_endpoint(project))


def add_rounds(run, count: int, **more) -> None:
    last = run.rounds.count()
    Round.objects.bulk_create(Round(run=run, number=last + i + 1, target=10, **more) for i in range(count))


def told(report: dict) -> dict[str, str]:
    return {found.name: found.value for found in findings_of(report)}


def test_every_key_is_told_in_words_and_in_their_order():
    assert WHOLE.keys() == REPORTED.keys()
    assert told(WHOLE) == {
        "learned_from": "1,200",
        "right_of_used": "81.3%",
        "right_of_unused": "75.0%",
        "errors_by_label": "other 9, x 2",
        "shown_from": "40",
        "distinct_of_first": "97.0%",
        "labelled": "200",
        "clean": "150 (75.0%)",
        "changed": "8 (4.0%)",
        "asked_again": "50",
        "ambiguous": "30",
        "groups": "12",
        "asked": "3",
        "explained": "2",
        "recovered": "75.0%",
    }


def test_what_could_not_be_measured_is_left_out_and_no_error_is_told():
    assert told({"right_of_unused": None, "recovered": {}, "errors_by_label": {}}) == {"errors_by_label": "none"}


def test_a_hundred_labels_are_told_by_those_with_most_errors():
    value = told({"errors_by_label": {f"label {i}": i for i in range(1, 101)}})["errors_by_label"]
    assert value.startswith("label 100 100, label 99 99, ")
    assert value.count(",") == MOST_NAMES + 1  # one is in "others 3,916"
    assert value.endswith("others 3,916")


def test_the_page_says_what_each_round_found_and_shows_no_key(signed_in, viewer, run):
    add_rounds(run, 1, accepted=10)
    add_rounds(run, 1, report=WHOLE, accepted=4, kept=3)
    page = signed_in(viewer).get(f"/projects/reviews/runs/{run.pk}/").text
    assert "Samples that the student learned from" in page
    assert "other 9, x 2" in page
    assert "3 kept" in page
    assert [name for name in REPORTED if "_" in name and name in page] == []


def test_a_single_round_that_found_out_nothing_takes_no_place(signed_in, viewer, run):
    add_rounds(run, 1)
    assert "run-rounds-title" not in signed_in(viewer).get(f"/projects/reviews/runs/{run.pk}/").text


def test_a_single_round_that_found_something_out_is_shown(signed_in, viewer, run):
    add_rounds(run, 1, report={"ambiguous": 7})
    assert "Ambiguous seeds" in signed_in(viewer).get(f"/projects/reviews/runs/{run.pk}/").text


@pytest.mark.scaled
def test_looking_at_rounds_never_reads_their_notes_and_asks_for_the_same_however_many(
    signed_in, viewer, api_client, run
):
    pages, client = signed_in(viewer), api_client(viewer)
    addresses = [
        (pages, f"/projects/reviews/runs/{run.pk}/panel/"),
        (pages, f"/projects/reviews/runs/{run.pk}/rounds/"),
        (client, f"/api/v1/projects/reviews/runs/{run.pk}/rounds"),
    ]

    def queries() -> list[list[str]]:
        found = []
        for who, path in addresses:
            with CaptureQueriesContext(connection) as seen:
                assert who.get(path).status_code == 200
            found.append([query["sql"] for query in seen.captured_queries])
        return found

    add_rounds(run, 2, report=WHOLE, notes={"draws": [{"n": i} for i in range(2000)]})
    queries()
    few = queries()
    add_rounds(run, 60, report=WHOLE, notes={"draws": [{"n": i} for i in range(2000)]})
    many = queries()
    assert [len(one) for one in many] == [len(one) for one in few]
    asked = [sql for one in many for sql in one if "generation_round" in sql]
    assert asked
    assert not [sql for sql in asked if "notes" in sql]


def test_the_run_shows_the_newest_rounds_and_leads_to_all(signed_in, viewer, run):
    add_rounds(run, 45, report={"groups": 1})
    client = signed_in(viewer)
    panel = client.get(f"/projects/reviews/runs/{run.pk}/panel/", headers=PANEL).text
    assert panel.count('<dl class="findings">') == ROUNDS_SHOWN
    assert "Round 45" in panel
    assert f"/projects/reviews/runs/{run.pk}/rounds/" in panel
    first = client.get(f"/projects/reviews/runs/{run.pk}/rounds/")
    assert "Round 45" in first.text
    assert "Round 15<" not in first.text
    older = first.context["pager"].older
    assert "Round 15<" in client.get(f"/projects/reviews/runs/{run.pk}/rounds/?{older}").text


def test_a_run_without_rounds_says_so(signed_in, viewer, run):
    assert "No round has begun yet" in signed_in(viewer).get(f"/projects/reviews/runs/{run.pk}/rounds/").text


def test_a_stranger_sees_no_rounds(signed_in, api_client, stranger, run):
    assert signed_in(stranger).get(f"/projects/reviews/runs/{run.pk}/rounds/").status_code == 404
    assert api_client(stranger).get(f"/api/v1/projects/reviews/runs/{run.pk}/rounds").status_code == 404


def test_by_rest_a_report_comes_as_it_is_and_in_words(api_client, viewer, run):
    add_rounds(run, 1)
    add_rounds(run, 1, report={"labelled": 200, "clean": 150}, accepted=4, kept=3)
    client = api_client(viewer)
    answer = client.get(f"/api/v1/projects/reviews/runs/{run.pk}/rounds?limit=1").json()
    assert [one["number"] for one in answer["items"]] == [1]
    address = f"/api/v1/projects/reviews/runs/{run.pk}/rounds?limit=1&cursor={answer['next']}"
    [second] = client.get(address).json()["items"]
    assert second["report"] == {"labelled": 200, "clean": 150}
    assert second["findings"][1] == {"name": "clean", "title": "Clean labels", "value": "150 (75.0%)"}
    assert (second["accepted"], second["target"], second["kept"]) == (4, 10, 3)
