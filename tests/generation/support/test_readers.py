"""Files as they come: encodings, quotes, lines that are no rows. Each trouble costs its own line and names it."""

import codecs
import random

import pytest

from generation.support.readers import lines
from generation.support.readers.formats import read_file, read_rows
from generation.support.readers.lines import FileProblem

ROW = '{"text": "Schön"}'


def read(kind: str, data: bytes, size: int = 7) -> list:
    """All rows, with the bytes coming in small pieces."""
    return list(read_rows(kind, (data[start : start + size] for start in range(0, len(data), size))))


@pytest.mark.parametrize(
    "data",
    [
        ROW.encode(),
        codecs.BOM_UTF8 + ROW.encode(),
        codecs.BOM_UTF16_LE + ROW.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + ROW.encode("utf-16-be"),
        b"\r\n" + ROW.encode() + b"\r\n\r\n",
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_unicode_is_read_with_and_without_a_mark(data, size):
    assert [row for _line, row, _problem in read("ndjson", data, size)] == [{"text": "Schön"}]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (ROW.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (codecs.BOM_UTF32_LE + ROW.encode("utf-32-le"), "UTF-32"),
        (codecs.BOM_UTF32_BE + ROW.encode("utf-32-be"), "UTF-32"),
        (ROW.encode("utf-32-le"), "UTF-32"),
        ("영화".encode("utf-32-be"), "UTF-32"),
        (codecs.BOM_UTF16_LE + "a\n".encode("utf-16-le") + b"\x00\xd8\x00", "Line 2 is not valid UTF-16"),
    ],
)
def test_other_encodings_are_refused_with_what_to_do(data, message):
    with pytest.raises(FileProblem, match=message):
        read("ndjson", data)


@pytest.mark.parametrize("encoding", ["utf-32", "utf-32-le", "utf-32-be"])
def test_a_csv_of_one_line_in_another_encoding_is_told_its_encoding(encoding):
    with pytest.raises(FileProblem, match="UTF-32"):
        read("csv", "text,label\n".encode(encoding))


def test_each_bad_line_of_ndjson_is_named(monkeypatch):
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 60)
    data = b"\n".join(
        [
            b'{"text": "one"}',
            b"",
            b"[1, 2]",
            b'"text"',
            b'{"text": "two"',
            '{"text": "Schön"}'.encode("latin-1"),
            b'{"text": "\x00"}',
            b'{"text": NaN}',
            b'{"text": "' + b"x" * 200 + b'"}',
            b'{"text": "last"}',
        ]
    )
    read_all = read("ndjson", data)
    assert [row for _line, row, _problem in read_all if row] == [{"text": "one"}, {"text": "last"}]
    problems = {line: problem for line, _row, problem in read_all if problem}
    assert problems[3] == problems[4] == "The line is not a JSON object."
    assert problems[5].startswith("The line is not valid JSON")
    assert problems[6] == "The line is not UTF-8 (byte 14). Save the file as UTF-8."
    assert 7 in problems
    assert 8 in problems
    assert problems[9].startswith("The line is longer than")
    assert len(problems) == 7


def test_csv_with_every_delimiter_and_quoted_lines():
    for delimiter in ",;\t|":
        data = f'text{delimiter}label\n"A ""fine"" film,\nreally; yes\t|"{delimiter}positive\n'.encode()
        assert read("csv", data) == [(2, {"text": 'A "fine" film,\nreally; yes\t|', "label": "positive"}, "")]


@pytest.mark.parametrize(
    "broken",
    [
        '"never closed,positive',
        'a "quote" inside" ,"x',
        '"closed"too early,positive',
        "one cell",
        "three,cells,here",
        '"lines\nof a cell" and more,positive',
    ],
)
def test_a_broken_record_costs_only_its_lines(broken):
    data = f'text,label\nfirst,positive\n{broken}\nsecond,negative\n"third, quoted",positive\n'.encode()
    for size in (1, 5, 10_000):
        found = read("csv", data, size)
        rows = [row["text"] for _line, row, _problem in found if row]
        assert rows == ["first", "second", "third, quoted"]
        assert min(line for line, _row, problem in found if problem) == 3


def test_a_line_with_too_few_cells_is_told_in_words_that_fit_any_number():
    [(_line, _row, problem)] = read("csv", b"text,label\none cell\n", 100)
    assert problem == "Cells in the line: 1; in the header: 2."


def test_a_quote_that_is_never_closed_until_the_end_costs_one_line():
    data = b'text\n"open\n' + b"\n".join(f"row {n}".encode() for n in range(5000))
    found = read("csv", data, 100_000)
    assert len([row for _line, row, _problem in found if row]) == 5000
    assert [line for line, _row, problem in found if problem] == [2]


def test_a_csv_line_in_another_encoding_costs_one_line():
    data = "text,label\nSchön,positive\n".encode() + "Schön,positive\n".encode("latin-1") + b"ok,positive\n"
    found = read("csv", data)
    assert [row["text"] for _line, row, _problem in found if row] == ["Schön", "ok"]
    assert [(line, "UTF-8" in problem) for line, _row, problem in found if problem] == [(3, True)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no header"),
        (b"\n", "no header"),
        (b"a,b,a\n1,2,3\n", "names the column “a” twice"),
        (b'"a,b\n1,2\n', "header"),
        ("Schön,b\n".encode("latin-1"), "not UTF-8"),
    ],
)
def test_a_csv_header_that_cannot_be_used_is_refused(data, message):
    with pytest.raises(FileProblem, match=message):
        read("csv", data)


def test_a_file_beyond_the_limit_is_refused(settings):
    settings.IMPORT_MAX_BYTES = 20
    with pytest.raises(FileProblem, match="larger than 20 bytes"):
        read("ndjson", b"\n".join([ROW.encode()] * 3))


def test_no_bytes_whatever_break_the_readers():
    draw = random.Random(5)
    pieces = [b'"', b",", b"\n", b"\r\n", b"\x00", b"{", b"}", b"text", b"\xff", b"\xc3", b'""', b"a", b":", b" "]
    for _try in range(300):
        data = b"text,label\n" + b"".join(draw.choices(pieces, k=60))
        for kind in ("csv", "ndjson"):
            try:
                found = read(kind, data, draw.choice((1, 4, 1000)))
            except FileProblem:
                continue
            numbers = [line for line, _row, _problem in found]
            assert numbers == sorted(set(numbers))
            assert all((row is None) == bool(problem) for _line, row, problem in found)


def test_parquet_is_read_row_by_row(tmp_path):
    import pandas as pd

    path = tmp_path / "rows.parquet"
    pd.DataFrame({"text": ["one", "two"], "label": ["positive", None], "year": [1999, 2001]}).to_parquet(path)
    assert list(read_file("parquet", path)) == [
        (1, {"text": "one", "label": "positive", "year": 1999}, ""),
        (2, {"text": "two", "label": None, "year": 2001}, ""),
    ]
    rows = read_file("parquet", path)
    next(rows)
    rows.close()


def test_a_file_that_is_not_parquet_says_so(tmp_path):
    path = tmp_path / "rows.parquet"
    path.write_bytes(b"text,label\n")
    with pytest.raises(FileProblem, match="The Parquet file cannot be read"):
        list(read_file("parquet", path))
