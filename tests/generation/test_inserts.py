"""Rows written by one prepared statement are the rows that Django would have written."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from generation.inserts import insert, insert_values
from generation.models import Call, Codebook, Endpoint, GateResult, Origin, PlannedRow, Run, Sample, SampleState

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.scaled]


@pytest.fixture
def row(project, lead) -> PlannedRow:
    codebook = Codebook.objects.create(project=project, number=1, fields=[{"name": "text"}], created_by=lead)
    endpoint = Endpoint.objects.create(project=project, name="peer", base_url="http://127.0.0.1:1/v1", model="m")
    run = Run.objects.create(project=project, recipe="zerogen", codebook=codebook, endpoint=endpoint, seed=1, count=1)
    return PlannedRow.objects.create(run=run, round=1, batch=0, index=0, seed=1)


def call(row: PlannedRow, **more) -> Call:
    return Call(run_id=row.run_id, row_id=row.pk, step="write", request_hash="0" * 64, **({"request": {}} | more))


def test_what_is_read_back_is_what_was_written(row):
    request = {"messages": [{"role": "user", "content": "100 % “sicher”?"}], "seed": None}
    insert([call(row, request=request, cost_usd=Decimal("0.00000125"), cached=True, error="timeout: late")])
    stored = Call.objects.get(row=row)
    assert (stored.request, stored.reply, stored.cost_usd) == (request, {}, Decimal("0.00000125"))
    assert (stored.cached, stored.error, stored.seed) == (True, "timeout: late", None)
    assert timezone.now() - stored.created_at < timedelta(minutes=1)


def test_who_writes_a_row_again_writes_the_moment_of_the_first_time(row):
    one = call(row, error="timeout: late")
    insert([one])
    insert([one])
    assert len({stored.created_at for stored in Call.objects.filter(row=row)}) == 1


def test_bytes_choices_and_nested_json_are_stored_as_the_orm_stores_them(row, project):
    made = {"origin": Origin.GENERATED, "state": SampleState.NEEDS_PERSON, "metadata": {"a": [1, None, {"b": "ü"}]}}
    insert([Sample(project_id=project.pk, fields={"text": "one"}, content_hash=b"\x00\xff" * 8, **made)])
    Sample.objects.create(project=project, fields={"text": "two"}, content_hash=b"\x01\xff" * 8, **made)
    columns = ("origin", "state", "metadata", "answers", "external_id", "reference", "simulated")
    ours, theirs = Sample.objects.order_by("pk").values_list(*columns)
    assert ours == theirs
    assert Sample.objects.filter(content_hash=b"\x00\xff" * 8, metadata__a__2__b="ü").exists()


def test_a_row_that_is_there_already_is_passed_over_only_where_that_was_asked_for(row):
    said = [GateResult(row_id=row.pk, gate=gate, action="accept", score=0.5) for gate in ("format", "refusal")]
    insert(said[:1])
    insert(said, ignore_conflicts=True)
    assert sorted(GateResult.objects.values_list("gate", "score")) == [("format", 0.5), ("refusal", 0.5)]
    with pytest.raises(IntegrityError):
        insert(said)


def test_plain_values_are_stored_by_the_names_of_their_columns(row):
    columns = ("gate", "row_id", "place", "action", "reason", "score", "attempt")
    said = [("format", row.pk, 0, "accept", "", None, 1), ("length", row.pk, 0, "reject", "100 % “kurz”", 0.25, 1)]
    insert_values(GateResult, columns, said)
    insert_values(GateResult, columns, said, ignore_conflicts=True)
    assert list(GateResult.objects.order_by("gate").values_list(*columns)) == said


def test_nothing_to_write_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert([])
        insert_values(GateResult, ("gate",), [])
