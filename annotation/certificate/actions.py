"""Freezing the rows that a certificate speaks of.

A snapshot is opened at once and filled in steps, each short and under the dispenser's lock: it holds the rows that a
model labelled and nobody had yet. While it fills, what is handed out already counts as removed; audits are drawn once
it is full. A step that is cut off leaves nothing half done, the next one goes on from the last item looked at.
Rows that come later are taken in as long as nothing was drawn; after the first draw they open a new snapshot.
"""

import hashlib
import time
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from annotation.certificate.claims import check_claims, fitting_claims
from annotation.certificate.frames import current_snapshot
from annotation.certificate.risks import check_procedure, risks_of
from annotation.certificate.statement import Closed
from annotation.methods.certificate.audit_keys import audit_keys, commitment, new_seed
from annotation.methods.certificate.family import share_of_family
from annotation.models import Item, ReviewPolicy, Snapshot, SnapshotItem
from annotation.queue.actions.pull import BATCH, lock_dispenser, pull, pull_present
from annotation.queue.refusals import (
    DrawsShareRisk,
    DrawsStand,
    NoCodebook,
    NothingToCertify,
    Refused,
    RiskIsShared,
    SeedIsSecret,
)
from generation.audit import record
from generation.encryption import opened, sealed
from generation.models import Codebook, Event, LabelSource, Project
from synthlab.turns import turn

STEP = 1_000
SECONDS_IN_REQUEST = 2.0
CHANGES = [Closed.LABELLED, Closed.RELABELLED, Closed.CODEBOOK]  # other labels or another codebook: another population


@transaction.atomic
def open_snapshot(
    *,
    project: Project,
    author,
    risk: float = 0.05,
    reference_rule: str = Snapshot.ReferenceRule.ONE_BLIND,
    together: bool = False,
    claims: Sequence[dict] = (),
    procedure: str = Snapshot.Procedure.ANY_ORDER,
    limit: float | None = None,
) -> Snapshot:
    """Open a snapshot in the place of the current one. Risk, procedure, rule and seed are fixed from here on.

    `together`: `risk` is that of all promises of the project that are made so, this one and the later ones.
    `claims`: {question, wanted}, answers that are promised beside the label. `procedure` B freezes the rows' suspicion
    with them, and `limit`, the share of all rows whose labels may be wrong.

    Refused once audits were drawn from the current one, unless labels or codebook changed since: nobody may draw
    again until the result pleases. Where only its seed was published, another may follow if its promise shares a risk
    (`together`): that holds for all of them at once, however many there will be.
    """
    dispenser = lock_dispenser(project)
    if dispenser.codebook_id is None:
        raise NoCodebook
    check_claims(claims, dispenser.codebook_id)
    check_procedure(project, procedure, limit)
    current = dispenser.snapshot
    because = _why_closed(current) if current else ""
    if because == Closed.AGAIN and current.draws.exists():
        raise DrawsStand
    if not together and _draws_again(project, because):
        raise DrawsShareRisk
    if not _unheard(project).exists():
        raise NothingToCertify
    seed = new_seed()
    last = Snapshot.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    snapshot = Snapshot.objects.create(
        project=project,
        number=last + 1,
        codebook_id=dispenser.codebook_id,
        risk=_share_of(risk, project) if together else risk,
        family_risk=risk if together else None,
        claims=list(claims),
        procedure=procedure,
        limit=limit,
        reference_rule=reference_rule,
        seed_commitment=commitment(seed),
        seed_encrypted=sealed(seed),
        created_by=author,
    )
    dispenser.snapshot = snapshot
    dispenser.save(update_fields=["snapshot"])
    record(
        actor=author, verb="certificate.frozen", project=project, subject=snapshot, risk=snapshot.risk,
        family_risk=snapshot.family_risk, procedure=procedure, reference_rule=reference_rule,
        seed_commitment=snapshot.seed_commitment, claims=snapshot.claims,
        **({} if limit is None else {"limit": limit}),
        **({"closes": current.number, "because": because} if current else {}),
    )  # fmt: skip
    return snapshot


def _share_of(risk: float, project: Project) -> float:
    """What the next promise takes of the risk that it shares with those before it.

    One from which nothing was drawn has promised nothing, and as it is closed it never will: it takes no share.
    """
    family = Snapshot.objects.filter(project=project, family_risk__isnull=False, draws__isnull=False)
    risks = list(family.order_by("pk").distinct().values_list("family_risk", flat=True))
    if risks and risks[0] != risk:
        raise RiskIsShared(risks[0])
    return share_of_family(risk, len(risks) + 1)


