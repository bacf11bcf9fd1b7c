"""SQL as an executable answer: a query asked of a small database, in a child process that can do nothing else.

The database is made in memory from schema text and sample rows, and opened for reading only. The child has limits on
time, memory and output; what is not a single reading query is refused by SQLite's authorizer. Dates that a query counts
from “now” are not noticed.

SymGen, Ye et al. 2023 (arXiv 2305.13917), steps 4 and 5, with two guards of our own: the result is not empty, and it
is another one on a database with other rows, so that a query which answers without looking is not taken for an answer.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

CHILD = Path(__file__).with_name("sql_child.py")
ENVIRONMENT = ("SYSTEMROOT", "LD_LIBRARY_PATH")  # without which Python may not start; nothing else is passed on
STARTING = 5.0  # seconds that a busy machine may take to start the child
PERTURBED = 24  # databases with other rows
DIGITS = 9  # in which two fractional results have to agree

Cell = None | int | float | str
Rows = tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Limits:
    """What one query may use: seconds (SymGen's 5) on all its databases, megabytes, rows and characters of result."""

    seconds: float = 5.0
    megabytes: int = 64
    rows: int = 1000
    bytes: int = 1_000_000


@dataclass(frozen=True)
class Database:
    """Schema text (CREATE TABLE and CREATE INDEX) and the rows of each table, cells in the order of its columns."""

    schema: str
    rows: dict[str, Sequence[Sequence[Cell]]] = field(default_factory=dict)
    lenient: bool = False  # leave out rows that break a constraint


@dataclass(frozen=True)
class Result:
    """What a query came to.

    `problem` is '', refused (writes, settings, several statements), error, schema, time, memory, too long, crashed;
    from `checked` also empty and constant.
    """

    rows: Rows = ()
    ordered: bool = False
    problem: str = ""
    detail: str = ""

    @property
    def canonical(self) -> str | None:
        """The form in which results are compared; None with a problem.

        Rows are sorted unless the query orders them; column names do not count, 2.0 is 2, fractions are rounded to nine
        digits.
        """
        if self.problem:
            return None
        rows = [json.dumps([_cell(cell) for cell in row], sort_keys=True, ensure_ascii=False) for row in self.rows]
        return f"[{', '.join(rows if self.ordered else sorted(rows))}]"

    @property
    def empty(self) -> bool:
        """Whether there are no rows, or nothing but NULL in them."""
        return all(cell is None for row in self.rows for cell in row)


LIMITS = Limits()


def run(database: Database, query: str, limits: Limits = LIMITS) -> Result:
    """Ask one query of one database."""
    return run_on([database], query, limits)[0]


def checked(database: Database, query: str, seed: int, limits: Limits = LIMITS) -> Result:
    """Return the result of a query that looks at its data, or why it is no answer.

    Beside the problems of `run` there are *empty*, and *constant* where 24 databases with other rows give either the
    same result or none. A question whose true answer hardly ever changes (is there any …?) is lost to this.
    """
    others = [perturbed(database, Random(seed * PERTURBED + i)) for i in range(PERTURBED)]
    result, *changed = run_on([database, *others], query, limits)
    if result.problem:
        return result
    if result.empty:
        return replace(result, problem="empty")
    usable = (other for other in changed if not other.problem and not other.empty)
    moved = any(other.canonical != result.canonical for other in usable)
    return result if moved else replace(result, problem="constant")


def perturbed(database: Database, rng: Random) -> Database:
    """Return a database with other rows: about half of each table's, at least one, each column in another order.

    In half of the columns numbers are shifted by the same amount, in a quarter texts get a mark. A column without
    repeats stays without.
    """
    return replace(database, rows={name: _changed(rows, rng) for name, rows in database.rows.items()}, lenient=True)


def run_on(databases: Sequence[Database], query: str, limits: Limits = LIMITS) -> list[Result]:
    """Ask one query of several databases, in one child process."""
    request = {"databases": [asdict(database) for database in databases], "query": query, "limits": asdict(limits)}
    kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    try:
        child = subprocess.run(
            [sys.executable, "-I", "-S", str(CHILD)],
            input=json.dumps(request),
            capture_output=True,
            encoding="utf-8",
            env=kept | {"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
            timeout=STARTING + limits.seconds,
            check=False,
        )
        answers = json.loads(child.stdout)
    except subprocess.TimeoutExpired:
        return [Result(problem="time", detail="the process did not end")] * len(databases)
    except ValueError:
        problem = "time" if -child.returncode == getattr(signal, "SIGXCPU", None) else "crashed"
        return [Result(problem=problem, detail=child.stderr[-300:])] * len(databases)
    ordered = orders(query)
    return [_result(answer, ordered) for answer in answers]


def orders(query: str) -> bool:
    """Say whether the outermost SELECT has an ORDER BY; strings, comments and what stands in parentheses aside."""
    depth, before = 0, ""
    for match in _SQL.finditer(query):
        word = match.group().casefold()
        depth += (word == "(") - (word == ")")
        if not depth and (before, word) == ("order", "by"):
            return True
        before = before if match["blank"] else word
    return False


_SQL = re.compile(
    r"""(?P<blank>(?:--[^\n]*|/\*.*?(?:\*/|$)|\s)+)|'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|\w+|.""", re.DOTALL
)


def _result(answer: dict, ordered: bool) -> Result:
    if "problem" in answer:
        return Result(problem=answer["problem"], detail=answer["detail"])
    return Result(tuple(map(tuple, answer["rows"])), ordered)


def _cell(cell: Any) -> Any:
    if not isinstance(cell, float):
        return cell
    return int(cell) if cell.is_integer() else float(f"{cell:.{DIGITS}g}")


def _changed(rows: Sequence[Sequence[Cell]], rng: Random) -> list[list[Cell]]:
    if not rows:
        return []
    kept = [row for row in rows if rng.random() < 0.5] or [rng.choice(list(rows))]
    columns = [_column([row[i] for row in kept], rng) for i in range(len(kept[0]))]
    return [list(row) for row in zip(*columns, strict=True)]


def _column(cells: list[Cell], rng: Random) -> list[Cell]:
    rng.shuffle(cells)
    shift = rng.randint(1, 9) if rng.random() < 0.5 else 0
    mark = "′" if rng.random() < 0.25 else ""
    return [cell + mark if isinstance(cell, str) else cell if cell is None else cell + shift for cell in cells]
