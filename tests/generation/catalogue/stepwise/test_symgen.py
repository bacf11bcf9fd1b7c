"""Questions with the SQL that answers them: of many queries, four of ten wrong, what agrees when executed is kept."""

import json
import re
from random import Random

import pytest

from generation.catalogue.preview import preview
from generation.catalogue.stepwise.symgen import RECIPE
from generation.methods.parts import PartError
from generation.methods.plans.steps.tools.querying import database, executed, query_vote
from generation.methods.plans.steps.tools.tool import Unusable
from tests.generation.catalogue.driving import run
from tests.generation.catalogue.problems import SPEC, Solver, context_of, user
from tests.generation.catalogue.switching import changed, without

PLACES = ("Busan", "Seoul", "Daegu", "Jeju")
PEOPLE = ", ".join(f"('P{i}', {20 + 3 * i}, '{PLACES[i % 4]}')" for i in range(16))
TABLES = f"CREATE TABLE people (name TEXT, age INTEGER, place TEXT); INSERT INTO people VALUES {PEOPLE};"
ASKED = re.compile(r"How many people live in (\w+) and are older than (\d+) years")


def right_query(question: str) -> str:
    place, age = ASKED.search(question).groups()
    return f"SELECT count(*) FROM people WHERE place = '{place}' AND age > {age}"


class Analyst(Solver):
    """Four of ten queries are wrong, each in its way; some questions tempt it into a constant."""

    def question(self, ask, rng):
        place, age = rng.choice(PLACES), rng.choice((21, 28, 35, 44, 50))
        return {"asked": f"How many people live in {place} and are older than {age} years?"}

    def query(self, ask, rng):
        question = user(ask)
        place, age = ASKED.search(question).groups()
        if question.endswith("50 years?"):
            return {"query": "SELECT 1"}
        wrong = [
            f"SELECT count(*) FROM people WHERE place = '{place}'",
            f"SELECT count(*) FROM people WHERE age > {age}",
            f"SELECT name FROM people WHERE place = '{place}' AND age > {age}",
            f"SELECT count(*) FROM persons WHERE place = '{place}'",
            f"SELECT avg(age) FROM people WHERE place = '{place}'",
        ]
        same = [right_query(question), right_query(question).replace("count(*)", "COUNT(name)")]
        return {"query": rng.choice(wrong if rng.random() < 0.4 else same) + ";"}


class Rambler(Analyst):
    """Asks at great length, or in hardly a word, now and then."""

    def question(self, ask, rng):
        asked = super().question(ask, rng)["asked"]
        return {"asked": rng.choice([asked, asked + " Tell me, please" * 12])}


@pytest.mark.parametrize("bounded", [True, False])
def test_questions_have_at_most_39_words(bounded):
    recipe = RECIPE if bounded else without(RECIPE, "not 6 to 39 words")
    made = run(recipe, context_of(recipe, 12, schema=TABLES, queries=8), Rambler(), largest=8)
    assert any(len(one.fields["question"].split()) > 39 for _draw, one in made.accepted) != bounded


def result(query: str):
    data = database(TABLES)
    return executed(data["schema"], json.dumps(data["rows"]), query).canonical


def rows_of(query: str) -> list:
    data = database(TABLES)
    return [list(row) for row in executed(data["schema"], json.dumps(data["rows"]), query).rows]


def precision(made) -> float:
    right = [result(one.fields["answer"]) == result(right_query(one.fields["question"])) for _d, one in made.accepted]
    return sum(right) / len(right)


def made_by(recipe=RECIPE, count=8, **params):
    return run(recipe, context_of(recipe, count, **{"schema": TABLES, "queries": 9} | params), Analyst(), largest=8)


def test_the_kept_queries_are_right_though_four_of_ten_were_wrong():
    made = made_by(count=20)
    assert len(made.accepted) >= 20
    assert precision(made) > 0.95
    assert all(sum(one.kept["votes"]) <= 9 and one.kept["votes"][0] >= 5 for _draw, one in made.accepted)


def test_a_query_is_kept_with_its_result_and_is_as_sure_as_its_votes():
    for _draw, one in made_by(count=3, verified_label="verified").accepted:
        assert one.kept["share"] == one.labels[0].probability == pytest.approx(one.kept["votes"][0] / 9, abs=0.001)
        assert json.dumps(one.kept["result"]) == json.dumps(rows_of(one.fields["answer"]))


def test_tables_are_shown_with_their_rows_to_who_asks_and_to_who_answers():
    asked, model = {}, Analyst()
    context = context_of(RECIPE, 1, schema=TABLES, queries=9)
    run(RECIPE, context, lambda ask: asked.setdefault(ask.step.split("/")[0], ask) and model(ask), largest=1)
    shown = database(TABLES)["text"]
    assert "CREATE TABLE" in shown
    assert all(shown in "".join(one["content"] for one in asked[step].messages) for step in ("question", "query"))


def test_one_query_alone_is_wrong_as_often_as_the_model():
    made = made_by(changed(RECIPE, "ask", "query", times=1), count=20, votes=1)
    assert precision(made) < 0.9


@pytest.mark.parametrize("check", [True, False])
def test_a_query_that_does_not_look_at_the_rows_is_turned_away_unless_nobody_tries_other_rows(check):
    given = {"queries": ["SELECT 1"] * 5, "data": database(TABLES), "least": 5, "rng": Random(1)}
    if not check:
        assert query_vote(**given, check=False)["query"] == "SELECT 1"
    else:
        with pytest.raises(Unusable, match="the same on other data"):
            query_vote(**given)


def test_tables_may_stand_in_the_purpose():
    spec = SPEC.from_json(SPEC.to_json() | {"purpose": f"Questions about our people.\n{TABLES}"})
    assert len(run(RECIPE, context_of(RECIPE, 1, spec, queries=9), Analyst(), largest=1).accepted) >= 1


def test_without_tables_it_says_so_before_anything_is_asked():
    prepared = RECIPE.prepare(context_of(RECIPE, 2))
    with pytest.raises(PartError, match="CREATE TABLE"):
        _ = prepared.bars
    assert preview(prepared, 0)[0].asks == ()


@pytest.mark.parametrize("rows", ["('a', f())", "('a'", "(1; DROP TABLE t)", "1, 2"])
def test_only_plain_values_are_rows(rows):
    with pytest.raises(Unusable):
        database(f"CREATE TABLE t (a, b); INSERT INTO t VALUES {rows}")


def test_rows_are_read_as_they_are_written():
    made = database("create table t (a, b, c); insert into t (a, b, c) values ('it''s; so', -2.5, NULL), ('', 7, 'x')")
    assert made["rows"] == {"t": [["it's; so", -2.5, None], ["", 7, "x"]]}
