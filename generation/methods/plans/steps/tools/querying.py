"""Tools for questions that SQL answers: a small database from text, and the answer on which executed queries agree."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any

from generation.methods.plans.steps.tools.tool import Tool, Unusable
from generation.methods.tools import sql
from generation.methods.translatable import gettext_noop as _

AGREE = _("only %(n)s queries agree")
ROW, VALUE = _("cannot read the row at “%(text)s”"), _("cannot read the value at “%(text)s”")
RESULTS = {
    "empty": _("the query gives no row"),
    "constant": _("the query gives the same on other data"),
    "time": _("the query took too long"),
}
INSERT = re.compile(r"insert\s+into\s+[\"`\[]?(\w+)[\"`\]]?\s*(?:\(([^)]*)\))?\s*values\s*", re.IGNORECASE)
CREATE = re.compile(r"create\s+table\b", re.IGNORECASE)
CELL = re.compile(r"\s*(?:'((?:[^']|'')*)'|(null)|([-+]?[0-9]*\.?[0-9]+))\s*", re.IGNORECASE)
STATEMENT = re.compile(r"((?:[^;'\"]|'(?:[^']|'')*'|\"[^\"]*\")+)(?:;|$)")
NO_TABLES = _("Enter CREATE TABLE statements, and rows for them as INSERT INTO … VALUES.")
SHOWN_ROWS = 5
SEEDS = 2**31


def database(schema: str = "", purpose: str = "") -> dict:
    """Return the database that SQL text describes: {schema, rows, text}; that of the purpose where `schema` is empty.

    CREATE TABLE and CREATE INDEX are the schema, INSERT INTO … VALUES the rows, with plain numbers, 'texts' and NULL.
    Unusable without a table with rows: a query that answers from no data cannot be checked.
    """
    told = CREATE.search(purpose)
    text = schema.strip() or (purpose[told.start() :] if told else "")
    made, rows = [], {}
    for statement in (match.group(1).strip() for match in STATEMENT.finditer(text)):
        if found := INSERT.match(statement):
            rows.setdefault(found.group(1), []).extend(_rows(statement[found.end() :]))
        elif statement.casefold().startswith("create"):
            made.append(statement)
    if not made or not any(rows.values()):
        raise Unusable(NO_TABLES)
    return {"schema": ";\n".join(made) + ";", "rows": rows, "text": _text(made, rows)}


def word_count(text: str, least: int, most: int) -> bool:
    """Whether a text has so many words."""
    return least <= len(text.split()) <= most


def query_vote(queries: Sequence[str] | str, data: dict, least: int, rng: Random, check: bool = True) -> dict:
    """Return the shortest query of those that came to the result of most: {query, result, votes, of, counts}.

    Each is executed in a child process; a copy counts as often as it was given. Unusable with fewer than `least` votes,
    a draw, or, unless `check` is off, a result that is empty or stays the same on a database with other rows.
    """
    frozen = data["schema"], json.dumps(data["rows"])
    queries = [queries] if isinstance(queries, str) else queries
    given = Counter(query.strip().rstrip(";").strip() for query in queries if query and query.strip())
    votes: Counter[str] = Counter()
    members: dict[str, list[str]] = {}
    for query, times in given.items():
        form = executed(*frozen, query).canonical
        if form is not None:
            votes[form] += times
            members.setdefault(form, []).append(query)
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < least or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        raise Unusable(AGREE % {"n": ranked[0][1] if ranked else 0})
    query = min(members[ranked[0][0]], key=lambda one: (len(one), one))
    base = sql.Database(data["schema"], data["rows"])
    result = sql.checked(base, query, rng.randrange(SEEDS)) if check else executed(*frozen, query)
    if result.problem:
        raise Unusable(RESULTS.get(result.problem, result.problem))
    return {
        "query": query,
        "result": [list(row) for row in result.rows[:SHOWN_ROWS]],
        "votes": ranked[0][1],
        "of": len(queries),
        "share": ranked[0][1] / len(queries),
        "counts": sorted(votes.values(), reverse=True),
    }


@lru_cache(maxsize=4096)
def executed(schema: str, rows: str, query: str) -> sql.Result:
    """Return the result of a query; many rows ask about the same database, and a child process takes its time."""
    return sql.run(sql.Database(schema, json.loads(rows)), query)


def _rows(text: str) -> list[list[Any]]:
    """Read (…), (…) with plain values; Unusable where something else stands there."""
    rows, at = [], 0
    while at < len(text):
        if text[at] in " \t\r\n,":
            at += 1
        elif text[at] != "(":
            raise Unusable(ROW % {"text": text[at : at + 20]})
        else:
            row, at = _row(text, at + 1)
            rows.append(row)
    return rows


def _row(text: str, at: int) -> tuple[list[Any], int]:
    row: list[Any] = []
    while match := CELL.match(text, at):
        word, null, number = match.groups()
        row.append(None if null else word.replace("''", "'") if number is None else _number(number))
        at = match.end()
        if text[at : at + 1] == ")":
            return row, at + 1
        at += text[at : at + 1] == ","
    raise Unusable(VALUE % {"text": text[at : at + 20]})


def _number(text: str) -> int | float:
    return float(text) if "." in text else int(text)


def _text(made: Sequence[str], rows: dict[str, list]) -> str:
    """The tables and a few rows of each, as a prompt shows them."""
    shown = [f"-- {name}, some rows: {rows_[:SHOWN_ROWS]}" for name, rows_ in rows.items()]
    return "\n".join([*(f"{one};" for one in made), *shown])


TOOLS = {
    "database": Tool(database, gives=("schema", "rows", "text")),
    "word_count": Tool(word_count),
    "query_vote": Tool(query_vote, random=True, gives=("query", "result", "votes", "of", "share", "counts")),
}
