import io
import json

import pytest
from django.core.management import CommandError, call_command

from generation.models import Import, MachineLabel, Sample

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("codebook")]


def run(*args, **options) -> str:
    out = io.StringIO()
    call_command("import_samples", *map(str, args), stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("review,gpt,p\nA warm film.,positive,0.9\nA dull film.,sad,0.5\n")
    return path


MAP = ["text=review", "label=gpt", "confidence=p"]


def test_it_brings_a_file_in_and_says_what_it_did(file):
    said = run("reviews", file, map=MAP, source="gpt-4")
    assert "line 3: The label “sad” is not in the codebook." in said
    assert "created 1, duplicates 0, labels_added 1, conflicts 0, rejected 1" in said
    assert MachineLabel.objects.get().source == "gpt-4"


def test_it_speaks_json(file, capsys):
    told = json.loads(run("reviews", file, map=MAP, json=True).splitlines()[-1])
    assert (told["created"], told["rejected"]) == (1, 1)
    assert told["rejected_lines"] == [{"line": 3, "reason": "The label “sad” is not in the codebook."}]


def test_a_dry_run_changes_nothing(file):
    assert "created 1" in run("reviews", file, map=MAP, dry_run=True)
    assert not Sample.objects.exists()
    assert not Import.objects.exists()


def test_a_cell_of_a_million_characters_costs_its_line(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text('text,label\n"' + "x\n" * 500_000 + '",positive\nA warm film.,positive\n')
    said = run("reviews", path)
    assert "line 2: The field “text” has 1000000 characters; at most 200000 are taken." in said
    assert Sample.objects.get().fields == {"text": "A warm film."}


@pytest.mark.parametrize(
    ("args", "options", "message"),
    [
        (("nowhere", "{file}"), {}, "There is no project nowhere."),
        (("reviews", "{file}.not"), {"format": "csv"}, "There is no file"),
        (("reviews", "{folder}/rows.txt"), {}, "does not tell its format"),
        (("reviews", "{file}"), {"map": ["text"]}, "write part=column"),
        (("reviews", "{file}"), {"map": ["text=nope"]}, "no column “nope”; its columns are review, gpt, p."),
        (("reviews", "{file}"), {"map": ["text=Reviw"]}, "Did you mean “review”"),
        (("reviews", "{file}"), {"map": ["text=nope"], "dry_run": True}, "The file has no column “nope”"),
        (("reviews", "{file}"), {"map": ["text=review", "label=review"]}, "“review” is mapped twice"),
        (("reviews", "{file}"), {"map": ["labels=gpt"]}, "Did you mean “label”"),
        (("reviews", "{file}"), {"map": ["colour=review"]}, "nothing that a column can be"),
        (("reviews", "{file}"), {"source": "student"}, "choose another"),
        (("reviews", "{file}"), {"map": ["text=review", "label@human=gpt"]}, "“human” stands for people's answers"),
        (("reviews", "{file}"), {"source": " person:bob"}, "choose another"),
    ],
)
def test_what_cannot_be_is_said(file, args, options, message):
    args = [arg.format(file=file, folder=file.parent) for arg in args]
    with pytest.raises(CommandError, match=message):
        run(*args, **options)
    assert not Sample.objects.exists()
    assert not Import.objects.exists()


@pytest.mark.parametrize("options", [{}, {"dry_run": True}, {"json": True}])
def test_it_fails_where_not_one_row_could_be_used(tmp_path, options):
    path = tmp_path / "rows.csv"
    path.write_text("text,label\nA film.,sad\nA play.,glad\n")
    with pytest.raises(CommandError, match="Not one row could be used: all 2 were rejected"):
        run("reviews", path, **options)


def test_a_file_that_is_in_already_is_no_failure(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_text("text,label\nA film.,positive\nA play.,glad\n")
    run("reviews", path)
    assert "created 0, duplicates 1" in run("reviews", path)


def test_a_file_beyond_the_limit_is_refused(file, settings):
    settings.IMPORT_MAX_BYTES = 10
    with pytest.raises(CommandError, match="at most 10 are taken"):
        run("reviews", file)


def test_a_file_that_breaks_off_fails_and_keeps_what_came_before(tmp_path):
    path = tmp_path / "rows.ndjson"
    path.write_bytes(b"\xff\xfe" + '{"text": "A warm film."}\n'.encode("utf-16-le") + b"\x00\xd8\x00")
    with pytest.raises(CommandError, match="Line 2 is not valid UTF-16. 1 rows before that were read."):
        run("reviews", path)
    assert Sample.objects.count() == 1
    assert Import.objects.get().state == Import.State.FAILED
