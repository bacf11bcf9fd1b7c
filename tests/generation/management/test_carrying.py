import json

import pytest
from django.core.management.base import CommandError

from generation import children, jobs
from generation.management.carrying import carry_out_shown
from generation.support import progress

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _told_at_once(monkeypatch):
    monkeypatch.setattr(progress, "EVERY_S", 0)


def handled(monkeypatch, handler):
    monkeypatch.setitem(children.HANDLERS, "test.shown", handler)
    monkeypatch.setattr(jobs, "MAX_ATTEMPTS", 1)
    return jobs.enqueue("test.shown", "here")


def test_its_progress_goes_to_the_standard_error_as_json_lines(monkeypatch, capsys):
    carry_out_shown(handled(monkeypatch, lambda job: jobs.report(job, done=7)), "rows", as_json=True)
    said = capsys.readouterr()
    last = json.loads(said.err.splitlines()[-1])
    assert (last["done"], last["unit"], said.out) == (7, "rows", "")


def test_a_job_that_fails_ends_the_command_with_its_reason(monkeypatch):
    def fails(job):
        raise RuntimeError("no more paper")

    with pytest.raises(CommandError, match="no more paper"):
        carry_out_shown(handled(monkeypatch, fails), "rows", as_json=False)


def test_a_log_shows_no_bar(monkeypatch, capsys):
    carry_out_shown(handled(monkeypatch, lambda job: jobs.report(job, done=7)), "rows", as_json=False)
    assert capsys.readouterr().err == ""
