"""The command line as a whole."""

import sys

import pytest

from synthlab import cli


def test_a_word_that_is_not_utf8_is_refused_before_anything_is_done(monkeypatch):
    monkeypatch.setattr(sys, "argv", ["synthlab", "create_user", b"lena\xff".decode("utf-8", "surrogateescape")])
    monkeypatch.setattr(cli, "execute_from_command_line", lambda _words: pytest.fail("it was carried out"))
    with pytest.raises(SystemExit, match=r"lena\\udcff' is not UTF-8"):
        cli.main()


def test_any_other_goes_on_as_it_is(monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "argv", ["synthlab", "create_user", "레나"])
    monkeypatch.setattr(cli, "execute_from_command_line", seen.append)
    cli.main()
    assert seen == [["synthlab", "create_user", "레나"]]