def _draws_again(project: Project, because: str) -> bool:
    """Whether rows with these labels were drawn from before. Snapshots in between that nobody drew from change nothing.

    `because`: why the current one closes now.
    """
    if because not in (Closed.SEED, Closed.AGAIN):
        return False
    drawn = Snapshot.objects.filter(project=project, draws__isnull=False).aggregate(last=Max("number"))["last"]
    if drawn is None:
        return False
    closed_since = Event.objects.filter(project=project, verb="certificate.frozen", detail__closes__gte=drawn)
    return not closed_since.filter(detail__because__in=CHANGES).exists()


@transaction.atomic
def freeze_step(*, snapshot: Snapshot) -> bool:
    """Take in the next rows. True when the snapshot is full (or was replaced by another one)."""
    dispenser = lock_dispenser(snapshot.project)
    if dispenser.snapshot_id != snapshot.pk or dispenser.snapshot.frozen_at:
        return True
    current = dispenser.snapshot
    left = Item.objects.filter(project=snapshot.project_id, pk__gt=current.frozen_until)
    ends = left.aggregate(first=Min("id"), last=Max("id"))
    # A window of ids: the rows of a large project are not sorted anew for every step. It begins at the next row of this
    # project, for before that there may be millions of others.
    until = max(current.frozen_until, (ends["first"] or 0) - 1) + STEP
    rows = list(
        _new_rows(current)
        .filter(pk__gt=current.frozen_until, pk__lte=until)
        .order_by("pk")
        .values_list("pk", "sample__current_label", "group")
    )
    items = [pk for pk, _label, _group in rows]
    keys, risks = audit_keys(opened(current.seed_encrypted), items), risks_of(current, items)
    SnapshotItem.objects.bulk_create(
        SnapshotItem(snapshot=current, item_id=pk, label=label, audit_key=key, cluster=group, risk=risks.get(pk))
        for (pk, label, group), key in zip(rows, keys, strict=True)
    )
    current.frozen_until = until
    current.size += len(rows)
    current.label_hash = chained(current.label_hash, [(pk, label) for pk, label, _group in rows])
    if risks:
        current.risk_hash = chained(current.risk_hash, [(pk, repr(risks[pk])) for pk in items])
    current.frozen_at = timezone.now() if until >= (ends["last"] or 0) else None
    current.save(update_fields=["frozen_until", "size", "label_hash", "risk_hash", "frozen_at"])
    return current.frozen_at is not None


def fill(*, snapshot: Snapshot, seconds: float = float("inf")) -> bool:
    """Take in all rows, or as many as fit into the time. True when the snapshot is full."""
    until = time.monotonic() + seconds
    is_full = False
    while not is_full:
        with turn():
            is_full = freeze_step(snapshot=snapshot)
        if time.monotonic() > until:
            break
    return is_full


def freeze(
    *,
    project: Project,
    lead,
    risk: float,
    reference_rule: str,
    together: bool = False,
    claims: Sequence[dict] = (),
    procedure: str = Snapshot.Procedure.ANY_ORDER,
    limit: float | None = None,
    seconds: float = SECONDS_IN_REQUEST,
) -> Snapshot:
    """A lead opens a snapshot and the audit. What takes longer is left to the worker (`frozen_at` None).

    Without any time it is one batch of samples and one step of rows: enough for a small project.
    """
    until = time.monotonic() + seconds
    looked_at = BATCH
    while looked_at >= BATCH:
        with turn():
            looked_at = pull(project=project)
        if time.monotonic() > until:
            break
    chosen = {"risk": risk, "reference_rule": reference_rule, "together": together, "claims": claims}
    chosen |= {"procedure": procedure, "limit": limit}
    snapshot = open_snapshot(project=project, author=lead, **chosen)
    open_audit(project=project, lead=lead)
    if looked_at < BATCH:
        fill(snapshot=snapshot, seconds=until - time.monotonic())
    snapshot.refresh_from_db()
    return snapshot


def bring_up_to_date(*, project: Project) -> Snapshot | None:
    """Open a snapshot where there is none or it is stale, or let it take in what is new, and fill it.

    None where there is nothing to do. Where reviewing has stopped only another codebook is reason enough: it would end
    what is asked again, and an import may come while that goes badly. A lead may still freeze anew.
    """
    pull_present(project=project)
    current = current_snapshot(project)
    asks_again = current and current.ended_at and not _has_new_codebook(current)
    if current and (current.published_seed or asks_again or not is_stale(current)):
        fill(snapshot=current)
        return None
    chosen = _as_before(current) if current else {}
    try:
        extended = current and _why_closed(current) == Closed.LABELLED and extend(snapshot=current)
        snapshot = current if extended else open_snapshot(project=project, author=None, **chosen)
    except Refused:  # nothing is labelled yet; the next import or run asks again
        return None
    fill(snapshot=snapshot)
    snapshot.refresh_from_db()
    return snapshot


