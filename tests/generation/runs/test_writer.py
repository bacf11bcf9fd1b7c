"""The one way to the database of a worker."""

import asyncio
from decimal import Decimal

import pytest
from django.db import connection

from generation.models import Call, PlannedRow, Run
from generation.runs.actions import ledger
from generation.runs.actions.writer import Writer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(simulated, endpoint_at, start) -> Run:
    run = start(endpoint_at(simulated))
    ledger.open_claim(run.pk, "mine")
    return run


def test_an_answer_handed_in_just_before_the_end_is_stored(run):
    row = PlannedRow.objects.create(run=run, round=1, batch=0, index=0, seed=1, condition={})
    calls = [Call(run_id=run.pk, row_id=row.pk, step=f"s{n}", cost_usd=Decimal("0.01")) for n in range(250)]

    async def work() -> None:
        writer = Writer(run.pk, "mine")
        writer.start()
        for call in calls:
            writer.call(call, Decimal(0))
        await writer.close()

    asyncio.run(work())
    assert Call.objects.filter(run=run).count() == 250
    run.refresh_from_db()
    assert run.cost_usd == Decimal("2.5")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a page cache of this kind is SQLite's")
def test_its_connections_keep_few_pages_for_the_system_keeps_them_too(run):
    def pages() -> int:
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_size").fetchone()[0]

    async def work() -> list[int]:
        writer = Writer(run.pk, "mine")
        writer.start()
        kept = [await writer.do(pages), await writer.aside(pages)]
        await writer.close()
        return kept

    assert asyncio.run(work()) == [-4000, -4000]


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite knows no such limit")
def test_both_its_connections_let_go_of_what_they_locked_when_they_sleep(run):
    def limit() -> str:
        with connection.cursor() as cursor:
            return cursor.execute("SHOW idle_in_transaction_session_timeout").fetchone()[0]

    async def work() -> list[str]:
        writer = Writer(run.pk, "mine")
        writer.start()
        limits = [await writer.do(limit), await writer.aside(limit)]
        await writer.close()
        return limits

    assert asyncio.run(work()) == ["6s", "6s"]


class TestLookingForALostWrite:
    """Of rows alone: whether they were written is told by them, for they may have been settled in between."""

    @pytest.fixture
    def row(self, run) -> PlannedRow:
        claimed = {"state": PlannedRow.State.CLAIMED, "claim": "mine"}
        return PlannedRow.objects.create(run=run, round=1, batch=0, index=0, seed=1, condition={}, **claimed)

    @pytest.fixture
    def batch(self, row) -> ledger.Stored:
        answered = PlannedRow.objects.get(pk=row.pk)
        answered.state, answered.claim = PlannedRow.State.ANSWERED, ""
        return ledger.Stored(rows=[answered])

    def test_rows_that_are_still_claimed_were_not(self, run, batch):
        assert not ledger.is_stored(run.pk, "mine", batch)

    def test_rows_that_were_written_were(self, run, batch):
        ledger.store(run.pk, "mine", batch)
        assert ledger.is_stored(run.pk, "mine", batch)

    def test_rows_that_are_settled_by_now_were_and_stay_so(self, run, row, batch):
        ledger.store(run.pk, "mine", batch)
        PlannedRow.objects.filter(pk=row.pk).update(state=PlannedRow.State.ACCEPTED)
        assert ledger.is_stored(run.pk, "mine", batch)
