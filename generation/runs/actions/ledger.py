"""What one worker writes: claims, reservations, answers. Plain functions on the database, each one short transaction.

A worker holds rows by a token; `Claim` says until when. A worker that comes back after its time finds its claim gone
and stops; what it had paid for is stored all the same.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.db import connection, transaction
from django.db.models import DecimalField, F, Model, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from generation.inserts import insert
from generation.methods.tallies import tallied
from generation.models import Batch, Call, Claim, PlannedRow, Run, RunState
from generation.runs.actions.candidates import Said, store_gate_results

State = PlannedRow.State
ZERO = Decimal(0)
NOTHING: Mapping[str, Any] = MappingProxyType({})
SMALLEST = Decimal("0.00000001")  # the resolution of the money columns
LATE = _("late: it was answered after another worker had taken its row over")


class ClaimLost(Exception):
    """Another worker has taken these rows over: stop at once."""


@dataclass(slots=True)
class Stored:
    """What goes into one write: calls with what was reserved for them, rows that are done, their gates' verdicts."""

    calls: list[Call] = field(default_factory=list)
    rows: list[PlannedRow] = field(default_factory=list)
    gates: list[Said] = field(default_factory=list)
    released: Decimal = ZERO
    of_batches: dict[int, Decimal] = field(default_factory=dict)  # the same of what batches had kept, by their ids
    lost: Decimal = ZERO  # of what was released: the worst case of requests that may be billed though no answer came


def open_claim(run_id: int, token: str) -> None:
    Claim.objects.create(run_id=run_id, token=token, until=timezone.now() + Claim.LEASE)


def begin(run_id: int) -> None:
    Run.objects.filter(pk=run_id, state=RunState.PLANNED).update(state=RunState.RUNNING)
    Run.objects.filter(pk=run_id, started_at=None).update(started_at=timezone.now())
    held = Claim.objects.filter(run=run_id).values("token")
    _give_back(PlannedRow.objects.filter(run=run_id).exclude(claim__in=held))


@transaction.atomic
def note_simulated(run_id: int, *, second: bool) -> None:
    """An endpoint may lead to a simulated model without saying so: its answers do, and then the run does."""
    run = Run.objects.select_for_update(of=("self",), no_key=True).select_related("endpoint").get(pk=run_id)
    name, facts = ("second", run.asked_second) if second else ("endpoint", run.asked)
    run.setup[name] = facts | {"simulated": True}
    run.save(update_fields=["setup"])


@transaction.atomic
def note(run_id: int, texts: Iterable[str]) -> None:
    """Write down what a lead should know of the run, once each."""
    run = Run.objects.select_for_update(no_key=True).only("setup").get(pk=run_id)
    run.setup["notes"] = list(dict.fromkeys([*run.setup.get("notes", ()), *texts]))
    run.save(update_fields=["setup"])


def keep_claim(token: str) -> None:
    if not Claim.objects.filter(token=token).update(until=timezone.now() + Claim.LEASE):
        raise ClaimLost(token)


@transaction.atomic
def claim_rows(run_id: int, token: str, most: int) -> list[PlannedRow]:
    """Take planned rows, the first ones first. Rows that another worker is taking this instant are passed over.

    ClaimLost where the claim is gone: nobody would ever free what is taken under its token. Renewing it here locks it.
    """
    standing = Run.objects.filter(pk=run_id, state=RunState.RUNNING).values_list("round", "settled").first()
    if standing is None:
        return []
    keep_claim(token)
    rows = list(_free_rows(run_id, *standing).select_for_update(skip_locked=True)[:most])
    mine = PlannedRow.objects.filter(pk__in=[row.pk for row in rows])
    mine.update(state=State.CLAIMED, claim=token, attempts=F("attempts") + 1)
    for row in rows:
        row.state, row.claim, row.attempts = State.CLAIMED, token, row.attempts + 1
    return rows


def _free_rows(run_id: int, number: int, settled: int) -> QuerySet[PlannedRow]:
    """Without those that are decided: to walk past them took longer with each row that a run had behind it."""
    free = PlannedRow.objects.filter(run=run_id, state=State.PLANNED).order_by("round", "index")
    begun = settled or number > 1  # the first row is the set-up's, of round 0
    return free.filter(round=number, index__gte=settled) if begun else free


def stored_answers(rows: Iterable[PlannedRow]) -> dict[int, dict[str, dict]]:
    """Row id -> step -> the answer that an earlier worker stored: never asked for again."""
    again = [row.pk for row in rows if row.attempts > 1]
    found: dict[int, dict[str, dict]] = {}
    for row_id, step, reply in Call.objects.filter(row__in=again, error="").values_list("row_id", "step", "reply"):
        found.setdefault(row_id, {})[step] = reply["answer"]
    return found


