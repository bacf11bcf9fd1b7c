"""Reviewing stops: what people have settled is frozen, and rows of it are asked again, blind, of somebody else.

What they got wrong then has a bound of its own, with a risk of its own, beside that of the labels nobody settled
(methods/human.md 9.9). The draws follow the snapshot's secret seed: nothing is sown anew.
"""

import time

from django.db import transaction
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from annotation.certificate.actions import SECONDS_IN_REQUEST, STEP, chained, open_audit
from annotation.methods.certificate.audit_keys import recheck_keys
from annotation.models import Item, Recheck, RecheckRow, Resolution, Snapshot
from annotation.queue.actions.pull import lock_dispenser
from annotation.queue.frames import could_answer
from annotation.queue.refusals import AskedAgainBefore, NobodyToAskAgain, NothingReviewed, ReviewingGoesOn
from generation.audit import record
from generation.encryption import opened
from generation.models import Project
from synthlab.turns import turn

PEOPLE = 2


@transaction.atomic
def end_review(*, project: Project, lead, risk: float = 0.05) -> Recheck:
    """No further audit is drawn from the current snapshot; its reviewed pool is taken in from here on. `risk` is fixed.

    Refused where draws could be foreseen (the seed is published), where labels would answer to another codebook, where
    nobody but the one who answered could be asked, and a second time under a version of the codebook, of whichever
    snapshot: nobody may draw until the result pleases.
    """
    dispenser = lock_dispenser(project)
    snapshot = dispenser.snapshot
    current = snapshot is not None and snapshot.frozen_at is not None and not snapshot.published_seed
    if not current or snapshot.ended_at or snapshot.codebook_id != dispenser.codebook_id:
        raise ReviewingGoesOn
    if asked_again_before(snapshot):
        raise AskedAgainBefore
    if len(could_answer(project.pk)) < PEOPLE:
        raise NobodyToAskAgain
    if not Resolution.objects.filter(item__project=project, settles=True).exists():
        raise NothingReviewed
    snapshot.ended_at = timezone.now()
    snapshot.save(update_fields=["ended_at"])
    recheck = Recheck.objects.create(snapshot=snapshot, risk=risk, created_by=lead)
    record(
        actor=lead, verb="certificate.reviewing_ended", project=project, subject=snapshot, risk=risk,
        audits=snapshot.draws.count(),
    )  # fmt: skip
    return recheck


def asked_again_before(snapshot: Snapshot) -> bool:
    """Whether settled rows were drawn before by the same codebook, from whichever snapshot's pool."""
    same = Recheck.objects.filter(snapshot__project=snapshot.project_id, snapshot__codebook=snapshot.codebook_id)
    return same.filter(draws__gt=0).exists()


@transaction.atomic
def pool_step(*, recheck: Recheck) -> bool:
    """Take in the next rows that were settled when reviewing stopped. True when the pool is full."""
    snapshot = recheck.snapshot
    lock_dispenser(snapshot.project)
    recheck.refresh_from_db()
    if recheck.frozen_at:
        return True
    left = Item.objects.filter(project=snapshot.project_id, pk__gt=recheck.frozen_until)
    ends = left.aggregate(first=Min("pk"), last=Max("pk"))
    until = max(recheck.frozen_until, (ends["first"] or 0) - 1) + STEP
    rows = []
    for pk, label, rule, revised in _settled(left.filter(pk__lte=until), snapshot):
        recheck.decided += rule == Resolution.Rule.LEAD
        recheck.revised += bool(revised) and rule != Resolution.Rule.LEAD
        if label and not revised and rule != Resolution.Rule.LEAD:
            rows.append((pk, label))
    keys = recheck_keys(opened(snapshot.seed_encrypted), [pk for pk, _label in rows])
    RecheckRow.objects.bulk_create(
        RecheckRow(recheck=recheck, item_id=pk, label=label, key=key)
        for (pk, label), key in zip(rows, keys, strict=True)
    )
    recheck.frozen_until, recheck.size = until, recheck.size + len(rows)
    recheck.label_hash = chained(recheck.label_hash, rows)
    if until >= (ends["last"] or 0):
        recheck.frozen_at = timezone.now()
        snapshot.rechecks_left = recheck.size
        snapshot.save(update_fields=["rechecks_left"])
    recheck.save(update_fields=sorted(Recheck.FROZEN))
    return recheck.frozen_at is not None


def _settled(items, snapshot: Snapshot):
    """(item, label, rule, whether it is that of a revised text) of those that people had settled by then."""
    by_then = Resolution.objects.filter(item=OuterRef("pk"), created_at__lte=snapshot.ended_at).order_by("-pk")
    names = ("settles", "label", "rule", "of_another_text")
    told = items.annotate(**{f"last_{name}": Subquery(by_then.values(name)[:1]) for name in names})
    settled = told.filter(~Q(state=Item.State.GOLD), last_settles=True).order_by("pk")
    return settled.values_list("pk", "last_label", "last_rule", "last_of_another_text")


def fill_pool(*, recheck: Recheck, seconds: float = float("inf")) -> bool:
    """Take in all rows, or as many as fit into the time. True when the pool is full."""
    until, is_full = time.monotonic() + seconds, False
    while not is_full:
        with turn():
            is_full = pool_step(recheck=recheck)
        if time.monotonic() > until:
            break
    return is_full


def stop_reviewing(*, project: Project, lead, risk: float, seconds: float = SECONDS_IN_REQUEST) -> Recheck:
    """A lead's way to all of it. What takes longer is left to the worker (`frozen_at` None)."""
    with transaction.atomic():
        recheck = end_review(project=project, lead=lead, risk=risk)
        open_audit(project=project, lead=lead)  # what is asked again looks like all the rest
    fill_pool(recheck=recheck, seconds=seconds)
    recheck.refresh_from_db()
    return recheck


def finish_pool(*, project: Project) -> None:
    """Go on where the request that stopped reviewing, or a worker, was cut off."""
    recheck = Recheck.objects.filter(snapshot__project=project, frozen_at=None).select_related("snapshot__project")
    for one in recheck:
        fill_pool(recheck=one)
