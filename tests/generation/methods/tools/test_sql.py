import time
from dataclasses import replace
from random import Random

import pytest

from generation.methods.tools.sql import Database, Limits, Result, checked, orders, perturbed, run, run_on

SHOP = Database(
    "CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT NOT NULL, price REAL); CREATE INDEX by_name ON items (name);"
    "CREATE TABLE sales (item INTEGER REFERENCES items, day TEXT, sold INTEGER)",
    {
        "items": [(1, "pen", 1.5), (2, "book", 12.0), (3, "bag", 30.25), (4, "lamp", 18.0), (5, "cup", None)],
        "sales": [(1, "2024-01-01", 10), (1, "2024-01-02", 4), (2, "2024-01-01", 3), (3, "2024-01-03", 1)],
    },
)
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
FEW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) "
QUICK = Limits(seconds=0.5, megabytes=16, rows=100, bytes=10_000)


def test_a_query_is_answered_from_the_sample_rows():
    result = run(SHOP, "SELECT name, price FROM items WHERE price > 10 ORDER BY price DESC")
    assert (result.problem, result.rows) == ("", (("bag", 30.25), ("lamp", 18.0), ("book", 12.0)))
    joined = (
        "SELECT i.name, sum(s.sold) FROM items i JOIN sales s ON s.item = i.id GROUP BY i.id HAVING sum(s.sold) > 2"
    )
    assert set(run(SHOP, joined).rows) == {("pen", 14), ("book", 3)}
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT sum(i) FROM n"
    assert run(SHOP, counting).rows == ((15,),)


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("ATTACH DATABASE '/tmp/synthlab-hostile.db' AS other", "refused"),
        ("PRAGMA hard_heap_limit = 0", "refused"),
        ("PRAGMA table_info(items)", "refused"),
        ("SELECT * FROM pragma_table_info('items')", "refused"),
        ("SELECT load_extension('/lib/evil.so')", "refused"),
        ("SELECT random()", "refused"),
        ("SELECT CURRENT_TIMESTAMP", "refused"),
        ("DELETE FROM items", "refused"),
        ("UPDATE items SET price = 0", "refused"),
        ("INSERT INTO items VALUES (9, 'x', 1)", "refused"),
        ("DROP TABLE items", "refused"),
        ("CREATE TABLE more (x)", "refused"),
        ("CREATE VIRTUAL TABLE v USING fts5(x)", "refused"),
        ("CREATE TRIGGER t AFTER INSERT ON items BEGIN SELECT 1; END", "refused"),
        ("VACUUM INTO '/tmp/synthlab-hostile.db'", "refused"),
        ("BEGIN", "refused"),
        ("SELECT 1; DROP TABLE items", "refused"),
        ("SELEC name FROM items", "error"),
        ("SELECT nothing FROM items", "error"),
        ("SELECT ?", "refused"),
        ("SELECT 1" + " + 1" * 500, "error"),
        (" UNION ALL ".join(["SELECT 1"] * 100), "error"),
        ("SELECT '" + "a" * 200_000 + "'", "error"),
        (ENDLESS + "SELECT count(*) FROM n", "time"),
        (ENDLESS + "SELECT i FROM n", "too long"),
        ("SELECT count(*) FROM " + ", ".join(f"items AS i{n}" for n in range(12)), "time"),
        ("WITH RECURSIVE n(s) AS (SELECT 'a' UNION ALL SELECT s || s FROM n) SELECT max(length(s)) FROM n", "too long"),
        ("SELECT zeroblob(1000000000)", "too long"),
        ("SELECT printf('%.*c', 2000000000, 'x')", "time"),
        (ENDLESS + "SELECT count(DISTINCT hex(zeroblob(4000)) || i) FROM n", "memory"),
        (FEW + "SELECT count(DISTINCT hex(zeroblob(4000)) || i) FROM n", "memory"),  # 32 MB, twice what is allowed
        ("SELECT '\ud800'", "error"),
        ("", ""),
        ("-- nothing", ""),
    ],
)
def test_hostile_and_broken_queries_come_to_nothing(query, problem):
    result = run(SHOP, query, QUICK if problem == "time" else replace(QUICK, seconds=20))
    assert (result.problem, result.rows) == (problem, ()), result.detail


def test_what_a_query_did_is_not_there_for_the_next_and_no_file_is_written(tmp_path):
    target = tmp_path / "out.db"
    for query in (f"ATTACH DATABASE '{target}' AS o", f"VACUUM INTO '{target}'", "DELETE FROM items"):
        assert run(SHOP, query).problem == "refused"
    assert not target.exists()
    assert run(SHOP, "SELECT count(*) FROM items").rows == ((5,),)


