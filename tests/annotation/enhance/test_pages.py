"""The pages, the REST addresses and the command."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotation.models import Assignment, Enhancement, Report
from annotation.models.queue import number_of
from annotation.queue.actions.dispense import hand_out
from generation.models import MachineLabel, Sample
from tests.annotation.curation.auditing import frozen, remove
from tests.annotation.enhance.conftest import WRONG, truth
from tests.annotation.making import answer

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/api/v1/projects/reviews/enhancements"
JSON = {"content_type": "application/json"}


@pytest.fixture
def page(signed_in, lead):
    def read(name="enhancement-list", *args, who=lead, **more):
        return signed_in(who).get(reverse(f"annotation:{name}", args=["reviews", *args]), **more)

    return read


def test_a_lead_asks_for_one_and_sees_what_it_would_change(samples, signed_in, lead, do_jobs, page):
    answer = signed_in(lead).post(reverse("annotation:enhancement-list", args=["reviews"]), {"method": "freeal"})
    made = Enhancement.objects.get()
    assert answer.headers["Location"] == reverse("annotation:enhancement", args=["reviews", made.pk])
    assert "they appear here by themselves" in page("enhancement", made.pk).content.decode()
    assert "A worker takes it up within seconds." in page("enhancement", made.pk).content.decode()
    do_jobs()
    assert "being counted" in page("enhancement", made.pk).content.decode()
    do_jobs()
    shown = page("enhancement", made.pk).content.decode()
    assert "No audit yet: nobody can say whether the labels get better." in shown
    assert "From which label to which" in shown
    assert f"#{number_of(samples[WRONG[0]].pk)}" in shown
    assert "Use these labels" in shown


def test_a_fragment_is_no_page(samples, enhance, page):
    made = enhance("freeal")
    fragment = page("enhancement", made.pk, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'id="enhancement"' in fragment


def test_with_an_audit_both_shares_and_their_difference_are_told(
    samples, codebook, project, annotator, enhance, page, do_jobs
):
    snapshot = frozen(project, codebook, samples)
    for i in (WRONG[0], 2, 3, 4):
        remove(snapshot, samples[i], annotator, truth(i))
    made = enhance("freeal")
    page("enhancement", made.pk)
    do_jobs()
    shown = page("enhancement", made.pk).content.decode()
    assert "Right before" in shown
    assert "75" in shown
    assert "percentage points, of the same audit draws in pairs" in shown


def test_where_nothing_changes_the_page_says_so_of_every_figure(
    samples, codebook, project, annotator, enhance, page, do_jobs
):
    snapshot = frozen(project, codebook, samples)
    for i in (WRONG[0], 2, 3, 4):
        remove(snapshot, samples[i], annotator, truth(i))
    remove(snapshot, samples[5], annotator)
    made = enhance("freeal")
    MachineLabel.objects.filter(source=made.source).delete()
    share = {"value": 0.75, "low": 0.5, "high": 0.9, "n": 40}
    after = share | {"value": 1.0, "high": 1.0}
    gain = {"value": 0.25, "low": 0.1, "high": 0.4, "n": 40}
    report = {"before": share, "rounds": [after], "gains": [gain], "kept": 1, "labelled": 60}
    Enhancement.objects.filter(pk=made.pk).update(changed=0, notes=[], report=report)
    page("enhancement", made.pk)
    do_jobs()
    shown = page("enhancement", made.pk).content.decode()
    assert "No label would change: what the method finds fits the labels of the rows that nobody answered." in shown
    assert "What its steps put right are rows that people answered, looked at as if nobody had" in shown
    assert "exactly: no label changes" in shown
    assert "More right than the models’ labels, percentage points" in shown
    assert "wider for 1 drawn row that is not settled yet: it may be right or wrong" in shown


def test_use_and_back_from_the_page(samples, enhance, signed_in, lead, do_jobs, page):
    made, client = enhance("freeal"), signed_in(lead)
    client.post(reverse("annotation:enhancement-use", args=["reviews", made.pk]))
    assert "being brought in line" in page("enhancement", made.pk).content.decode()
    do_jobs()
    assert "Put the old labels back" in page("enhancement", made.pk).content.decode()
    assert "in use" in page().content.decode()
    assert Sample.objects.get(pk=samples[WRONG[0]].pk).current_label == truth(WRONG[0])
    client.post(reverse("annotation:enhancement-back", args=["reviews", made.pk]))
    do_jobs()
    assert Sample.objects.get(pk=samples[WRONG[0]].pk).current_label != truth(WRONG[0])


def test_a_viewer_reads_and_has_no_buttons(samples, enhance, viewer, page):
    made = enhance("freeal")
    assert "Propose labels" not in page(who=viewer).content.decode()
    assert "Use these labels" not in page("enhancement", made.pk, who=viewer).content.decode()


def test_rows_that_a_lead_is_asked_about_blind_are_no_examples(samples, enhance, project, lead, page, do_jobs):
    made = enhance("freeal")
    page("enhancement", made.pk)
    do_jobs()
    held = hand_out(user=lead, project=project)
    Assignment.objects.filter(pk=held.pk).update(blind=True)
    kept = Report.objects.get(kind=f"audited-{made.pk}").data["examples"]
    kept["stay"].insert(0, held.item.sample_id)
    Report.objects.update(data={"examples": kept})
    shown = page("enhancement", made.pk).content.decode()
    assert shown.count("/samples/") > 5
    assert f"/samples/{held.item.sample_id}/" not in shown


def test_the_worker_sorts_the_examples_and_the_page_looks_them_up(samples, enhance, page, do_jobs):
    made = enhance("freeal")
    page("enhancement", made.pk)
    do_jobs()
    with CaptureQueriesContext(connection) as found:
        shown = page("enhancement", made.pk).content.decode()
    assert f"#{number_of(samples[WRONG[0]].pk)}" in shown
    labels = [one["sql"] for one in found.captured_queries if "generation_machinelabel" in one["sql"]]
    assert labels
    assert not [sql for sql in labels if "probability" in sql.partition("ORDER BY")[2]]


def test_a_row_that_people_answered_since_is_no_example_of_a_label_that_stays(
    samples, enhance, annotator, page, do_jobs
):
    made = enhance("freeal")
    page("enhancement", made.pk)
    do_jobs()
    stays = samples[-1]
    assert f"/samples/{stays.pk}/" in page("enhancement", made.pk).content.decode()
    answer(annotator, stays, truth(59))
    assert f"/samples/{stays.pk}/" not in page("enhancement", made.pk).content.decode()


def test_the_pages_keep_their_queries_however_much_there_is(samples, enhance, lead, page, do_jobs):
    made = enhance("freeal")
    page("enhancement", made.pk)
    do_jobs()
    before = queries(lambda: page("enhancement", made.pk)), queries(page)
    for sample in samples[:40]:
        MachineLabel.objects.get_or_create(
            sample=sample, question="sentiment", source=made.source, defaults={"label": "negative"}
        )
    for _more in range(5):
        Enhancement.objects.create(
            project=made.project, method="mckd", question="sentiment", codebook=made.codebook, created_by=lead
        )
    Enhancement.objects.update(state="done")
    assert (queries(lambda: page("enhancement", made.pk)), queries(page)) == before


def queries(read) -> int:
    with CaptureQueriesContext(connection) as found:
        read()
    return len(found)


def test_hostile_text_is_escaped(samples, enhance, page):
    Sample.objects.filter(pk=samples[WRONG[0]].pk).update(fields={"text": "<script>alert(1)</script>"})
    assert "<script>alert(1)" not in page("enhancement", enhance("freeal").pk).content.decode()


@pytest.mark.parametrize(
    "data", [{}, {"method": "x"}, {"method": "mckd", "sure": "7"}, {"method": "mckd", "sure": "<b>"}]
)
def test_a_form_that_says_nothing_useful_is_shown_again(samples, signed_in, lead, data):
    answer = signed_in(lead).post(reverse("annotation:enhancement-list", args=["reviews"]), data)
    assert answer.status_code == 422
    assert not Enhancement.objects.exists()


def test_by_rest_from_asking_to_use_and_back(samples, api_client, lead, do_jobs):
    client = api_client(lead)
    asked = client.post(BASE, {"method": "freeal"}, **JSON)
    assert (asked.status_code, asked.json()["state"]) == (202, "running")
    do_jobs()
    address = f"{BASE}/{asked.json()['id']}"
    assert client.get(address).json()["audited"]["state"] == "pending"
    do_jobs()
    found = client.get(address).json()
    assert found["state"] == "done"
    assert found["audited"]["reason"] == "no_audit"
    assert sum(change["rows"] for change in found["changes"]) == found["changed"] > 0
    assert found["labelled"] == 60
    assert client.get(BASE).json()["items"][0]["source"] == found["source"]
    assert client.post(f"{address}/use").json()["in_use_at"]
    do_jobs()
    row = client.get(f"/api/v1/projects/reviews/samples/{samples[WRONG[0]].pk}").json()
    assert row["label"] == truth(WRONG[0])
    assert client.post(f"{address}/back").json()["in_use_at"] is None


@pytest.mark.parametrize(
    "body", [{}, {"method": "magic"}, {"method": "mckd", "sure": 2}, {"method": "mckd", "much": 1}, {"method": 7}]
)
def test_rest_refuses_what_it_does_not_know(samples, api_client, lead, body):
    assert api_client(lead).post(BASE, body, **JSON).status_code == 422
    assert not Enhancement.objects.exists()


def test_an_import_may_not_call_its_source_so(samples, api_client, lead):
    row = {"text": "new", "machine_labels": [{"source": "enhanced:mckd #1", "label": "positive"}]}
    said = (
        api_client(lead)
        .post("/api/v1/projects/reviews/samples", json.dumps(row), content_type="application/x-ndjson")
        .json()
    )
    assert said["created"] == 0
    assert "proposed" in said["rejected"][0]["reason"]


def test_the_command_makes_uses_and_puts_back(samples):
    out = StringIO()
    call_command("enhance", "reviews", "freeal", stdout=out, stderr=StringIO())
    assert "of 60 labels would change. No audit answers yet" in out.getvalue()
    made = Enhancement.objects.get()
    call_command("enhance", "reviews", "--use", str(made.pk), stdout=out, stderr=StringIO())
    assert Sample.objects.get(pk=samples[WRONG[0]].pk).current_label == truth(WRONG[0])
    lines = StringIO()
    call_command("enhance", "reviews", "--back", "--json", stdout=lines, stderr=StringIO())
    assert json.loads(lines.getvalue().splitlines()[-1]) == {"in_use": None}
    for args in (["--back"], ["--use", "999"], ["mckd", "--back"], [], ["mckd", "--sure", "3"]):
        with pytest.raises(CommandError):
            call_command("enhance", "reviews", *args, stdout=StringIO(), stderr=StringIO())
