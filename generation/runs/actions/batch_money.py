"""What is set aside for requests in batches stands with their batch, not with the worker that handed them in: whoever
waits for the answer next finds it there, and a kill loses nothing of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop as _

from generation.models import Batch, Call, Claim, Run
from generation.models.run import ENDED
from generation.runs.actions import ledger

ZERO = Decimal(0)
GIVEN_UP = timedelta(days=1)  # a batch is over by then: no endpoint bills anything more of it
NEVER_KNOWN = _("A batch could not be asked about after the run had ended: all that it may cost counts as lost.")
DROPPED = "dropped"  # it never arrived: it only keeps what was set aside, until its requests are asked anew


@dataclass(frozen=True, slots=True)
class Kept:
    """What a batch keeps for one request. `own`: it came out of this worker's claim, which has it no more."""

    batch: int
    amount: Decimal
    own: bool


def batches_after(run_id: int, second: bool, newest: int) -> list[tuple[Batch, set[str], set[str]]]:
    """The run's batches beyond the newest that is known, each with the requests whose answer is stored, and those
    whose answer was of no use: they are asked anew."""
    found = Batch.objects.filter(run=run_id, second=second, closed=False, pk__gt=newest).order_by("pk")
    return [(batch, *_answered(batch)) for batch in found]


def _answered(batch: Batch) -> tuple[set[str], set[str]]:
    calls = Call.objects.filter(Q(error="") | Q(cost_usd__gt=0), run=batch.run_id, created_at__gte=batch.created_at)
    told = [(key, error) for key, error in calls.values_list("request_hash", "error") if key in batch.keys]
    return {key for key, _error in told}, {key for key, error in told if error}


@transaction.atomic
def new_batch(
    run_id: int, second: bool, keys: dict[str, str], token: str, own: Decimal, moved: Iterable[Kept]
) -> Batch:
    """A batch of requests with the worst case of each. It keeps what the claim had set aside for them, and what other
    batches had."""
    if own and not Claim.objects.filter(token=token).update(reserved_usd=F("reserved_usd") - own):
        raise ledger.ClaimLost(token)
    amounts: dict[int, Decimal] = {}
    for kept in moved:
        amounts[kept.batch] = amounts.get(kept.batch, ZERO) + kept.amount
    reserved = own + ledger.taken_from(amounts)
    return Batch.objects.create(run_id=run_id, second=second, keys=keys, reserved_usd=reserved)


def may_close(run_id: int) -> bool:
    """Whether the run has ended and nobody works on it any more: then nothing more is stored of its batches."""
    if not Run.objects.filter(pk=run_id, state__in=ENDED).exists():
        return False
    ledger.free_expired(run_id)
    return not Claim.objects.filter(run=run_id).exists()


def open_batches(run_id: int, second: bool) -> list[tuple[Batch, set[str]]]:
    """The batches of an ended run that are not booked yet, each with the requests whose answer is not stored."""
    found = Batch.objects.filter(run=run_id, second=second, closed=False).order_by("pk")
    return [(batch, batch.keys.keys() - _answered(batch)[0]) for batch in found]


def given_up(now: datetime) -> QuerySet[Batch]:
    """Batches that nobody could ask about since their run ended: its endpoint is refused, or its key cannot be read."""
    left = Batch.objects.filter(closed=False, run__state__in=ENDED, run__finished_at__lt=now - GIVEN_UP)
    return left.select_related("run__endpoint", "run__second")


def book_at_most(batch: Batch) -> None:
    """Close a batch of which nobody knows what it came to: whatever it did not answer here may be billed."""
    endpoint = batch.run.second if batch.second else batch.run.endpoint
    left = () if batch.state == DROPPED else batch.keys.keys() - _answered(batch)[0]
    lost = sum((Decimal(batch.keys[key]) for key in left), ZERO) * (1 - endpoint.batch_discount)
    book(batch, [], lost, problem=NEVER_KNOWN if left else "")


@transaction.atomic
def book(batch: Batch, calls: list[Call], lost: Decimal, *, problem: str = "") -> None:
    """Close a batch: what came after the end is paid for, and what may still be billed is lost. Once alone."""
    current = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if current.closed:
        return
    ledger.store_late(batch.run_id, calls, released=current.reserved_usd, lost=lost)
    if problem:
        ledger.note_problems(batch.run_id, [problem])
    current.closed, current.reserved_usd, current.state = True, ZERO, batch.state
    current.save(update_fields=["closed", "reserved_usd", "state"])
