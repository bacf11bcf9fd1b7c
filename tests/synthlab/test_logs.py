"""What stands in the log: errors with where they came from, refusals in a line."""

import logging
import sys

import pytest

from synthlab.logs import formatter


def line(status: int) -> str:
    try:
        raise PermissionError("not yours")
    except PermissionError:
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Answer: %s", ("/x/",), sys.exc_info())
    record.status_code = status
    return formatter().format(record)


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_is_one_line(status):
    assert "Answer: /x/" in line(status)
    assert "Traceback" not in line(status)


def test_an_error_says_where_it_came_from():
    assert "Traceback" in line(500)
