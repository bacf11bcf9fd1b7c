import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_says_how_good_the_student_is(samples, capsys):
    call_command("score", "reviews")
    assert capsys.readouterr().out.startswith("60 rows in ")


def test_a_program_reads_json_lines(samples, capsys):
    call_command("score", "reviews", "--json")
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (told["rows"], told["labels"]["n"], told["learned"]) == (60, 60, False)


def test_an_unknown_project_is_refused():
    with pytest.raises(CommandError, match="no project nowhere"):
        call_command("score", "nowhere")


def test_a_project_without_a_codebook_is_refused(project):
    with pytest.raises(CommandError, match="codebook"):
        call_command("score", "reviews")
