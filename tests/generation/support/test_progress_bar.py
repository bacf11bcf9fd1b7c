"""How far a command is: said on a terminal from the start, as lines to programs, and nothing in a log."""

from io import StringIO

from generation.support.progress import ProgressBar


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_something_before_anything_is_counted():
    terminal = Terminal()
    bar = ProgressBar(terminal, "rows")
    assert terminal.getvalue() == "\r0 rows "
    bar.close()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_log_stays_empty():
    log = StringIO()
    bar = ProgressBar(log, "rows")
    bar.at(5)
    bar.close()
    assert log.getvalue() == ""


def test_a_program_reads_lines_alone():
    told = StringIO()
    ProgressBar(told, "rows", as_json=True).close()
    assert told.getvalue() == ""