def reusable_answer(request_hash: str, endpoint_id: int) -> Call | None:
    """Another run's answer of the endpoint to exactly this request. One that was of no use is not kept to: it is asked
    for again."""
    same = Call.objects.filter(request_hash=request_hash, error="", reply__answer__problem="")
    return same.filter(Q(second=False, run__endpoint=endpoint_id) | Q(second=True, run__second=endpoint_id)).first()


@dataclass(frozen=True, slots=True)
class Before:
    """Whether other runs of the project asked this endpoint, and whether one with the same seed did: without them
    there is nothing to look up."""

    any: bool
    same_seed: bool


def before(run: Run, endpoint_id: int) -> Before:
    asked = Q(endpoint=endpoint_id) | Q(second=endpoint_id)
    others = Run.objects.filter(asked, project=run.project_id, calls__gt=0).exclude(pk=run.pk)
    return Before(others.exists(), others.filter(seed=run.seed).exists())


@transaction.atomic
def reserve(run_id: int, token: str, amount: Decimal) -> bool:
    """Set the worst case of some calls aside. The database decides, so many workers together keep the cap.

    The claim first, as everywhere: who frees it at this moment locks it before the run.
    """
    more = F("reserved_usd") + amount
    if not Claim.objects.filter(token=token).update(reserved_usd=more):
        raise ClaimLost(token)
    fits = Run.objects.filter(pk=run_id, state=RunState.RUNNING, budget_usd__gte=F("cost_usd") + F("lost_usd") + more)
    if not fits.update(reserved_usd=more):
        transaction.set_rollback(True)
        return False
    return True


def may_fit(run_id: int, amount: Decimal, *, waits: bool = False) -> bool:
    """Whether a reservation that failed is worth another try: what is set aside for others may come back, what is spent
    does not. Decided from one look, because others reserve and settle meanwhile. `waits`: this worker waits for a
    batch; without, what batches keep may be for requests that nobody makes any more.

    SQLite adds decimals as floats: a residue below the column's resolution is nobody's reservation.
    """
    money = ("budget_usd", "cost_usd", "lost_usd", "reserved_usd")
    in_batches = Coalesce(Sum("endpoint_batches__reserved_usd"), ZERO, output_field=DecimalField())
    budget, cost, lost, reserved, kept = Run.objects.values_list(*money, in_batches).get(pk=run_id)
    reserved -= ZERO if waits else kept
    room = budget - cost - lost - amount
    return room >= SMALLEST or (reserved >= SMALLEST and room >= ZERO)


def store(run_id: int, token: str, batch: Stored) -> None:
    """Write answers, rows and verdicts together, and settle what was reserved for them."""
    if not _store_held(run_id, token, batch):
        _store_after_its_claim(run_id, batch)
        raise ClaimLost(token)


@transaction.atomic
def _store_held(run_id: int, token: str, batch: Stored) -> bool:
    until = connection.ops.adapt_datetimefield_value(timezone.now() + Claim.LEASE)
    if not _changed(Claim, "token", token, add={"reserved_usd": -batch.released}, put={"until": until}):
        return False
    if batch.calls:
        _store_calls(run_id, batch, released=batch.released + taken_from(batch.of_batches))
    if batch.rows:
        note_rows(batch.rows)
    if batch.gates:
        store_gate_results(batch.gates)
    return True


@transaction.atomic
def is_stored(run_id: int, token: str, batch: Stored) -> bool:
    """Whether a write went through of which nobody heard the end.

    The server may be at its end still: the look waits for what the write has locked, its claim or, where that is gone,
    its run.
    """
    if not Claim.objects.select_for_update(no_key=True).filter(token=token).exists():
        Run.objects.select_for_update(no_key=True).filter(pk=run_id).exists()
    if batch.calls:
        first = batch.calls[0]
        return Call.objects.filter(row=first.row_id, step=first.step, created_at=first.created_at).exists()
    # By now they may be settled as well: to write them again would undo that.
    before = (State.PLANNED, State.CLAIMED)
    return bool(batch.rows) and not PlannedRow.objects.filter(pk=batch.rows[0].pk, state__in=before).exists()


@transaction.atomic
def _store_after_its_claim(run_id: int, batch: Stored) -> None:
    """An answer is of use where its row waits for somebody; where another worker has asked again, that one's is, and
    this one is kept beside it. Whoever took the claim over has booked all that it had reserved as lost."""
    rows = PlannedRow.objects.filter(pk__in=[call.row_id for call in batch.calls], state=State.PLANNED)
    waiting = set(rows.select_for_update(no_key=True).values_list("pk", flat=True))
    for call in batch.calls:
        if not call.error and call.row_id not in waiting:
            call.error = LATE
    _store_calls(run_id, replace(batch, lost=ZERO), released=ZERO)


