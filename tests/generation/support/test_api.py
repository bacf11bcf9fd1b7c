import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from generation.models import Import, MachineLabel, Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codebook")]
ADDRESS = "/api/v1/projects/reviews/samples"
ROWS = [{"text": "A warm film.", "label": "positive"}, {"text": "A dull film.", "label": "sad"}, {"text": "So so."}]
NDJSON = "\n".join(json.dumps(row) for row in ROWS)


@pytest.fixture
def client(api_client, lead):
    return api_client(lead)


def send(client, body, kind="application/x-ndjson", query=""):
    return client.generic("POST", ADDRESS + query, body, CONTENT_TYPE=kind)  # of an empty body, too


def test_ndjson_comes_in_and_the_answer_counts(client):
    answer = send(client, NDJSON)
    assert answer.status_code == 200
    told = answer.json()
    assert told["rejected"] == [{"line": 2, "reason": "The label “sad” is not in the codebook."}]
    counts = ("created", "duplicates", "labels_added", "conflicts", "rejected_total")
    assert [told[name] for name in counts] == [2, 0, 1, 0, 1]
    assert Import.objects.get().created_by.username == "lena"


def test_a_body_far_larger_than_what_django_keeps_in_memory_is_streamed(client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    body = "\n".join(json.dumps({"text": f"Film {number}"}) for number in range(3000))
    assert send(client, body).json()["created"] == 3000


def test_csv_comes_in(client):
    answer = send(client, "text,label\nA warm film.,positive\n", "text/csv; charset=utf-8")
    assert answer.json()["created"] == 1


def test_a_file_in_a_form_comes_in(client):
    file = SimpleUploadedFile("rows.csv", b"review,label\nA warm film.,positive\n", content_type="text/csv")
    answer = client.post(ADDRESS + "?map=text=review&source=gpt-4", {"file": file})
    assert answer.json()["created"] == 1
    assert MachineLabel.objects.get().source == "gpt-4"
    assert Import.objects.get().filename == "rows.csv"


def test_parquet_comes_in(client, settings, tmp_path):
    import pandas as pd

    settings.MEDIA_ROOT = tmp_path
    body = io.BytesIO()
    pd.DataFrame({"text": ["A warm film.", "So so."], "label": ["positive", None]}).to_parquet(body)
    answer = send(client, body.getvalue(), "application/vnd.apache.parquet")
    assert answer.json()["created"] == 2
    assert not list((tmp_path / "imports").iterdir())


def test_a_trial_changes_nothing(client):
    told = send(client, NDJSON, query="?dry_run=true").json()
    assert (told["created"], told["rejected_total"], told["id"]) == (2, 1, None)
    assert not Sample.objects.exists()


def test_the_report_is_a_guarded_csv(client):
    told = send(client, '{"text": "x", "label": "=1+1"}\nno json').json()
    report = client.get(told["report"])
    assert report["Content-Type"].startswith("text/csv")
    lines = b"".join(report.streaming_content).decode().splitlines()
    assert lines[0] == "line,reason"
    assert lines[1] == "1,The label “=1+1” is not in the codebook."
    assert lines[2].startswith('2,"The line is not valid JSON')


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", "application/x-ndjson", "The file has no rows."),
        (b"\n\n", "application/x-ndjson", "The file has no rows."),
        (b"text,label\n", "text/csv", "The file has no rows."),
        (bytes(range(11, 255)) * 12, "application/x-ndjson", "The only line cannot be read. Line 1: "),
        (b"no json\n{", "application/x-ndjson", "Not one of the first 2 lines can be read. Line 1: "),
    ],
)
def test_what_has_no_rows_at_all_is_refused_and_leaves_nothing(client, body, kind, reason, query):
    answer = send(client, body, kind, query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "file"
    assert answer.json()["detail"].startswith(reason)
    assert not Import.objects.exists()


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_rows_of_which_not_one_can_be_used_are_refused_with_every_reason(client, query):
    rows = "\n".join(json.dumps({"text": "So so.", "label": label}) for label in ("sad", "glad"))
    answer = send(client, rows, query=query)
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert told["detail"] == "Not one row could be used: all 2 were rejected."
    assert told["errors"][0]["message"] == "Line 1: The label “sad” is not in the codebook."
    assert [line["line"] for line in told["rejected"]] == [1, 2]
    assert bool(told["report"]) is not bool(query)
    assert not Sample.objects.exists()


@pytest.mark.parametrize("kind", ["", "application/json", "text/plain", "application/octet-stream"])
def test_an_unknown_type_is_refused_and_the_known_ones_named(client, kind):
    answer = send(client, NDJSON, kind)
    assert answer.status_code == 415
    assert "application/x-ndjson" in answer.json()["detail"]


def test_too_large_a_body_is_refused_before_it_is_read(client, settings):
    settings.IMPORT_MAX_BYTES = 50
    answer = send(client, NDJSON)
    assert answer.status_code == 413
    assert not Import.objects.exists()


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("?map=text=nope", "map", "The file has no column “nope”; its columns are text, label."),
        ("?map=text=nope&dry_run=true", "map", "The file has no column “nope”"),
        ("?map=label=Label", "map", "Did you mean “label”?"),
        ("?map=text=text&map=label=text", "map", "The column “text” is mapped twice"),
        ("?map=colour=a", "map", "“colour” is nothing that a column can be"),
        ("?map=text", "map", "write part=column"),
        ("?map=label=a&map=label=b", "map", "Two columns are mapped to “label”"),
        ("?source=student", "source", "choose another"),
        ("?source=human", "source", "choose another"),
        ("?origin=moon", "origin", "The origin “moon” is unknown"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(client, query, field, message):
    answer = send(client, NDJSON, query=query)
    assert answer.status_code == 422
    assert message in answer.json()["errors"][0]["message"]
    assert answer.json()["errors"][0]["field"] == field
    assert not Sample.objects.exists()
    assert not Import.objects.exists()


def test_without_a_published_codebook_it_says_what_to_do(client, codebook):
    codebook.delete()
    answer = send(client, NDJSON)
    assert answer.status_code == 422
    assert "Publish a codebook first" in answer.json()["detail"]


@pytest.mark.parametrize("person", ["annotator", "viewer"])
def test_others_than_leads_are_refused(api_client, person, request):
    assert send(api_client(request.getfixturevalue(person)), NDJSON).status_code == 403