def test_an_endless_query_is_ended():
    started = time.monotonic()
    result = run(SHOP, ENDLESS + "SELECT count(*) FROM n", QUICK)
    assert (result.problem, result.detail) == ("time", "interrupted")  # the child itself looked at the clock
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "schema",
    [
        "CREATE TABLE t (x); ATTACH DATABASE ':memory:' AS other",
        f"CREATE TABLE t AS {ENDLESS} SELECT i FROM n",
        "CREATE VIEW v AS SELECT 1",
        "CREATE TABLE t (x); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
        "PRAGMA writable_schema = 1",
        "CREATE TABEL t (x)",
    ],
)
def test_a_schema_makes_tables_and_nothing_else(schema):
    assert run(Database(schema), "SELECT 1").problem == "schema"


def test_rows_that_break_a_constraint_are_named():
    result = run(Database("CREATE TABLE t (x UNIQUE)", {"t": [(1,), (1,)]}), "SELECT 1")
    assert (result.problem, result.detail) == ("schema", "UNIQUE constraint failed: t.x")


def test_a_table_name_cannot_leave_its_quotes():
    hostile = 't" VALUES (1); DROP TABLE "t'
    assert run(Database("CREATE TABLE t (x)", {hostile: [(1,)]}), "SELECT 1").problem == "schema"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SELECT name FROM items", "SELECT name FROM items ORDER BY id DESC", False),
        ("SELECT name FROM items WHERE id < 3", "SELECT name AS n FROM items WHERE id IN (2, 1)", True),
        ("SELECT 2.0", "SELECT 2", True),
        ("SELECT sum(price) / 3 FROM items", "SELECT sum(price / 3) FROM items", True),
        ("SELECT id, name FROM items", "SELECT name, id FROM items", False),
        ("SELECT '2'", "SELECT 2", False),
        ("SELECT 1 UNION ALL SELECT 1", "SELECT 1", False),
        ("SELECT x'00ff'", "SELECT x'00ff'", True),
    ],
)
def test_results_are_the_same_when_their_rows_are(one, other, same):
    assert (run(SHOP, one).canonical == run(SHOP, other).canonical) is same


@pytest.mark.parametrize(
    ("query", "ordered"),
    [
        ("SELECT a FROM t ORDER BY a", True),
        ("select a from t order /* by */ by a", True),
        ("SELECT * FROM (SELECT a FROM t ORDER BY a)", False),
        ("SELECT 'order by' FROM t -- order by a", False),
        ('SELECT "order" by FROM t', False),
        ("SELECT row_number() OVER (ORDER BY a) FROM t", False),
    ],
)
def test_only_the_outermost_order_counts(query, ordered):
    assert orders(query) is ordered


@pytest.mark.parametrize(
    "query",
    [
        "SELECT name FROM items WHERE price > 10",
        "SELECT count(*) FROM items",
        "SELECT max(price) FROM items",
        "SELECT name FROM items ORDER BY price DESC LIMIT 1",
        "SELECT price FROM items WHERE id = 3",
        "SELECT i.name, sum(s.sold) FROM items i JOIN sales s ON s.item = i.id GROUP BY i.id",
    ],
)
def test_queries_that_look_at_the_rows_pass(query):
    assert [checked(SHOP, query, seed).problem for seed in range(5)] == [""] * 5


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("SELECT 42", "constant"),
        ("SELECT 'yes' FROM items LIMIT 1", "constant"),
        ("SELECT DISTINCT 'yes' FROM items i JOIN sales s ON s.item = i.id", "constant"),
        ("SELECT count(*) - count(*) FROM items", "constant"),
        ("VALUES (14)", "constant"),
        ("SELECT name FROM items WHERE price > 1000", "empty"),
        ("SELECT max(price) FROM items WHERE id = 99", "empty"),
        ("SELECT nothing FROM items", "error"),
    ],
)
def test_queries_that_answer_without_looking_do_not(query, problem):
    assert [checked(SHOP, query, seed).problem for seed in range(5)] == [problem] * 5


def test_a_perturbed_database_is_never_empty_and_the_same_for_the_same_seed():
    for seed in range(20):
        other = perturbed(SHOP, Random(seed))
        assert other == perturbed(SHOP, Random(seed))
        assert all(other.rows.values())


def test_several_databases_are_asked_in_one_process():
    empty = Database(SHOP.schema)
    results = run_on([SHOP, empty], "SELECT count(*) FROM items")
    assert [result.rows for result in results] == [((5,),), ((0,),)]
    assert Result(problem="time").canonical is None