def taken_from(batches: Mapping[int, Decimal]) -> Decimal:
    """Take what batches had kept for some requests out of them. Returns how much that was: never more than they had."""
    taken = ZERO
    for pk, amount in sorted(batches.items()):
        there = Batch.objects.filter(pk=pk, reserved_usd__gte=amount - SMALLEST)
        taken += amount if amount and there.update(reserved_usd=F("reserved_usd") - amount) else ZERO
    return taken


def store_late(run_id: int, calls: list[Call], *, released: Decimal, lost: Decimal) -> None:
    """Write what came after a run's end, and settle what was set aside for it. The caller's transaction."""
    _store_calls(run_id, Stored(calls=calls, lost=lost), released=released)


def note_rows(rows: list[PlannedRow]) -> None:
    """Write state, candidates, reason and claim of some rows: one prepared statement, for Django's bulk_update builds
    an expression a row and field, which took half of the engine's time."""
    table = connection.ops.quote_name(PlannedRow._meta.db_table)
    values = [(row.state, json.dumps(row.candidates), row.reason, row.claim, row.pk) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET state = %s, candidates = %s, reason = %s, claim = %s WHERE id = %s",  # noqa: S608
            values,
        )


def note_ends(rows: list[PlannedRow]) -> None:
    """Write how rows ended. Their candidates, which are long, stand as they are."""
    table = connection.ops.quote_name(PlannedRow._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET state = %s, reason = %s, accepted = %s WHERE id = %s",  # noqa: S608
            [(row.state, row.reason, row.accepted, row.pk) for row in rows],
        )


def _store_calls(run_id: int, batch: Stored, *, released: Decimal) -> None:
    insert(batch.calls, ignore_conflicts=True)
    if failed := [call.error for call in batch.calls if call.error]:
        note_problems(run_id, failed)
    spent = {
        "calls": len(batch.calls),
        "reused": sum(call.cached for call in batch.calls),
        "tokens_in": sum(call.tokens_in for call in batch.calls),
        "tokens_out": sum(call.tokens_out for call in batch.calls),
        "cost_usd": sum((call.cost_usd for call in batch.calls), ZERO),
        "reserved_usd": -released,
        "lost_usd": batch.lost,
    }
    _changed(Run, "id", run_id, add=spent)


def _changed(model: type[Model], key: str, value: Any, *, add: dict, put: Mapping[str, Any] = NOTHING) -> int:
    """Add to columns of one row, and put values into others. Returns how many rows that were.

    Plain SQL, for each write does this twice, and Django builds an expression a column.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    changes = [f"{name} = {name} + %s" for name in add] + [f"{name} = %s" for name in put]
    sql = f"UPDATE {table} SET {', '.join(changes)} WHERE {key} = %s"  # noqa: S608
    amounts = (_money(amount) if isinstance(amount, Decimal) else amount for amount in add.values())
    with connection.cursor() as cursor:
        cursor.execute(sql, [*amounts, *put.values(), value])
        return cursor.rowcount


def _money(amount: Decimal) -> Any:
    return connection.ops.adapt_decimalfield_value(amount, max_digits=14, decimal_places=8)


def note_problems(run_id: int, errors: list[str]) -> None:
    """Count what went wrong with the run. The caller's transaction."""
    run = Run.objects.select_for_update(no_key=True).only("problems").get(pk=run_id)
    run.problems = tallied(run.problems, errors)
    run.save(update_fields=["problems"])


def free_expired(run_id: int) -> int:
    """Give the rows of dead workers back. What they had reserved may have been spent, so it stays out of the budget."""
    dead = Claim.objects.filter(run=run_id, until__lt=timezone.now())
    return sum(_free(run_id, dead.filter(pk=claim.pk), lost=True) for claim in dead)


def release_claim(run_id: int, token: str, *, lost: bool) -> None:
    """A worker's end. `lost`: it gave requests up that are under way, so what is set aside may have been spent."""
    _free(run_id, Claim.objects.filter(token=token), lost=lost)


@transaction.atomic
def _free(run_id: int, claim: QuerySet[Claim], *, lost: bool) -> int:
    # One that its holder has locked is no dead worker's, or of one that sleeps in a write: to wait for it is to sleep.
    held = claim.select_for_update(skip_locked=True).first()
    if held is None:
        return 0
    _give_back(PlannedRow.objects.filter(run=run_id, claim=held.token))
    if held.reserved_usd:
        lost_usd = held.reserved_usd if lost else ZERO
        Run.objects.filter(pk=run_id).update(
            reserved_usd=F("reserved_usd") - held.reserved_usd, lost_usd=F("lost_usd") + lost_usd
        )
    held.delete()
    return 1


def _give_back(rows: QuerySet[PlannedRow]) -> None:
    rows.filter(state=State.CLAIMED).update(state=State.PLANNED, claim="")
