import hashlib
import io
import json

import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from annotation.datasets.exports import write
from annotation.models import DatasetVersion
from generation.models import Codebook
from tests.annotation.making import answer, make_sample

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]
API = "/api/v1/projects/reviews/versions"


@pytest.fixture
def version(cut, samples, annotator):
    answer(annotator, samples[0], "positive")
    return cut()


def body(response):
    return b"".join(response.streaming_content)


def test_json_lines_are_the_stored_lines_and_have_the_versions_hash(version):
    data = b"".join(write(version, "jsonl"))
    assert hashlib.sha256(data).hexdigest() == version.hash
    assert [json.loads(line)["split"] for line in data.splitlines()].count("train") == 32


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_pandas_reads_it_without_glue(version, samples, form):
    data = io.BytesIO(b"".join(write(version, form)))
    read = {"jsonl": lambda file: pd.read_json(file, lines=True), "csv": pd.read_csv, "parquet": pd.read_parquet}[form]
    table = read(data)
    assert list(table.columns[:4]) == ["text", "label", "split", "label_source"]
    assert len(table) == 40
    assert table["text"].tolist() == [sample.fields["text"] for sample in samples]
    assert table["label"].value_counts().to_dict() == {"positive": 21, "negative": 19}
    assert table["sample"].tolist() == [sample.pk for sample in samples]
    assert table["reviewed_by"].sum() == 1


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "card"])
def test_the_same_bytes_every_time(version, form):
    assert b"".join(write(version, form)) == b"".join(write(version, form))


def test_csv_guards_against_formulas(project, codebook, cut):
    make_sample(project, '=HYPERLINK("http://evil.example","open me")', "positive")
    make_sample(project, "@SUM(A1:A9)", "negative")
    table = pd.read_csv(io.BytesIO(b"".join(write(cut(), "csv"))))
    assert table["text"].tolist() == ['\'=HYPERLINK("http://evil.example","open me")', "'@SUM(A1:A9)"]


def test_hostile_text_comes_back_as_it_was(project, codebook, cut):
    text = 'a "quoted", <script>alert(1)</script>\nsecond line \u2028 \U0001f600 \t end'
    make_sample(project, text, "positive")
    version = cut()
    for form, read in (("jsonl", lambda file: pd.read_json(file, lines=True)), ("parquet", pd.read_parquet)):
        assert read(io.BytesIO(b"".join(write(version, form))))["text"].tolist() == [text]


def test_fields_that_are_called_like_a_column_step_aside(project, codebook, cut):
    codebook.fields = [{"name": "label", "title": "Text", "type": "text"}]
    Codebook.objects.filter(pk=codebook.pk).update(fields=codebook.fields)
    sample = make_sample(project, "ignored", "positive")
    type(sample).objects.filter(pk=sample.pk).update(fields={"label": "the text itself"})
    [row] = [json.loads(line) for line in b"".join(write(cut(), "jsonl")).splitlines()]
    assert (row["field_label"], row["label"]) == ("the text itself", "positive")


@pytest.mark.parametrize(
    ("form", "kind", "name"),
    [
        ("jsonl", "application/x-ndjson", "reviews-v1.jsonl"),
        ("csv", "text/csv; charset=utf-8", "reviews-v1.csv"),
        ("card", "text/markdown; charset=utf-8", "reviews-v1.md"),
    ],
)
def test_the_api_streams_it_under_its_name(version, viewer, api_client, form, kind, name):
    response = api_client(viewer).get(f"{API}/1/export?format={form}")
    assert response.streaming
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert body(response) == b"".join(write(version, form))


def test_parquet_comes_from_a_child_process(version, viewer, api_client):
    response = api_client(viewer).get(f"{API}/1/export?format=parquet")
    assert response["Content-Type"] == "application/vnd.apache.parquet"
    assert body(response) == b"".join(write(version, "parquet"))


def test_no_export_before_it_is_ready(version, viewer, api_client):
    DatasetVersion.objects.update(state=DatasetVersion.State.CUTTING)
    response = api_client(viewer).get(f"{API}/1/export")
    assert response.status_code == 409
    assert "being cut" in response.json()["detail"]


def test_an_unknown_format_is_refused(version, viewer, api_client):
    assert api_client(viewer).get(f"{API}/1/export?format=pickle").status_code == 422


def test_the_command_writes_a_file(version, tmp_path):
    path = tmp_path / "reviews.csv"
    call_command("export", "reviews", 1, "--format", "csv", "--output", str(path))
    assert path.read_bytes() == b"".join(write(version, "csv"))
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_says_what_is_wrong(version, tmp_path):
    with pytest.raises(CommandError, match="no version 7"):
        call_command("export", "reviews", 7, "--output", "x")
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        call_command("export", "reviews", 1, "--output", str(tmp_path / "missing" / "x.jsonl"))


def test_the_card_says_what_the_data_is(version):
    text = b"".join(write(version, "card")).decode()
    assert text.startswith('---\npretty_name: "Film reviews"')
    for words in (version.hash, "The reviewer speaks well of the film", "no random audit was drawn", "| train | 32 |"):
        assert words in text.replace("\\", "")
