import csv
import io
import json
import secrets
import subprocess
import sys

import pandas as pd
import pytest

from annotation.methods.exports.columns import Column
from annotation.methods.exports.registry import EXPORTS

COLUMNS = [Column("text"), Column("label"), Column("n", "integer"), Column("p", "number"), Column("more", "json")]
ROWS = [
    {"text": "plain", "label": "yes", "n": 1, "p": 0.5, "more": {"b": [1, 2]}},
    {"text": '=HYPERLINK("x")', "label": "-no", "n": -2, "p": -0.25, "more": None},
    {"text": 'quotes " and,\nlines', "label": "@yes", "n": None, "p": None, "more": []},
    {"text": "한국어 🙂", "label": "+yes"},
]


def export(kind, rows=ROWS):
    return b"".join(EXPORTS[kind].write(iter(rows), COLUMNS))


@pytest.mark.parametrize("kind", EXPORTS)
def test_the_same_rows_give_the_same_bytes(kind):
    assert export(kind) == export(kind)


@pytest.mark.parametrize("kind", EXPORTS)
def test_many_rows_come_in_pieces(kind):
    rows = ({"text": secrets.token_hex(90), "label": "yes", "n": i} for i in range(30_000))
    pieces = list(EXPORTS[kind].write(rows, COLUMNS))
    assert len(pieces) > 1
    assert max(map(len, pieces)) < 2_000_000


def test_jsonl_keeps_every_value():
    lines = [json.loads(line) for line in export("jsonl").splitlines()]
    assert lines == [{column.name: row.get(column.name) for column in COLUMNS} for row in ROWS]
    assert list(lines[0]) == ["text", "label", "n", "p", "more"]
    assert export("jsonl", []) == b""


def test_csv_marks_what_looks_like_a_formula():
    rows = list(csv.DictReader(io.StringIO(export("csv").decode(), newline="")))
    assert [row["label"] for row in rows] == ["yes", "'-no", "'@yes", "'+yes"]
    assert rows[1]["text"] == '\'=HYPERLINK("x")'
    assert rows[1]["n"] == "-2"
    assert rows[2]["text"] == 'quotes " and,\nlines'
    assert rows[0]["more"] == '{"b":[1,2]}'
    assert export("csv", []).decode() == "text,label,n,p,more\r\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_guards_every_start(start):
    row = next(csv.DictReader(io.StringIO(export("csv", [{"text": f"{start}1+1"}]).decode(), newline="")))
    assert row["text"].startswith("'")


def test_parquet_keeps_types():
    table = pd.read_parquet(io.BytesIO(export("parquet")))
    assert table["text"].tolist() == [row["text"] for row in ROWS]
    assert table["p"].tolist()[:2] == [0.5, -0.25]
    assert table["more"].tolist()[0] == '{"b":[1,2]}'
    assert list(pd.read_parquet(io.BytesIO(export("parquet", []))).columns) == [column.name for column in COLUMNS]


def test_pandas_reads_all_three_alike():
    from_json = pd.read_json(io.BytesIO(export("jsonl")), lines=True)
    from_csv = pd.read_csv(io.BytesIO(export("csv")))
    from_parquet = pd.read_parquet(io.BytesIO(export("parquet")))
    assert from_json["text"].tolist() == from_parquet["text"].tolist()
    assert from_csv["p"].tolist()[:2] == from_parquet["p"].tolist()[:2]


def test_no_format_is_loaded_before_it_is_asked_for():
    code = (
        "import sys; import annotation.methods.exports.registry; import annotation.methods.exports.card;"
        "print([m for m in ('pyarrow', 'pandas', 'numpy') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_an_unknown_kind_of_column_is_refused():
    with pytest.raises(ValueError, match="kind"):
        Column("x", "date")
