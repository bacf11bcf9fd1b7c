"""The second promise: what people themselves got wrong. No numpy here: web processes stream the archive."""

from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotation.methods.certificate.removal import Removal, removal
from annotation.models import Annotation, Item, Recheck, RecheckRow, Resolution, Snapshot, Stream

#: No answer is so long on its way between the moment that it bears and the moment when others see it.
ON_ITS_WAY = timedelta(days=1)


def as_of(snapshot: Snapshot, at: datetime | None = None) -> datetime | None:
    """Up to when the log of a snapshot counts: where reviewing has stopped, not beyond that."""
    ended = snapshot.ended_at
    return at if ended is None else ended if at is None else min(at, ended)


def recheck_of(snapshot: Snapshot, at: datetime | None = None) -> Recheck | None:
    """Its reviewed pool once it is full; of a moment, if it was full by then."""
    recheck = Recheck.objects.filter(snapshot=snapshot, frozen_at__isnull=False).first() if snapshot.ended_at else None
    return recheck if recheck and (at is None or recheck.frozen_at <= at) else None


def drawn_rows(recheck: Recheck, at: datetime | None = None) -> QuerySet[RecheckRow]:
    """Rows that were asked again, in the order of the draws, each with what people `decided` since.

    What counts is what stands once it is settled anew under the snapshot's codebook: by answers given blind, after the
    draw, by people who had given none before, all of which say the same (`agrees`, `differs`); or by a lead. Answers
    from before the draw made the label that is in question: however many they are, they do not outvote those.
    """
    rows = recheck.rows.filter(draw__isnull=False).order_by("draw")
    said = Annotation.objects.valid(at).exclude(stream=Stream.GOLD)
    said = said.filter(item=OuterRef("item"), created_at__gte=OuterRef("drawn_at"))
    earlier = Annotation.objects.filter(item=OuterRef("item"), user=OuterRef("user"))
    fresh = said.filter(blind=True, codebook=OuterRef("recheck__snapshot__codebook"))
    fresh = fresh.filter(~Exists(earlier.filter(created_at__lt=OuterRef(OuterRef("drawn_at")))))
    since = Resolution.objects.filter(item=OuterRef("item"), created_at__gte=OuterRef("drawn_at"))
    if at is not None:
        rows, since = rows.filter(drawn_at__lte=at), since.filter(created_at__lte=at)
    newest = since.order_by("-pk")
    names = ("settles", "label", "rule", "codebook", "of_another_text", "created_at")
    rows = rows.annotate(**{f"last_{name}": Subquery(newest.values(name)[:1]) for name in names})
    under = F("recheck__snapshot__codebook")
    return rows.annotate(
        codebook=under,
        agrees=Exists(fresh.filter(label=OuterRef("last_label"))),
        differs=Exists(fresh.exclude(label=OuterRef("last_label"))),
        assisted=Exists(said.filter(blind=False)),
    )


def loss_of(row: RecheckRow) -> Removal:
    """Of a row of `drawn_rows`: 1 where another label stands now, 0 where the same does, None while it is open."""
    by_lead = row.last_rule == Resolution.Rule.LEAD
    afresh = row.agrees and not row.differs and not row.assisted and row.last_rule != Resolution.Rule.JOINED
    is_settled = row.last_settles and row.last_codebook == row.codebook and (by_lead or afresh)
    said = "" if row.last_of_another_text else row.last_label
    return removal(audit=True, given=row.label, reference=said if is_settled else None)


def recheck_log(recheck: Recheck, at: datetime | None = None) -> list[Removal]:
    return [loss_of(row) for row in drawn_rows(recheck, at).iterator(chunk_size=5000)]


def settled_since(recheck: Recheck, until: datetime | None = None) -> QuerySet[Item]:
    """Items that people settled after reviewing had stopped, by then: nobody is asked again about them.

    So are those whose answer bears a moment from before, and was seen only when the pool was full (`was_settled`).
    """
    snapshot = recheck.snapshot
    resolutions = Resolution.objects.filter(item__project=snapshot.project_id)
    if until is not None:
        resolutions = resolutions.filter(created_at__lte=until)
    newest = resolutions.filter(item=OuterRef("pk")).order_by("-pk")
    rows = Item.objects.filter(project=snapshot.project_id).exclude(state=Item.State.GOLD)
    # By index first: only items of which something was said since.
    said = resolutions.filter(created_at__gt=snapshot.ended_at - ON_ITS_WAY)
    before = Resolution.objects.filter(item=OuterRef("pk"), created_at__lte=snapshot.ended_at).order_by("-pk")
    since = resolutions.filter(item=OuterRef("pk"), created_at__gt=snapshot.ended_at)
    rows = rows.filter(pk__in=said.values("item")).filter(~Exists(recheck.rows.filter(item=OuterRef("pk"))))
    rows = rows.annotate(
        last_settles=Subquery(newest.values("settles")[:1]),
        last_rule=Subquery(newest.values("rule")[:1]),
        last_label=Subquery(newest.values("label")[:1]),
        last_of_another_text=Subquery(newest.values("of_another_text")[:1]),
        was_settled=Coalesce(Subquery(before.values("settles")[:1]), False),
    )
    late = Q(last_of_another_text=False) & ~Q(last_label="")  # those of the pool, and of no other count of it
    rows = rows.filter(Exists(since) | late)
    return rows.filter(last_settles=True).exclude(last_rule=Resolution.Rule.LEAD)