def _as_before(current: Snapshot) -> dict:
    """What a lead chose for the snapshot that is closed holds for the one in its place."""
    together = current.family_risk is not None
    risk = current.family_risk if together else current.risk
    codebook = Codebook.objects.current(current.project)
    claims = fitting_claims(current.claims, codebook.pk) if codebook else []
    chosen = {"risk": risk, "reference_rule": current.reference_rule, "together": together, "claims": claims}
    return chosen | {"procedure": current.procedure, "limit": current.limit}


@transaction.atomic
def extend(*, snapshot: Snapshot) -> bool:
    """Let a full snapshot take in rows that came since. False once an audit was drawn: it speaks of its rows alone.

    A copy of the whole pool for every small import would be dear, and before the first draw nothing rests on its size.
    """
    current = lock_dispenser(snapshot.project).snapshot
    if current is None or current.pk != snapshot.pk or current.draws.exists():
        return False
    first = _new_rows(current).aggregate(first=Min("pk"))["first"]
    if first is not None:
        current.frozen_until, current.frozen_at = first - 1, None
        current.save(update_fields=["frozen_until", "frozen_at"])
        record(actor=None, verb="certificate.extended", project=snapshot.project, subject=snapshot)
    return True


def chained(label_hash: str, rows: list[tuple[int, str]]) -> str:
    """The hash of all rows so far, one after the other, so that the size of a step does not matter."""
    for pk, label in rows:
        label_hash = hashlib.sha256(f"{label_hash}\n{pk}\t{label}".encode()).hexdigest()
    return label_hash


@transaction.atomic
def open_audit(*, project: Project, lead) -> ReviewPolicy:
    """A share of what is handed out is audit from now on."""
    policy, _made = ReviewPolicy.objects.get_or_create(project=project)
    if not policy.audit_open:
        policy.audit_open = True
        policy.save(update_fields=["audit_open"])
        record(actor=lead, verb="review.policy", project=project, audit_open=True)
    return policy


@transaction.atomic
def publish_seed(*, project: Project, lead, number: int) -> Snapshot:
    """Show the seed of a snapshot, so that anybody can replay its draws.

    It ends the draws of the current one, for the next could be foreseen; one that is closed draws no more anyway. There
    is no "the current one" here: another may have taken its place since it was looked at.
    """
    lock_dispenser(project)
    snapshot = Snapshot.objects.filter(project=project, number=number).first()
    if snapshot is None or snapshot.frozen_at is None or snapshot.published_seed:
        raise SeedIsSecret
    snapshot.published_seed = opened(snapshot.seed_encrypted)
    snapshot.save(update_fields=["published_seed"])
    record(actor=lead, verb="certificate.seed_published", project=project, subject=snapshot)
    return snapshot


def is_stale(snapshot: Snapshot) -> bool:
    """Whether another codebook is in force, or rows or labels are not those that it froze. Reads all its rows."""
    if _has_new_codebook(snapshot):
        return True
    return snapshot.frozen_at is not None and (_new_rows(snapshot).exists() or _has_new_labels(snapshot))


def _why_closed(snapshot: Snapshot) -> Closed:
    """Why another snapshot takes the place of this one, as it stands now. Its seed is the reason only where labels and
    codebook are still those of the freeze."""
    if _has_new_codebook(snapshot):
        return Closed.CODEBOOK
    if not is_stale(snapshot):
        return Closed.SEED if snapshot.published_seed else Closed.AGAIN
    return Closed.RELABELLED if _has_new_labels(snapshot) else Closed.LABELLED


def _has_new_codebook(snapshot: Snapshot) -> bool:
    """What is right is what the codebook says: answers under another version speak of other errors."""
    newer = Codebook.objects.published().filter(project=snapshot.project_id, number__gt=snapshot.codebook.number)
    return newer.exists()


def _new_rows(snapshot: Snapshot) -> QuerySet[Item]:
    frozen = SnapshotItem.objects.filter(snapshot=snapshot, item=OuterRef("pk"))
    return _unheard(snapshot.project).filter(~Exists(frozen))


def _has_new_labels(snapshot: Snapshot) -> bool:
    """A row whose label became a reference counts too: the pool may lose no row but by being handed out."""
    left = SnapshotItem.objects.filter(snapshot=snapshot, removal=None)
    as_frozen = Q(label=F("item__sample__current_label"), item__sample__label_source=LabelSource.MACHINE)
    return left.exclude(as_frozen).exists()


def _unheard(project: Project) -> QuerySet[Item]:
    """Items with a model's label that nobody had yet."""
    return Item.objects.filter(project=project, state=Item.State.OPEN, sample__label_source=LabelSource.MACHINE)
